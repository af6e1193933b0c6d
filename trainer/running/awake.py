"""The computer kept from falling asleep while a job runs, and only then, as far as its desktop allows it. Light."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from trainer.events import Awake

_log = logging.getLogger(__name__)
_REFUSED = "This desktop offers no way to keep the computer awake; switch automatic sleep off in its settings."


@contextlib.contextmanager
def kept() -> Iterator[Awake]:
    """Keep the computer awake as long as the block lasts; its screen may go dark.

    Gives what came of it: nothing that the desktop does or refuses breaks the job.
    """
    with contextlib.ExitStack() as stack:
        yield _begin(stack)


def _begin(stack: contextlib.ExitStack) -> Awake:
    try:
        from wakepy import keep  # noqa: PLC0415 - a quarter of a second, for jobs that take longer

        mode = keep.running(on_fail="pass")
        stack.enter_context(_quietly(mode))
        if mode.active:
            return Awake(kept=True)
        _log.info("the computer cannot be kept awake: %s", " ".join(mode.result.get_failure_text().split())[:1_000])
    except Exception:  # whatever a desktop answers
        _log.info("the computer cannot be kept awake", exc_info=True)
    return Awake(kept=False, reason=_REFUSED)


@contextlib.contextmanager
def _quietly(mode: contextlib.AbstractContextManager[object]) -> Iterator[None]:
    """Enter and leave a mode; that leaving it fails (the desktop is gone by then) is no failure of the job."""
    mode.__enter__()
    try:
        yield
    finally:
        try:
            mode.__exit__(None, None, None)
        except Exception:
            _log.info("the desktop did not let go of being kept awake", exc_info=True)

"""The computer kept from falling asleep while a job runs, and only then, as far as its desktop allows it. Light."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator

from trainer.channel import Emit
from trainer.events import Awake, Event, Started

_AFTER = 3.0  # seconds: no computer falls asleep so soon, and short jobs need not ask the desktop for anything
_REFUSED = "This desktop offers no way to keep the computer awake; switch automatic sleep off in its settings."
_log = logging.getLogger(__name__)


@contextlib.contextmanager
def kept(emit: Emit, *, after: float = _AFTER) -> Iterator[Emit]:
    """Keep the computer awake as long as the block lasts; its screen may go dark.

    Nothing that the desktop does or refuses breaks or delays the job.

    Args:
        emit: Told what came of it (`Awake`), from another thread, once the job has said `Started`.
        after: Seconds before the desktop is asked.

    Yields:
        The emit function for the job to use.
    """
    over, begun = threading.Event(), threading.Event()

    def telling(event: Event) -> None:
        emit(event)
        if isinstance(event, Started):
            begun.set()

    def keep() -> None:
        if over.wait(after):
            return
        with contextlib.ExitStack() as stack:
            awake = _begin(stack)
            begun.wait()
            if not over.is_set():
                emit(awake)
            over.wait()

    thread = threading.Thread(target=keep, name="awake", daemon=True)
    thread.start()
    try:
        yield telling
    finally:
        over.set()
        begun.set()
        thread.join(timeout=5)  # a desktop that does not answer keeps nobody


def _begin(stack: contextlib.ExitStack) -> Awake:
    try:
        from wakepy import keep  # noqa: PLC0415 - a quarter of a second, for jobs that take longer

        mode = keep.running(on_fail="pass")
        stack.enter_context(_quietly(mode))
        if mode.active:
            return Awake(kept=True)
        _log.info("the computer cannot be kept awake: %s", " ".join(mode.result.get_failure_text().split())[:300])
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

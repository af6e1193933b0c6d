"""A job steered from outside through a file in its folder: asked by anybody, heard by the process that holds the folder. Light."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from trainer import files, holding
from trainer.channel import Control, Request
from trainer.errors import DiskError, ProjectError
from trainer.holding import Holder

_NAME = "control"
_BETWEEN = 0.5  # seconds from one look at the file to the next: a stat, and nothing is read before it has changed
_EFFECT = 0.1  # seconds from one look at whether the job has ended to the next


class _Word(msgspec.Struct, frozen=True):
    """What the file says. Only the process it is meant for obeys: one that was killed leaves nothing to its successor."""

    request: Request
    to: Holder


def ask(folder: Path, request: Request) -> None:
    """Ask the job that holds ``folder`` to stop, pause or cancel; it hears within a second.

    Raises:
        ProjectError: No job is at work there.
        DiskError: The folder cannot be written to.
    """
    holder = holding.holder(folder)
    if holder is None:
        raise ProjectError("No job is at work here", path=folder)
    files.write(folder / _NAME, msgspec.json.encode(_Word(request, holder)))


def until_ended(folder: Path, *, waiting: Callable[[], bool] = lambda: True) -> bool:
    """Wait until nobody holds ``folder`` any more.

    Args:
        folder: Where the job is at work.
        waiting: Asked again and again; when it says no, the waiting is given up.

    Returns:
        Whether the job has ended.
    """
    while holding.is_held(folder):
        if not waiting():
            return False
        time.sleep(_EFFECT)
    return True


@contextlib.contextmanager
def steered(folder: Path, control: Control) -> Iterator[None]:
    """Hear what is asked through the file in ``folder``, which this process holds, as long as the block lasts."""
    over = threading.Event()
    listener = threading.Thread(target=_listen, args=(folder / _NAME, control, over), name="steering", daemon=True)
    listener.start()
    try:
        yield
    finally:
        over.set()
        listener.join()
        with contextlib.suppress(OSError):
            (folder / _NAME).unlink(missing_ok=True)


def _listen(path: Path, control: Control, over: threading.Event) -> None:
    mine, seen = holding.holder(path.parent), None
    while not over.wait(_BETWEEN):
        changed = _changed(path)
        if changed is None or changed == seen:
            continue
        word = _read(path)
        if word is not None:
            seen = changed
            if word.to == mine:
                control.ask(word.request)


def _changed(path: Path) -> tuple[int, int] | None:
    """What differs between two files that were put there one after the other; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino


def _read(path: Path) -> _Word | None:
    with contextlib.suppress(OSError, msgspec.DecodeError, DiskError):
        return msgspec.json.decode(path.read_bytes(), type=_Word)
    return None

"""The battery of the computer: how full it is, and a job that pauses before it is empty. Light."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

import msgspec

from trainer.channel import Control, Emit
from trainer.events import LowBattery

DEFAULT_LEVEL = 20
"""Percent below which a job pauses, where nobody says otherwise."""

_BETWEEN = 30.0  # seconds


class Battery(msgspec.Struct, frozen=True):
    """How full the battery is, in percent, and whether the computer is plugged in."""

    percent: int
    plugged: bool


def read() -> Battery | None:
    """The battery now; None where there is none, or none that can be read."""
    import psutil  # noqa: PLC0415 - only where somebody asks

    try:
        found = psutil.sensors_battery()
    except Exception:  # drivers answer all sorts of things
        return None
    if found is None:
        return None
    return Battery(round(found.percent), found.power_plugged is not False)  # None: not known, so do not pause for it


@contextlib.contextmanager
def watched(
    control: Control, emit: Emit, *, level: int, look: Callable[[], Battery | None] = read, between: float = _BETWEEN
) -> Iterator[None]:
    """Let the job pause when the battery falls below a level, as long as the block lasts.

    Args:
        control: Asked to pause.
        emit: Told why (`LowBattery`), from another thread.
        level: Percent; 0: never. A job begun below it was wanted so: it may use half of what is left.
        look: Gives the battery.
        between: Seconds from one look to the next.
    """
    over = threading.Event()
    watcher = threading.Thread(
        target=lambda: _watch(control, emit, level=level, look=look, between=between, over=over),
        name="battery",
        daemon=True,
    )
    if level > 0:
        watcher.start()
    try:
        yield
    finally:
        over.set()
        if watcher.ident is not None:
            watcher.join()


def _watch(
    control: Control,
    emit: Emit,
    *,
    level: int,
    look: Callable[[], Battery | None],
    between: float,
    over: threading.Event,
) -> None:
    first = look()
    if first is None:
        return
    if not first.plugged and first.percent < level:
        level = first.percent // 2
    while not over.wait(between):
        now = look()
        if now is not None and not now.plugged and now.percent < level:
            emit(LowBattery(percent=now.percent, level=level))
            control.ask("pause")
            return

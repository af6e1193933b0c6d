"""One sitting of a run: steered by its control file, the computer kept awake, the battery watched. Light."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from trainer.channel import Control, Emit
from trainer.events import Awake, Event, Started
from trainer.running import awake, battery, steering
from trainer.runs import Run

PAUSE_BELOW = "ARTCLASS_PAUSE_BELOW"
"""The environment variable with the level of the battery below which a sitting pauses, for children too."""


@contextlib.contextmanager
def sitting(run: Run, control: Control, emit: Emit) -> Iterator[Emit]:
    """Do all that holds for as long as a run is worked on; gives the emit function to work with.

    Args:
        run: The run, which this process holds.
        control: Asked through the run's control file, too, and by an empty battery.
        emit: Told of both besides what the work tells.
    """
    with (
        steering.steered(run.folder, control),
        awake.kept() as kept,
        battery.watched(control, emit, level=pause_below()),
    ):
        yield _Telling(emit, kept)


def pause_below() -> int:
    """The level of the battery, in percent, below which a sitting pauses; 0: never."""
    try:
        return int(os.environ.get(PAUSE_BELOW, ""))
    except ValueError:
        return battery.DEFAULT_LEVEL


class _Telling:
    """Passes events on, and says after the first one whether the computer stays awake."""

    def __init__(self, emit: Emit, kept: Awake) -> None:
        self._emit = emit
        self._kept = kept

    def __call__(self, event: Event) -> None:
        self._emit(event)
        if isinstance(event, Started):
            self._emit(self._kept)

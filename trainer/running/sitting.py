"""One sitting of a run: steered by its control file, the computer kept awake, the battery watched. Light."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from trainer.channel import Control, Emit
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
        awake.kept(emit) as telling,
        battery.watched(control, emit, level=pause_below()),
    ):
        yield telling


def pause_below() -> int:
    """The level of the battery, in percent, below which a sitting pauses; 0: never."""
    try:
        return int(os.environ.get(PAUSE_BELOW, ""))
    except ValueError:
        return battery.DEFAULT_LEVEL

"""The answers of the estimate command: the table for the settings that were asked for, and what a probing child tells."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import msgspec
import psutil

from trainer import architectures, dataset, options
from trainer.channel import Control, Emit
from trainer.errors import UsageError
from trainer.estimating import records, scaling
from trainer.estimating.clock import Load
from trainer.estimating.estimate import QUICK
from trainer.estimating.values import Estimate, Estimates, Speed
from trainer.events import Progress
from trainer.options import Wishes
from trainer.project import Project


def possible(wishes: Wishes) -> list[str]:
    """The architectures that can have the settings that were asked for: the named one, or of all those that can.

    Raises:
        UsageError: None can have them.
    """
    refused: UsageError | None = None
    found = []
    for name in [wishes.architecture] if wishes.architecture else [row.name for row in architectures.ARCHITECTURES]:
        try:
            options.config(name, wishes)
        except UsageError as error:
            refused = refused or error
        else:
            found.append(name)
    if refused is not None and not found:
        raise refused
    return found


def rows(table: Estimates, names: Sequence[str], wishes: Wishes) -> list[Estimate]:
    """The estimates of `possible` architectures with the settings that were asked for."""
    predicted = (records.predict(table.measured, options.config(name, wishes), table.pictures) for name in names)
    return [estimate for estimate in predicted if estimate is not None]


def probed(project: Project, name: str, *, emit: Emit, control: Control) -> dict[str, Any]:
    """Measure one architecture, or those of the first answer, in this very process; heavy.

    Raises:
        Interrupted: Somebody asked.
        ArtClassError: It cannot be done.
    """
    from trainer import device  # noqa: PLC0415 - heavy

    pictures = dataset.load(project)
    device.prepare()
    from trainer.estimating import probing  # noqa: PLC0415 - TensorFlow, once the device is prepared

    begun = _brought_up()
    speeds: dict[str, Speed] = {}
    others: dict[str, float] = {}
    names = scaling.MEASURED if name == QUICK else (architectures.find(name).name,)
    measure = probing.quick if name == QUICK else probing.speed
    for number, chosen in enumerate(names):
        emit(Progress(done=number, total=len(names), unit="networks"))
        load = Load()
        speeds[chosen] = measure(chosen, pictures, control=control)
        others[chosen] = round(load.others(), 3)
    emit(Progress(done=len(names), total=len(names), unit="networks"))
    return {
        "begin_seconds": begun,
        "speeds": {key: msgspec.to_builtins(value) for key, value in speeds.items()},
        "others": others,
    }


def _brought_up() -> float:
    """Seconds since this process began: by the clock, or its own work where others kept it from working."""
    process = psutil.Process()
    return min(time.time() - float(process.create_time()), 1.3 * time.process_time() + 0.5)

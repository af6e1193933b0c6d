"""The answers of the estimate command: the table for the settings that were asked for, and what a probing child tells."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import msgspec
import psutil

from trainer import architectures, dataset, options
from trainer.channel import Control
from trainer.errors import UsageError
from trainer.estimating import records, scaling
from trainer.estimating.estimate import QUICK
from trainer.estimating.values import Estimate, Estimates, Speed
from trainer.options import Wishes
from trainer.project import Project


def rows(table: Estimates, names: Sequence[str], wishes: Wishes) -> list[Estimate]:
    """The estimates of some architectures with the settings that were asked for.

    Raises:
        UsageError: One architecture was named, and the settings do not go together with it.
    """
    found = []
    for name in names:
        try:
            config = options.config(name, wishes)
        except UsageError:
            if wishes.architecture is not None:
                raise
            continue  # others can have these settings
        predicted = records.predict(table.measured, config, table.pictures)
        if predicted is not None:
            found.append(predicted)
    return found


def probed(project: Project, name: str, control: Control) -> dict[str, Any]:
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
    for chosen in scaling.MEASURED if name == QUICK else (architectures.find(name).name,):
        measure = probing.quick if name == QUICK else probing.speed
        speeds[chosen] = measure(chosen, pictures, control=control)
    return {
        "begin_seconds": begun,
        "speeds": {key: msgspec.to_builtins(value) for key, value in speeds.items()},
    }


def _brought_up() -> float:
    """Seconds since this process began: by the clock, or its own work where others kept it from working."""
    process = psutil.Process()
    return min(time.time() - float(process.create_time()), 1.3 * time.process_time() + 0.5)

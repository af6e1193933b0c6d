"""What a run was computed with and what it took: engine, cores, most memory, energy. Light."""

from __future__ import annotations

import contextlib
import sys
from typing import Literal

from trainer import engines, parallel
from trainer.config import TrainConfig
from trainer.engines import Choice, EngineChoice
from trainer.errors import ProjectError
from trainer.running import energy
from trainer.runs import Machine, Run

_ENGINE = "engine.json"  # written by the look at the pictures (`trainer.engines`)


def of_this_process(run: Run, config: TrainConfig) -> Machine:
    """What the process that works on a run has used until now, and its former sittings, as far as that was kept."""
    taken = energy.so_far(run.folder)
    choice = _choice(run, config)
    engine = choice.taken
    return Machine(
        engine=engine.title,
        precision=engine.precision,
        agreement=engine.agreement,
        compared=engine.compared,
        measured_earlier=choice.earlier,
        cores=parallel.usable_cores(),
        peak_memory_mb=peak_memory_mb(),
        joules=taken.joules,
        energy_remark=taken.remark,
    )


def peak_memory_mb() -> float | None:
    """Most memory that this process has held, in MB (10**6 bytes); None where the system does not tell."""
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415 - elsewhere the standard library knows

        return float(psutil.Process().memory_info().peak_wset) / 1e6
    import resource  # noqa: PLC0415 - not on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


def _choice(run: Run, config: TrainConfig) -> Choice:
    """What the frozen part ran in; for a network that learns as a whole, what it learned in."""
    with contextlib.suppress(ProjectError):
        for choice in engines.of_run(run.folder / _ENGINE).values():
            return choice
    precision: Literal["float32", "bfloat16"] = "float32" if config.precision == "auto" else config.precision
    return Choice(taken=EngineChoice(name="tensorflow", precision=precision, threads=parallel.usable_cores()))

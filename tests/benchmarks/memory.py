"""Memory of a training by the number of pictures: 3,000 and 100,000, each in a process of its own.

``python -m tests.benchmarks.memory [NUMBER OF PICTURES...]``. Two parts: *look* sends pictures through MobileNetV2 (the
files are a few, named again and again; every row is computed, at 32 px), and *learn* trains the head on as many rows of
its full width as a run has, plain and mirrored, from tables that are filled with chance. What is told is the highest
resident memory, what of it is the process' own (not the system's cache of files), and the memory before the part.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

from tests.benchmarks._kept import loaded, machine
from trainer import device, engines
from trainer.catalog.records import Picture
from trainer.channel import Control
from trainer.config import TrainConfig, default_config
from trainer.dataset import Dataset
from trainer.engines import Choice, EngineChoice
from trainer.project import Project

_CLASSES = ("a", "b", "c", "d", "e")
_FILES = 40
_LIMIT = 3000  # MB


def main() -> int:
    """Print the figures; 1 where a process took more than it may."""
    if len(sys.argv) == 4 and sys.argv[1] == "--part":
        sys.stdout.write(json.dumps(_part(sys.argv[2], int(sys.argv[3]))))
        return 0
    counts = [int(word) for word in sys.argv[1:]] or [3_000, 100_000]
    sys.stdout.write(f"{machine()}, load {loaded()}\n")
    highest = 0.0
    for part in ("look", "learn"):
        for count in counts:
            command = [sys.executable, "-m", "tests.benchmarks.memory", "--part", part, str(count)]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            highest = max(highest, found["resident"])
            sys.stdout.write(
                f"  {part:6} {count:8,} pictures: {found['resident']:6.0f} MB at most, {found['own']:6.0f} MB its own, "
                f"{found['before']:6.0f} MB before, {found['seconds']:7.1f} s\n"
            )
            sys.stdout.flush()
    return int(highest > _LIMIT)


def _part(part: str, count: int) -> dict[str, float]:
    device.prepare()
    with tempfile.TemporaryDirectory() as folder:
        project = Project.create(Path(folder) / "large.artclass")
        config = default_config("mobilenet_v2", weights="random", epochs=2, image_size=32, augment=part == "learn")
        pool = _pool(Path(folder), count)
        work = _looking(project, pool, config) if part == "look" else _learning(project, pool, config)
        watch = _Watch()
        began = time.monotonic()
        work()
        return {**watch.end(), "seconds": time.monotonic() - began}


def _looking(project: Project, pool: Dataset, config: TrainConfig) -> Any:
    from trainer.learning import features, networks

    backbone = networks.build(config, len(_CLASSES)).backbone
    return lambda: features.gather(
        project, pool, config, backbone, emit=lambda _: None, control=Control(), record=_record(project)
    )


def _learning(project: Project, pool: Dataset, config: TrainConfig) -> Any:
    from trainer.learning import features, networks
    from trainer.learning.fit import Fit

    stages = networks.stages(config, len(_CLASSES))
    _fill(project, pool, config, stages[0].backbone)
    (project.folder / "run").mkdir()

    def learn() -> None:
        emit, control = (lambda _: None), Control()
        fit = Fit(
            config,
            stages,
            folder=project.folder / "run" / "checkpoint",
            engine=_record(project),
            began=time.monotonic(),
            emit=emit,
            control=control,
        )
        fit.begin()
        fit.run(
            features.gather(
                project, pool, config, stages[0].backbone, emit=emit, control=control, record=_record(project)
            )
        )

    return learn


def _record(project: Project) -> Path:
    path = project.folder / "engine.json"
    engines.record(path, "backbone", Choice(taken=EngineChoice(name="litert", threads=2)))
    return path


def _fill(project: Project, pool: Dataset, config: TrainConfig, backbone: Any) -> None:
    """Put rows of chance into the tables that a look would have filled."""
    from trainer.learning import networks, tables

    kind, shape = EngineChoice(name="litert").kind, tuple(backbone.output_shape[1:])
    weights = networks.fingerprint(backbone)
    chance = np.random.default_rng(0)
    for view, pictures in (("plain", pool.training + pool.validation), ("mirrored", pool.training)):
        rows = tables.feature_rows(project, config, view, shape=shape, weights=weights, engine=kind, stem=False)
        with rows.writing():
            for start in range(0, len(pictures), 1000):
                keys = [picture.sha256 for picture in pictures[start : start + 1000]]
                rows.add(keys, chance.normal(size=(len(keys), *shape)).astype(np.float32))


def _pool(folder: Path, count: int) -> Dataset:
    """As many pictures as asked for, in few files."""
    chance = np.random.default_rng(1)
    paths = [folder / f"{number}.png" for number in range(_FILES)]
    for path in paths:
        Image.fromarray(chance.integers(0, 256, (32, 32, 3), np.uint8)).save(path)

    def pictures(split: Any, first: int, number: int) -> tuple[Picture, ...]:
        return tuple(
            Picture(
                id=i,
                sha256=hashlib.sha256(str(i).encode()).hexdigest(),
                path=paths[i % _FILES],
                name=f"{i}.png",
                label=_CLASSES[i % len(_CLASSES)],
                split=split,
                width=32,
                height=32,
            )
            for i in range(first, first + number)
        )

    held_out = count * 15 // 100
    return Dataset(
        classes=_CLASSES,
        training=pictures("training", 0, count - held_out),
        validation=pictures("validation", count, held_out),
        test=pictures("test", 2 * count, 50),
        sources=(folder,),
    )


class _Watch:
    """Looks at this process' memory a few times a second."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._before = self._process.memory_info().rss
        self._resident = self._own = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.25):
            self._resident = max(self._resident, self._process.memory_info().rss)
            self._own = max(self._own, self._process.memory_full_info().uss)

    def end(self) -> dict[str, float]:
        """The figures in MB."""
        self._over.set()
        self._thread.join()
        return {"resident": self._resident / 1e6, "own": self._own / 1e6, "before": self._before / 1e6}


if __name__ == "__main__":
    sys.exit(main())

"""How long the doctor takes over a catalog of many pictures, with features of a run, and how soon it hears "cancel"."""

from __future__ import annotations

import hashlib
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from trainer import config, runs
from trainer.catalog.intake import SeenFile
from trainer.catalog.records import Look
from trainer.catalog.store import Catalog
from trainer.channel import Control
from trainer.doctor import health
from trainer.events import Event, Stage
from trainer.learning.rows import Rows
from trainer.pace import Interrupted
from trainer.project import Project

_CLASSES = 5
_WIDTH = 2816  # of MobileNetV2's features
_BLOCK = 2_000


def make(place: Path, count: int) -> Project:
    """A project of made-up pictures, one in fifty a near-duplicate, and a run's features of them."""
    project = Project.create(place / f"{count}.artclass")
    chance = np.random.default_rng(1)
    with Catalog.open(project) as catalog:
        number = catalog.ledger.begin([place])
        source = catalog.intake.add_source("folder", place)
        for start in range(0, count, _BLOCK):
            catalog.intake.record(
                source, [_seen(n, chance) for n in range(start, min(count, start + _BLOCK))], during=number
            )
        catalog.settle_splits()
        catalog.ledger.finish(number, gone=0)
        keys = [(picture.sha256, picture.label) for picture in catalog.pictures()]
    run = config.default_config("mobilenet_v2")
    runs.create(project, run)
    rows = Rows(project.cache / f"features-{run.architecture}-{run.image_size}-plain-0", (_WIDTH,), np.float32)
    centres = {f"class {n}": chance.normal(0, 0.15, _WIDTH) for n in range(_CLASSES)}
    with rows.writing():
        for start in range(0, len(keys), _BLOCK):
            part = keys[start : start + _BLOCK]
            noise = chance.standard_normal((len(part), _WIDTH), np.float32)
            rows.add([key for key, _ in part], noise + np.array([centres[label] for _, label in part], np.float32))
    return project


def _seen(number: int, chance: np.random.Generator) -> SeenFile:
    label = f"class {number % _CLASSES}"
    look = chance.bytes(32) if number % 50 else np.random.default_rng(number // 100).bytes(32)
    width, height = (int(side) for side in chance.integers(200, 2_000, 2))
    return SeenFile(
        name=f"{label}/{number:06}.jpg",
        stamp="1",
        size=100_000,
        label=label,
        sha256=hashlib.sha256(str(number).encode()).hexdigest(),
        width=width,
        height=height,
        suffix=".jpg",
        look=Look(
            format="JPEG",
            size=int(chance.integers(20_000, 200_000)),
            grey=float(chance.random()),
            border=float(chance.random()),
            brightness=120.0,
            contrast=40.0,
            plain=look,
            mirrored=chance.bytes(32),
        ),
    )


def check(project: Project) -> dict[str, float]:
    """Examine it once; seconds by stage."""
    began: dict[str, float] = {}

    def emit(event: Event) -> None:
        if isinstance(event, Stage):
            began[event.name] = time.perf_counter()

    with Catalog.open(project, readonly=True) as catalog:
        health.examine(project, catalog, emit=emit, control=Control())
    ends = [*list(began.values())[1:], time.perf_counter()]
    return {name: end - start for (name, start), end in zip(began.items(), ends, strict=True)}


def cancel(project: Project, after: float) -> float:
    """Seconds from "cancel", asked ``after`` seconds, to the end."""
    control, asked = Control(), 0.0

    def ask() -> None:
        nonlocal asked
        asked = time.perf_counter()
        control.ask("cancel")

    timer = threading.Timer(after, ask)
    timer.start()
    try:
        with Catalog.open(project, readonly=True) as catalog:
            health.examine(project, catalog, emit=lambda _: None, control=control)
    except Interrupted:
        return time.perf_counter() - asked
    timer.cancel()
    return 0.0


def main() -> None:
    """Print seconds by stage at three sizes, and the slowest answer to "cancel"."""
    sizes = [int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000]
    with tempfile.TemporaryDirectory() as place:
        for count in sizes:
            project = make(Path(place), count)
            seconds = check(project)
            said = ", ".join(f"{name} {value:.1f} s" for name, value in seconds.items())
            print(f"{count:,} pictures: {sum(seconds.values()):.1f} s ({said})")
        whole = sum(seconds.values())
        slowest = max(cancel(project, whole * part / 12) for part in range(12))
        print(f"cancelled at 12 moments: over within {slowest:.2f} s")


if __name__ == "__main__":
    main()

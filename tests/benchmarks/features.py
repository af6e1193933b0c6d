"""How fast pictures go through a frozen backbone: every engine with pictures in memory, and the whole pass of a run.

``python -m tests.benchmarks.features [ARCHITECTURE [PICTURES [IMAGE SIZE]]]``, by default mobilenet_v2 and 1,600: with few,
opening the tables is most of it. Real pictures (``../shared``) where they are, and made ones of the same size elsewhere;
real weights where they are, too.

Everything is measured in turns, several times, and the median counts: another process at work then slows all alike.
Bringing the network to its engine, which a run does once before its first picture, is told apart and is in no rate.
*in memory* is what an engine does with decoded pictures; *decoding* is what the cores do without any engine. The first
pass of a run must do both for each picture, so it cannot be faster than 1 / (1/in memory + 1/decoding); the pass over
pixels that are kept, as a second network makes it, shows the network alone and is to reach 0.9 of *in memory*.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks import many_pictures
from tests.benchmarks._kept import loaded, machine
from trainer import architectures, dataset, device, engines, keras_cache, pixels
from trainer.catalog.scan import import_sources
from trainer.channel import Control
from trainer.config import TrainConfig, default_config
from trainer.dataset import Dataset
from trainer.engines import Choice
from trainer.project import Project

_TURNS = 5
_IN_MEMORY = 96  # pictures a turn
_SHARED = Path(os.environ.get("ARTCLASS_SHARED", Path(__file__).parents[3] / "shared"))


def main() -> None:
    """Print the figures."""
    name = sys.argv[1] if len(sys.argv) > 1 else architectures.DEFAULT
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_600
    if (_SHARED / "keras").is_dir():
        os.environ.setdefault("KERAS_HOME", str(_SHARED / "keras"))
    known = keras_cache.available(architectures.find(name))
    size = {"image_size": int(sys.argv[3])} if len(sys.argv) > 3 else {}
    config = default_config(name, weights="imagenet" if known else "random", augment=False, **size)
    with tempfile.TemporaryDirectory() as folder:
        project = _project(Path(folder), count)
        pool = dataset.load(project)
        sys.stdout.write(f"{name}, {config.image_size} px, {config.weights} weights, {machine()}, load {loaded()}\n")
        _measure(project, _part(pool, count), config)
        sys.stdout.write(f"load afterwards {loaded()}\n")


def _measure(project: Project, pool: Dataset, config: TrainConfig) -> None:
    device.prepare()
    from trainer.learning import features, networks
    from trainer.learning.engines import choosing, flow, lite

    backbone = networks.build(config, len(pool.classes)).backbone
    trial = choosing.trial(pool, config.image_size)
    made: list[Any] = [flow.TensorFlowEngine(backbone, device="processor"), lite.LiteRTEngine(backbone)]
    if flow.has_bfloat16():
        made.append(flow.TensorFlowEngine(backbone, device="processor", bfloat16=True))
    some = trial.pictures[:_IN_MEMORY]
    chosen, engine = choosing.measured(backbone, config.precision, trial, check=lambda: None)
    began = time.perf_counter()
    choosing._make(backbone, chosen.taken)
    sys.stdout.write(
        f"  bringing the network to {chosen.taken.title}: {time.perf_counter() - began:.1f} s, once a run\n"
    )
    choosing._make = lambda *_: engine  # type: ignore[assignment]
    record = project.folder / "engine.json"
    engines.record(record, "backbone", Choice(taken=chosen.taken))

    def a_pass() -> None:
        features.gather(project, pool, config, backbone, emit=lambda _: None, control=Control(), record=record)

    def first_pass() -> None:
        project.clear_cache()
        a_pass()

    def second_pass() -> None:
        for table in project.cache.glob("features-*"):
            shutil.rmtree(table)
        a_pass()

    paths = [picture.path for picture in (pool.training + pool.validation)[:_IN_MEMORY]]
    whole = len(pool.training) + len(pool.validation)
    works: dict[str, tuple[Callable[[], object], int]] = {
        "decoding": (lambda: list(pixels.read_many(paths, config.image_size)), len(paths)),
        **{
            f"in memory: {one.choice.title}": (lambda one=one: choosing.see_all(one, some), len(some))  # type: ignore[misc]
            for one in made
        },
        "first pass": (first_pass, whole),
        "pass over kept pixels": (second_pass, whole),
    }
    rates = _in_turns(works)
    best = max(rate for title, rate in rates.items() if title.startswith("in memory"))
    bound = 1 / (1 / best + 1 / rates["decoding"])
    for title, rate in rates.items():
        sys.stdout.write(f"  {title:45} {rate:7.1f} pictures/s\n")
    sys.stdout.write(f"  taken: {chosen.taken.title}\n")
    for one in (chosen.taken, *chosen.others):
        agreed = "" if one.agreement is None else f", top-1 {one.agreement:.1%}, farthest {one.farthest:.2g}"
        sys.stdout.write(f"    {one.title}: {one.pictures_per_second:.1f} pictures/s{agreed} {one.remark}\n")
    sys.stdout.write(f"  pass over kept pixels: {rates['pass over kept pixels'] / best:.2f} of the best in memory\n")
    sys.stdout.write(f"  first pass: {rates['first pass'] / bound:.2f} of the bound of {bound:.1f} pictures/s\n")


def _in_turns(works: dict[str, tuple[Callable[[], object], int]]) -> dict[str, float]:
    """The median rate of each work, in pictures a second."""
    rates: dict[str, list[float]] = {title: [] for title in works}
    for turn in range(_TURNS + 1):
        for title, (work, pictures) in works.items():
            began = time.perf_counter()
            work()
            if turn:  # the first one compiles, and warms the caches
                rates[title].append(pictures / (time.perf_counter() - began))
    return {title: statistics.median(found) for title, found in rates.items()}


def _project(folder: Path, count: int) -> Project:
    project = Project.create(folder / "bench.artclass")
    pictures = folder / "pictures"
    archive = _SHARED / "data" / "art-images.zip"
    if archive.is_file():
        with zipfile.ZipFile(archive) as outer:
            inner = next(name for name in outer.namelist() if name.endswith("musemart.zip"))
            outer.extract(inner, pictures)
        source = pictures / inner
    else:
        source = many_pictures.make(pictures, count * 2)
    import_sources(project, [source], emit=lambda _: None, control=Control())
    return project


def _part(pool: Dataset, count: int) -> Dataset:
    """About ``count`` pictures of all classes."""
    import msgspec

    def some(split: Any, number: int) -> Any:
        chosen = np.random.default_rng(0).permutation(len(pool.split(split)))[:number]
        return tuple(pool.split(split)[index] for index in sorted(chosen))

    return msgspec.structs.replace(
        pool, training=some("training", count * 3 // 4), validation=some("validation", count // 4)
    )


if __name__ == "__main__":
    main()

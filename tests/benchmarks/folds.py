"""How accurate a preset is over five folds of all the real pictures, and how long a fold takes.

``python -m tests.benchmarks.folds [--keep FOLDER] [--preset best] [--model mobilenet_v2] [--fold N ...] [-- SETTINGS]``

Each picture is held out once; near-duplicates are never apart. A fold is a project of its own with a table that names
its splits. The first one pays for the look at its pictures; the others find most of it in the cache, which they share.
With ``--keep`` finished folds are kept, and a benchmark that was cut off goes on where it was. What follows ``--`` changes
the preset, as for ``artclass-cli train``: ``-- --fine-tune 3`` says what fine-tuning gains on the same folds.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.benchmarks._kept import Kept
from tests.benchmarks.training import cli, shared
from trainer.catalog.records import Picture
from trainer.catalog.store import Catalog
from trainer.doctor import folds
from trainer.project import Project

_VALIDATION = 8  # of the pictures that a fold does not hold out, one in so many is for validation


def _import(kept: Kept, data: Path) -> Path:
    """The project with all the pictures."""
    project = kept.folder / "all.artclass"

    def measure() -> dict[str, Any]:
        shutil.rmtree(project, ignore_errors=True)
        return {"seconds": cli("import", data / "data" / "art-images.zip", "--project", project)[1]}

    kept.get("import", measure)
    return project


def _divided(project: Path) -> tuple[list[Picture], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All pictures that have a class, the fold of each, and the first of its near-duplicates' family, both (n,)."""
    with Catalog.open(Project.open(project), readonly=True) as catalog:
        names = [row.name for row in catalog.classes()]
        pictures = list(catalog.pictures())
        pictures = [picture for picture in pictures if picture.label in names]
        families = catalog.likeness.families(picture.id for picture in pictures)
    labels = np.array([names.index(picture.label) for picture in pictures], np.int64)
    first = folds.firsts([picture.id for picture in pictures], families)
    return pictures, folds.divide(labels, first), first


def _table(path: Path, number: int, project: Path) -> None:
    """Write the table of a fold: which picture is held out, which is for validation."""
    pictures, fold, first = _divided(project)
    left = np.unique(first[fold != number])
    chosen = np.random.default_rng(number).permutation(left)[: len(left) // _VALIDATION]
    split = np.where(fold == number, "test", np.where(np.isin(first, chosen), "validation", "training"))
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(("path", "label", "split"))
        rows.writerows((p.path.relative_to(path.parent), p.label, s) for p, s in zip(pictures, split, strict=True))


def _measured(kept: Kept, number: int, everything: Path, words: list[str]) -> dict[str, Any]:
    """One fold: train on the rest, measure on what is held out."""

    def measure() -> dict[str, Any]:
        project, table = kept.folder / f"fold-{number}.artclass", kept.folder / f"fold-{number}.csv"
        shutil.rmtree(project, ignore_errors=True)
        _table(table, number, everything)
        cli("import", table, "--project", project, "--splits", "honour")
        _share_cache(project, kept.folder / "cache")
        result, seconds, memory = cli("train", "--project", project, *words, "--pin")
        return {"seconds": seconds, "peak_gb": memory, "result": result}

    return kept.get(f"fold {number}: {' '.join(words)}", measure)


def _share_cache(project: Path, cache: Path) -> None:
    cache.mkdir(exist_ok=True)
    own = Project.open(project).cache
    shutil.rmtree(own, ignore_errors=True)
    own.symlink_to(cache, target_is_directory=True)


def main() -> None:
    """Measure, and print the figures."""
    data = shared()
    if data is None:
        print("skipped: the real pictures are not on this machine (ARTCLASS_SHARED)")
        return
    parser = argparse.ArgumentParser(description="A preset over five folds of the real pictures.")
    parser.add_argument(
        "--keep", type=Path, help="folder in which results are kept; by default one that is thrown away"
    )
    parser.add_argument("--model", default="mobilenet_v2")
    parser.add_argument("--preset", default="best")
    parser.add_argument("--fold", action="append", type=int, choices=range(folds.FOLDS), help="by default all of them")
    parser.add_argument(
        "--again", action="append", default=[], help="a result of this name in --keep is measured again"
    )
    parser.add_argument("settings", nargs="*", help="after --: settings that change the preset")
    args = parser.parse_args()
    os.environ.setdefault("KERAS_HOME", str(data / "keras"))
    with tempfile.TemporaryDirectory() as place:
        kept = Kept(args.keep.absolute() if args.keep else Path(place), tuple(args.again))
        everything = _import(kept, data)
        chosen = args.fold or range(folds.FOLDS)
        words = ["--model", args.model, "--preset", args.preset, *args.settings]
        told = [_told(_measured(kept, n, everything, words), n) for n in chosen]
        _sum_up(told, " ".join(words))


def _told(fold: dict[str, Any], number: int) -> dict[str, Any]:
    result = fold["result"]
    print(
        f"fold {number}: balanced accuracy {result['test_balanced_accuracy']:.4f}, accuracy {result['test_accuracy']:.4f} of "
        f"{result['test_images']}, validation {result['validation_accuracy']:.4f}, {fold['seconds']:.0f} s, peak "
        f"{fold['peak_gb']:.2f} GB; {fold['machine']}, load {fold['load_before']} to {fold['load_after']}"
    )
    sys.stdout.flush()
    return fold


def _sum_up(told: list[dict[str, Any]], words: str) -> None:
    balanced = [fold["result"]["test_balanced_accuracy"] for fold in told]
    accuracy = [fold["result"]["test_accuracy"] for fold in told]
    seconds = [fold["seconds"] for fold in told]
    print(
        f"{words}, {len(told)} folds: mean balanced accuracy {statistics.mean(balanced):.4f} (to reach: 0.88, aim 0.91), "
        f"{min(balanced):.4f} to {max(balanced):.4f}; mean accuracy {statistics.mean(accuracy):.4f}; "
        f"{max(seconds):.0f} s the slowest fold (to reach: 1200), "
        f"{statistics.median(seconds):.0f} s the median"
    )


if __name__ == "__main__":
    main()

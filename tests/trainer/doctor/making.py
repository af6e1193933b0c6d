"""Datasets whose illnesses are known, and what the doctor says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from tests.gui.run_folders import finished_run
from tests.trainer.catalog.making import seen
from trainer import config, runs
from trainer.catalog.intake import SeenFile
from trainer.catalog.records import Split
from trainer.catalog.store import Catalog
from trainer.channel import Control
from trainer.doctor import health
from trainer.doctor.records import Finding, Health
from trainer.learning.rows import Rows
from trainer.project import Project
from trainer.runs import HeldOutPrediction, Predictions, Run


def pictures(label: str, count: int, *, start: int = 0, folder: str | None = None, **facts: Any) -> list[SeenFile]:
    """Pictures of one class that differ from those of others in nothing but what ``facts`` say.

    Args:
        label: Their class.
        count: How many.
        start: Number of the first.
        folder: The folder that they lie in; by default the class'.
        facts: Fields of `Look`, and ``size`` (width, height); a function is given a generator and tells each one's.
    """
    made = []
    for number in range(start, start + count):
        chance = np.random.default_rng((number, len(label), *label.encode()))
        told = {
            "grey": float(chance.random() * 0.5),
            "border": float(chance.random() * 0.5),
            "bytes": int(chance.integers(20_000, 60_000)),
            "pixels": tuple(int(side) for side in chance.integers(300, 900, 2)),
            "format": "JPEG",
            "brightness": 120.0,
            "contrast": 50.0,
            **{name: value(chance) if callable(value) else value for name, value in facts.items()},
        }
        file = seen(f"{folder or label}/{label} {number}.jpg", label, size=told.pop("pixels"))
        look = msgspec.structs.replace(file.look, size=told.pop("bytes"), **told)
        made.append(msgspec.structs.replace(file, look=look))
    return made


def examined(catalog: Catalog, project: Project, *, run: str | None = None) -> Health:
    """What the doctor says of a catalog."""
    return health.examine(project, catalog, run=run, emit=lambda _: None, control=Control())


def findings(report: Health, kind: str) -> list[Finding]:
    """What it says of one kind."""
    return [finding for finding in report.findings if finding.kind == kind]


def only(report: Health, kind: str) -> Finding:
    """The one thing that it says of a kind."""
    found = findings(report, kind)
    assert len(found) == 1, [finding.title for finding in found]
    return found[0]


def keep_features(project: Project, features: Mapping[str, np.ndarray], *, architecture: str = "mobilenet_v2") -> Run:
    """A run folder, and features by sha256 in the cache, as a training leaves them."""
    settings = config.default_config(architecture)
    run = runs.create(project, settings)
    name = f"features-{architecture}-{settings.image_size}-plain-0123456789abcdef0123"
    width = len(next(iter(features.values())))
    rows = Rows(project.cache / name, (width,), np.float32)
    with rows.writing():
        rows.add(list(features), np.array(list(features.values()), np.float32))
    return run


def features_of(
    catalog: Catalog,
    classes: Mapping[str, str],
    *,
    splits: Sequence[Split] = ("training", "validation"),
    width: int = 24,
) -> dict[str, np.ndarray]:
    """Features that tell classes apart, by sha256.

    Args:
        catalog: Its pictures get some.
        classes: Which class a picture looks like, by name; by default that of its label.
        splits: Which of its pictures.
        width: Numbers a picture.
    """
    made = {}
    for picture in (picture for split in splits for picture in catalog.pictures(split)):
        looks_like = classes.get(picture.name, picture.label)
        centre = np.random.default_rng(list(looks_like.encode())).normal(0, 1, width)
        made[picture.sha256] = centre + np.random.default_rng(picture.id).normal(0, 0.5, width)
    return made


def keep_predictions(
    project: Project,
    said: Mapping[str, Sequence[float]],
    classes: tuple[str, ...],
    *,
    test: Mapping[str, Sequence[float]] | None = None,
) -> Run:
    """A pinned run of a scratch network that said these probabilities of validation and of test pictures, by sha256."""
    run = finished_run(project, [[1, 0], [0, 1]], "deep_cnn", classes=classes)
    validation, tested = (
        tuple(
            HeldOutPrediction(
                sha256=key, path=key, label=classes[0], predicted=classes[0], confidence=1.0, probabilities=tuple(p)
            )
            for key, p in some.items()
        )
        for some in (said, test or {})
    )
    run.predictions_path.write_bytes(msgspec.json.encode(Predictions(validation=validation, test=tested)))
    return run

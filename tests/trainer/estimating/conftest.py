"""A machine that has not measured anything yet, and one whose figures are made up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from trainer import architectures
from trainer.cache import PLACE
from trainer.estimating.values import Measured, Pictures, Speed, Tuning


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's cache folder with nothing in it, for this process and its children."""
    monkeypatch.setenv(PLACE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def speed(name: str = "mobilenet_v2", **changes: object) -> Speed:
    """A made-up network: a tenth of a second to look at a picture, a millisecond to learn from it."""
    row = architectures.find(name)
    values: dict[str, object] = {
        "name": name,
        "image_size": row.image_size,
        "gmacs": row.forward_gflops if row.pretrained else 0.0,
        "build_seconds": 2.0,
        "forward_seconds": 0.1 if row.pretrained else 0.0,
        "start_seconds": 3.0,
        "step_seconds": 0.01,
        "picture_seconds": 0.001,
        "measure_seconds": 0.0005,
        "pack_seconds": 5.0,
        "predict_seconds": 0.01,
        "features": 2816 if row.pretrained else 0,
        "parameters": 1.45 if row.pretrained else 2.4,
        "base_mb": 700.0,
        "look_mb": 200.0,
        "picture_mb": 10.0,
        "pack_mb": 300.0,
        "model_mb": 20.0,
        **changes,
    }
    return Speed(**values)  # type: ignore[arg-type]


TUNING = Tuning(
    blocks=3,
    share=0.2,
    numbers=10_000,
    engine_seconds=0.0,
    stem_seconds=0.08,
    start_seconds=5.0,
    step_seconds=0.02,
    picture_seconds=0.06,
    measure_seconds=0.02,
    picture_mb=10.0,
    parameters=1.0,
)


def measured(*speeds: Speed, **changes: object) -> Measured:
    """A machine on which these networks were measured."""
    values: dict[str, object] = {
        "machine": "a test",
        "begin_seconds": 4.0,
        "speeds": {row.name: row for row in speeds or (speed(),)},
        "decode_seconds": {150: 0.004, 224: 0.005},
        **changes,
    }
    return Measured(**values)  # type: ignore[arg-type]


def pictures(present: Mapping[str, int] | None = None) -> Pictures:
    """A thousand training pictures and two hundred to validate with; by default none of them is in the cache."""
    return Pictures(training=1_000, validation=200, classes=5, present=present or {})

"""Same seed, same result: trained twice from a shell, a model is the same to the last bit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.trainer import endings, making
from tests.trainer.endings import Ending
from trainer import engines, runs
from trainer.engines import EngineChoice
from trainer.project import Project

SETTINGS = ("--image-size", "32", "--epochs", "2", "--batch-size", "8", "--seed", "5")
MODELS = {
    "from scratch": ("--model", "deep_cnn"),
    "pretrained": ("--model", "mobilenet_v2", "--weights", "random", "--sizes", "none"),
}


def trained(project: Project, model: str) -> tuple[Ending, list[EngineChoice]]:
    """What a run has come to, and on which engines its frozen part ran (none for a network that has none)."""
    status, result, said = making.cli("train", "--project", project.folder, *MODELS[model], *SETTINGS)
    assert status == 0, said
    run = runs.find(project, result["run"])
    return endings.of(run), [choice.taken for choice in engines.of_run(run.folder / "engine.json").values()]


@pytest.mark.parametrize("model", ["from scratch", pytest.param("pretrained", marks=pytest.mark.soak)])
def test_the_same_seed_gives_the_same_model(tmp_path: Path, model: str) -> None:
    project = making.project(tmp_path)
    first = trained(project, model)
    shutil.rmtree(project.cache)  # what the network says of the pictures is computed anew
    assert trained(project, model) == first
    assert bool(first[1]) == (model == "pretrained")

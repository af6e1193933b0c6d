"""Same seed, same result: trained twice from a shell, a model is the same to the last bit."""

from __future__ import annotations

from pathlib import Path

from tests.trainer import endings, making
from tests.trainer.endings import Ending
from trainer import runs
from trainer.project import Project


def trained(project: Project) -> Ending:
    words = ("--model", "deep_cnn", "--image-size", "32", "--epochs", "2", "--batch-size", "8", "--seed", "5")
    status, result, said = making.cli("train", "--project", project.folder, *words)
    assert status == 0, said
    return endings.of(runs.find(project, result["run"]))


def test_the_same_seed_gives_the_same_model(tmp_path: Path) -> None:
    project = making.project(tmp_path)
    assert trained(project) == trained(project)

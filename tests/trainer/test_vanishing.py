"""A project's folder that vanishes during a training is told in words, and not made anew by it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.trainer import making
from tests.trainer.making import Script
from tests.trainer.told import as_documented
from trainer import runs, training
from trainer.channel import Control
from trainer.errors import DiskError, ProjectError
from trainer.events import Epoch, Stage
from trainer.learning import checkpoint
from trainer.training import Wishes

WISHES = Wishes(architecture="deep_cnn", image_size=32, epochs=3, batch_size=8)


@pytest.mark.skipif(os.name != "posix", reason="Windows deletes no folder in which files are open")
@pytest.mark.parametrize(
    "when",
    [
        lambda event: isinstance(event, Epoch),
        *(lambda event, name=name: isinstance(event, Stage) and event.name == name for name in ("look", "measure")),
    ],
    ids=["while learning", "before looking", "while measuring"],
)
def test_a_project_that_vanishes_is_told_and_not_made_anew(tmp_path: Path, when: Any) -> None:
    project = making.project(tmp_path)

    def vanish(event: object) -> bool:
        if when(event):
            shutil.rmtree(project.folder, ignore_errors=True)
        return False

    script = Script("pause", vanish)
    with pytest.raises(ProjectError, match="project's folder is no longer there") as failure:
        training.train(project, WISHES, emit=script, control=script.control)
    as_documented("the project has vanished", failure.value)
    assert failure.value.path == str(project.folder)
    assert not project.folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows deletes no folder in which files are open")
def test_a_run_folder_that_vanishes_is_told_and_not_made_anew(tmp_path: Path) -> None:
    project = making.project(tmp_path)

    def vanish(event: object) -> bool:
        if isinstance(event, Epoch):
            shutil.rmtree(runs.list_runs(project)[0].folder, ignore_errors=True)
        return False

    with pytest.raises(ProjectError) as failure:
        training.train(project, WISHES, emit=Script("pause", vanish), control=Control())
    as_documented("the run's folder has vanished", failure.value)
    assert not runs.list_runs(project)


def test_a_checkpoint_makes_its_folder_but_not_the_run(tmp_path: Path) -> None:
    saved = checkpoint.Checkpoint(checkpoint.State(epoch=3), [], [], [])
    checkpoint.save(tmp_path / "checkpoint", saved)
    loaded = checkpoint.load(tmp_path / "checkpoint")
    assert loaded is not None
    assert loaded.state.epoch == 3
    with pytest.raises(DiskError, match="not there"):
        checkpoint.save(tmp_path / "run" / "checkpoint", saved)
    assert not (tmp_path / "run").exists()

"""What can end a training, each told in a sentence with what to change; what was learnt is kept (docs/failures.md)."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf

from tests.trainer import making
from tests.trainer.making import Script
from tests.trainer.told import ROOT, as_documented, rows
from trainer import failures, options, runs, training
from trainer.channel import Control
from trainer.errors import ArtClassError, DiskError, ProjectError, TrainingError
from trainer.events import Epoch, Failed, Finished
from trainer.learning import checkpoint, standing, steps
from trainer.project import Project
from trainer.running import moments
from trainer.running.child import ChildProcess
from trainer.training import Wishes

WISHES = Wishes(architecture="deep_cnn", image_size=32, epochs=3, batch_size=8, seed=3)


@pytest.fixture(autouse=True)
def few_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the beginning, after the first epoch and at the end, however slow this machine is."""
    monkeypatch.setenv(standing.EVERY, "3600")


def fails(project: Project, kind: type[ArtClassError], script: Script | None = None) -> ArtClassError:
    script = script or Script()
    with pytest.raises(kind) as caught:
        training.train(project, WISHES, emit=script, control=script.control)
    return caught.value


def goes_on_from_its_best(project: Project) -> None:
    run = runs.list_runs(project)[0]
    saved = checkpoint.load(run.checkpoint)
    assert saved is not None
    assert saved.best
    assert run.state() == "failed"
    assert isinstance(training.resume(project, run.name, emit=Script(), control=Control()), Finished)


@contextlib.contextmanager
def failing_after_the_first_epoch(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Iterator[None]:
    """Let every step raise once an epoch is over."""
    compiled = steps.compiled

    def broken(*given: Any, **more: Any) -> Any:
        whole, learnt = compiled(*given, **more), [0]

        def learn(batch: Any, labels: Any) -> Any:
            learnt[0] += 1
            if learnt[0] > 5:
                raise error
            return whole.learn(batch, labels)

        return whole._replace(learn=learn)

    with monkeypatch.context() as patch:
        patch.setattr(steps, "compiled", broken)
        yield


@pytest.mark.parametrize(
    "error", [MemoryError(), tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")]
)
def test_too_little_memory_names_a_smaller_batch_and_packs_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    project = making.project(tmp_path)
    with failing_after_the_first_epoch(monkeypatch, error):
        told = fails(project, TrainingError)
    as_documented("memory does not suffice for a step", told)
    assert "batch size of 4" in told.remedy
    run = runs.list_runs(project)[0]
    assert f"--run {run.name} packs" in told.remedy
    with failing_after_the_first_epoch(monkeypatch, error):  # there is no more memory now
        done = training.pack(project, run.name, emit=Script(), control=Control())
    assert isinstance(done, Finished)
    assert run.package_path.is_file()


def test_too_little_memory_outside_the_steps_is_told_too() -> None:
    error = tf.errors.ResourceExhaustedError(None, None, "OOM")
    assert failures.told(error) == failures.told(MemoryError())
    as_documented("memory does not suffice elsewhere", failures.told(error).sentence())
    assert failures.told(error, trains=False).remedy == "Close other programs and try it again."


def test_a_training_that_the_system_ends_is_told_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = making.project(tmp_path, 8)
    words = ["train", "--project", str(project.folder), *options.arguments(options.config("deep_cnn", WISHES))]
    with monkeypatch.context() as patch:
        patch.setenv(moments.KILL_AT, "epoch-told:2")
        *_, told = ChildProcess(words, project=project, polite=False).events()
    assert isinstance(told, Failed)
    as_documented("the system ends the job, often for want of memory", told.sentence())
    goes_on_from_its_best(project)


def test_a_full_disk_is_told_and_the_last_checkpoint_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = making.project(tmp_path)
    write, written = checkpoint.np.savez, [0]

    def full(stream: Any, **arrays: Any) -> None:
        written[0] += 1
        if written[0] > 3:  # the beginning, and after the first epoch its best weights and its state
            stream.write(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        write(stream, **arrays)

    with monkeypatch.context() as patch:
        patch.setattr(checkpoint.np, "savez", full)
        told = fails(project, DiskError)
    as_documented("the disk is full", told)
    assert not list(runs.list_runs(project)[0].checkpoint.glob(".*"))
    goes_on_from_its_best(project)


@pytest.mark.soak
def test_a_disk_that_fills_up_is_told_and_the_run_goes_on_when_there_is_room(
    small_disk: Callable[[str], Path],
) -> None:
    disk = small_disk("24m")
    project, filler = making.project(disk), disk / "filler"

    def fill(event: object) -> bool:
        if isinstance(event, Epoch) and event.epoch == 2:
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as stream:
                while True:
                    stream.write(os.urandom(4096))
        return False

    assert fails(project, DiskError, Script("pause", fill)).what == "The disk is full"
    filler.unlink()
    goes_on_from_its_best(project)


def test_a_damaged_checkpoint_is_told(tmp_path: Path) -> None:
    project = making.project(tmp_path)
    script = Script("pause", lambda event: isinstance(event, Epoch))
    training.train(project, WISHES, emit=script, control=script.control)
    path = runs.list_runs(project)[0].checkpoint / "state.npz"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ProjectError, match="checkpoint of this run is damaged") as caught:
        training.resume(project, emit=Script(), control=Control())
    assert caught.value.path == str(path)
    as_documented("the checkpoint is damaged", caught.value)


def test_every_row_of_the_table_has_a_test_that_compares_its_sentence() -> None:
    table = rows()
    lines = (ROOT / "docs" / "failures.md").read_text("utf-8").splitlines()
    assert len(table) == sum(line.startswith("| ") for line in lines) - 2  # the head of the table
    for row in table:
        source = row.test_source()
        assert source, f"{row.path}::{row.test} is not there"
        assert row.sentence.startswith("(as above") or f'as_documented("{row.failure}", ' in source, row.failure

"""What happens to a real training when its child, or the window's process, is killed: nothing is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import filelock
import pytest

from trainer import runs
from trainer.events import Epoch, Failed, Finished, Started, Stopped
from trainer.learning import checkpoint
from trainer.project import Project
from trainer.running.child import ChildProcess
from trainer.runs import Run

_ROOT = Path(__file__).parent.parent.parent
TINY = ["--model", "deep_cnn", "--image-size", "48", "--batch-size", "16", "--no-augment"]


@pytest.fixture(scope="module")
def sample_project(tmp_path_factory) -> Project:
    """The sample pictures, imported by the real child."""
    folder = tmp_path_factory.mktemp("endings") / "samples.artclass"
    command = ["import", str(_ROOT / "resources" / "sample"), "--project", str(folder)]
    *_, ending = ChildProcess(command).events()
    assert isinstance(ending, Finished), ending
    return Project.open(folder)


def train(project: Project, *, epochs: int) -> tuple[ChildProcess, Iterator]:
    arguments = ["train", "--project", str(project.folder), *TINY, "--epochs", str(epochs)]
    child = ChildProcess(arguments, project=project)
    return child, child.events()


def read_until_epoch(events: Iterator, number: int) -> str:
    """Read until epoch ``number`` is over; gives the run's name."""
    name = ""
    for event in events:
        if isinstance(event, Started):
            name = event.run
        if isinstance(event, Epoch) and event.epoch >= number:
            return name
        assert not isinstance(event, Failed), event
    raise AssertionError("the training ended too early")


def resume(project: Project, run: Run) -> list:
    return list(ChildProcess(["resume", "--project", str(project.folder), "--run", run.name], project=project).events())


def test_a_killed_child_leaves_a_failed_run_with_its_reason_and_its_weights(sample_project: Project) -> None:
    child, events = train(sample_project, epochs=300)
    name = read_until_epoch(events, 1)
    run = runs.find(sample_project, name)
    kept = None
    for _ in events:  # checkpoints are seconds apart, however short an epoch is
        kept = checkpoint.load(run.checkpoint)
        if kept is not None and kept.state.best_epoch > 0:
            break
    os.kill(child.pid, signal.SIGKILL)  # from outside, as the system does where memory is short
    *_, ending = events
    assert isinstance(ending, Failed)
    assert run.state() == "failed"
    assert "SIGKILL" in run.last_event().message
    assert run.resumable()
    assert kept.best
    first, last = _resume_one_epoch_and_stop(sample_project, run)
    assert first.epoch > kept.state.epoch
    assert last.result is not None
    assert run.package_path.exists()
    assert run.state() == "finished"


def _resume_one_epoch_and_stop(project: Project, run: Run) -> tuple[Epoch, Stopped]:
    child = ChildProcess(["resume", "--project", str(project.folder), "--run", run.name], project=project)
    epochs = []
    for event in child.events():
        if isinstance(event, Epoch):
            epochs.append(event)
            child.ask("stop")
    assert isinstance(event, Stopped), event
    return epochs[0], event


def test_a_paused_run_goes_on_and_finishes(sample_project: Project) -> None:
    child, events = train(sample_project, epochs=4)
    name = read_until_epoch(events, 1)
    child.ask("pause")
    *_, ending = events
    assert ending == Stopped(resumable=True)
    run = runs.find(sample_project, name)
    assert run.state() == "stopped"
    *_, ending = resume(sample_project, run)
    assert isinstance(ending, Finished), ending
    assert [event.epoch for event in run.events() if isinstance(event, Epoch)] == [1, 2, 3, 4]


def test_cancel_leaves_nothing(sample_project: Project) -> None:
    child, events = train(sample_project, epochs=300)
    name = read_until_epoch(events, 1)
    child.ask("cancel")
    *_, ending = events
    assert isinstance(ending, Stopped)
    assert not ending.resumable
    assert not (sample_project.runs / name).exists()


_WINDOW = """
import sys
from trainer.running.child import ChildProcess
from trainer.events import Epoch, Started
for event in ChildProcess(sys.argv[1:]).events():
    if isinstance(event, Started):
        print("run", event.run, flush=True)
    if isinstance(event, Epoch):
        print("epoch", event.epoch, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX habit")
def test_when_the_window_is_killed_the_child_checkpoints_and_leaves(sample_project: Project) -> None:
    command = ["train", "--project", str(sample_project.folder), *TINY, "--epochs", "300"]
    window = subprocess.Popen([sys.executable, "-c", _WINDOW, *command], stdout=subprocess.PIPE, cwd=_ROOT, text=True)
    assert window.stdout is not None
    watchdog = threading.Timer(120, window.kill)
    watchdog.start()
    name = window.stdout.readline().split()[1]
    assert window.stdout.readline().split() == ["epoch", "1"]
    window.kill()  # SIGKILL: it cannot say goodbye
    window.wait()
    watchdog.cancel()
    run = runs.find(sample_project, name)
    with filelock.FileLock(run.folder / ".lock").acquire(timeout=60):  # the child holds it until it leaves
        pass
    assert run.last_event() == Stopped(resumable=True)
    assert run.resumable()


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_a_random_moment_it_goes_on_and_finishes(sample_project: Project, seed: int) -> None:
    chance = random.Random(seed)
    child, events = train(sample_project, epochs=6)
    name = next(event.run for event in events if isinstance(event, Started))
    for _ in range(chance.randrange(60)):
        if isinstance(next(events, None), Finished | None):
            break
    child.kill()
    list(events)
    run = runs.find(sample_project, name)
    if run.state() != "finished":
        assert run.state() == "failed"
        *_, ending = resume(sample_project, run) if run.resumable() else [Finished(result={})]
        assert isinstance(ending, Finished), ending
        assert run.state() == ("finished" if run.package_path.exists() else "failed")

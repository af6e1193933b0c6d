"""What happens to a real training when its child, or the window's process, is killed: nothing is lost."""

from __future__ import annotations

import itertools
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

from tests.trainer import endings
from trainer import runs
from trainer.events import Epoch, Failed, Finished, Started, Stopped
from trainer.learning import checkpoint
from trainer.options import arguments
from trainer.project import Project
from trainer.running.child import ChildProcess
from trainer.runs import Run

TRAIN = ["train", "--project"]
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
from pathlib import Path

from PySide6.QtCore import QSettings

from artclass_gui.app import App
from trainer.config import default_config

folder, epochs, settings = sys.argv[1:]
app = App(["artclass"], settings=QSettings(settings, QSettings.Format.IniFormat))
app.window.show()
training = app.window.train.training
training.epoch_ended.connect(lambda epoch: print(training.history.run, epoch.epoch, flush=True))
app.context.project.opened.connect(
    lambda: training.start(
        default_config("deep_cnn", image_size=48, batch_size=16, augment=False, epochs=int(epochs), patience=1_000)
    )
)
app.context.project.open(Path(folder))
sys.exit(app.run([]))
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX habit")
def test_when_the_window_is_killed_its_training_is_put_by_and_ends_where_it_would_have(
    sample_project: Project, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", _WINDOW, str(sample_project.folder), "8", str(tmp_path / "settings.ini")]
    window = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=_ROOT, text=True)
    assert window.stdout is not None
    watchdog = threading.Timer(300, window.kill)
    watchdog.start()
    name, epoch = window.stdout.readline().split()
    assert epoch == "1"
    window.kill()  # SIGKILL: it cannot say goodbye
    window.wait()
    watchdog.cancel()
    run = runs.find(sample_project, name)
    with filelock.FileLock(run.folder / ".lock").acquire(timeout=60):  # the child holds it until it leaves
        pass
    assert run.last_event() == Stopped(resumable=True)
    assert isinstance(resume(sample_project, run)[-1], Finished)
    again = [*TRAIN, str(sample_project.folder), *arguments(run.config())]
    *_, ending = ChildProcess(again, project=sample_project).events()
    assert isinstance(ending, Finished), ending
    assert endings.of(run) == endings.of(runs.find(sample_project, ending.result["run"]))


@pytest.fixture(scope="module")
def uninterrupted(sample_project: Project) -> endings.Ending:
    """What six epochs come to that nobody kills."""
    child, events = train(sample_project, epochs=6)
    name = read_until_epoch(events, 6)
    assert isinstance(list(events)[-1], Finished)
    assert child.pid is not None
    return endings.of(runs.find(sample_project, name))


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_a_random_moment_it_ends_where_it_would_have(
    sample_project: Project, uninterrupted: endings.Ending, seed: int
) -> None:
    chance = random.Random(seed)
    child, events = train(sample_project, epochs=6)
    name = next(event.run for event in events if isinstance(event, Started))
    heard = list(itertools.islice(events, chance.randrange(60)))
    child.kill()
    heard += events
    run = runs.find(sample_project, name)
    if run.resumable():
        assert isinstance(resume(sample_project, run)[-1], Finished)
    elif run.state() != "finished":  # killed before the first step was kept: there is nothing to go on with
        assert not any(isinstance(event, Epoch) for event in heard)
        return
    assert endings.of(run) == uninterrupted

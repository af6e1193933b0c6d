"""Real trainings whose parent dies or leaves, steered from another process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.trainer import making
from tests.trainer.told import as_documented
from trainer import holding
from trainer.events import Epoch, Failed, Stopped
from trainer.project import Project
from trainer.running import following, steering
from trainer.running.following import FollowedRun
from trainer.running.queue import Queue
from trainer.runs import Run

QUICK = ("--model", "deep_cnn", "--image-size", "32", "--batch-size", "4", "--epochs", "1000", "--patience", "1000")
_WINDOW = """
import sys
from trainer.events import Epoch
from trainer.running.child import ChildProcess
child = ChildProcess(sys.argv[1:])
for event in child.events():
    if isinstance(event, Epoch):
        child.detach()
        print("detached", flush=True)
        break
else:
    sys.exit(f"it ended at once: {event}")
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return making.project(tmp_path_factory.mktemp("background"))


def window(project: Project, *words: str) -> subprocess.Popen[str]:
    """A process that does with a training what the window does when it is closed; the training has learnt by then."""
    command = [sys.executable, "-c", _WINDOW, *words, "--no-notify", "--project", str(project.folder)]
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "detached\n"
    return parent


def kill(parent: subprocess.Popen[str]) -> None:
    if os.name == "posix":
        os.kill(parent.pid, signal.SIGKILL)
    else:
        parent.kill()
    parent.communicate()


def test_a_training_that_was_let_go_survives_the_kill_of_its_window(project: Project) -> None:
    kill(window(project, "train", *QUICK))
    (run,) = following.running(project)
    epochs = (event for event in FollowedRun(run).events() if isinstance(event, Epoch))
    first = next(epochs)
    assert any(later.epoch > first.epoch + 1 for later in epochs)
    status, told, _ = making.cli("pause", "--project", project.folder)
    assert status == 0
    assert (told["run"], told["state"], told["resumable"]) == (run.name, "paused", True)
    assert run.last_event() == Stopped(resumable=True)
    assert not holding.is_held(run.folder)


def test_a_training_is_started_in_the_background_and_discarded(project: Project, tmp_path: Path) -> None:
    status, told, _ = making.cli("train", "--project", project.folder, *QUICK, "--detached", "--no-notify")
    assert status == 0
    assert told["detached"]
    run = Run(project.runs / told["run"])
    holder = holding.holder(run.folder)
    assert holder is not None
    assert holder.pid == told["pid"]
    assert [found.name for found in following.running(project)] == [run.name]
    status, told, _ = making.cli("stop", "--project", project.folder, "--run", run.name, "--discard")
    assert status == 0
    assert told == {"run": run.name, "state": "discarded", "resumable": False, "seconds": told["seconds"]}
    assert not run.folder.exists()


def test_what_cannot_begin_in_the_background_is_told_at_once(tmp_path: Path) -> None:
    empty = Project.create(tmp_path / "empty.artclass")
    status, told, said = making.cli("train", "--project", empty.folder, *QUICK, "--detached", "--no-notify")
    assert status == 1
    assert told == {}
    assert "no" in said.lower()


def test_a_queue_goes_on_in_the_background_and_is_paused_from_a_shell(project: Project) -> None:
    for _ in range(2):
        assert making.cli("queue", "add", "--project", project.folder, *QUICK)[0] == 0
    status, told, _ = making.cli(
        "queue", "run", "--project", project.folder, "--detached", "--no-notify", "--cores", "1"
    )
    assert status == 0
    assert told["detached"]
    told = queue_paused(project)
    assert [item["state"] for item in told["items"]] == ["waiting", "waiting"]


def test_a_queue_that_was_let_go_is_paused_in_the_middle_of_a_training(project: Project) -> None:
    if not Queue(project).waiting():
        assert making.cli("queue", "add", "--project", project.folder, *QUICK)[0] == 0
    kill(window(project, "queue", "run", "--cores", "1"))
    (run,) = following.running(project)
    told = queue_paused(project)
    assert told["items"][0]["run"] == run.name
    assert (run.state(), run.resumable()) == ("stopped", True)


def queue_paused(project: Project) -> dict[str, Any]:
    """What the queue is when it has been paused from a shell."""
    status, told, _ = making.cli("queue", "pause", "--project", project.folder)
    assert status == 0
    assert not told["running"]
    return told


def test_a_failure_in_the_background_is_told_to_who_follows_it_and_to_who_asks_later(tmp_path: Path) -> None:
    project = making.project(tmp_path)
    (tmp_path / "pictures").rename(tmp_path / "elsewhere")
    status, told, _ = making.cli("train", "--project", project.folder, *QUICK, "--detached", "--no-notify")
    assert status == 0
    *_, ending = FollowedRun(Run(project.runs / told["run"])).events()
    assert isinstance(ending, Failed)
    as_documented("the folder of the pictures has vanished", ending.sentence())
    command = [sys.executable, "-m", "trainer", "runs", "--project", str(project.folder)]
    line, *_ = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    as_documented("a training in the background fails", line)
    assert line.startswith(told["run"])
    _, listed, _ = making.cli("runs", "--project", project.folder)
    assert (listed["runs"], listed["failures"]) == ([], [])


@pytest.fixture(autouse=True, scope="module")
def nothing_left(project: Project):
    """No training of these tests goes on after them."""
    yield
    for run in following.running(project):
        steering.ask(run.folder, "cancel")
        steering.until_ended(run.folder)

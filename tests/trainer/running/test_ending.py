"""A running training told to end from a shell, and what is said of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import pytest

from tests.gui.run_folders import begun_run
from trainer import events
from trainer.channel import Control, Request
from trainer.errors import ProjectError
from trainer.events import Event, Failed, Finished, Notice, Stopped, TerminalEvent
from trainer.project import Project
from trainer.running import ending, steering
from trainer.runs import Run

RESULT = {"run": "a", "validation_accuracy": 0.9}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "p.artclass")


def at_work(run: Run, last: TerminalEvent, after: Callable[[], object] = lambda: None) -> threading.Thread:
    """A process that works on a run until it is asked to end, as far as anybody can tell."""
    begun = threading.Event()

    def work() -> None:
        control = Control()
        with run.held(), steering.steered(run.folder, control):
            begun.set()
            control.wait_for_word(20)
            with run.events_path.open("ab") as stream:
                stream.write(events.encode(last))
        after()

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(20)
    return thread


def end(project: Project, request: Request, name: str | None = None) -> tuple[Finished | Stopped, list[Event]]:
    told: list[Event] = []
    return ending.end(project, name, request, emit=told.append, control=Control()), told


def keep_something(run: Run) -> None:
    run.checkpoint.mkdir()
    (run.checkpoint / "state").touch()


def test_a_pause_is_waited_for_and_told(project: Project) -> None:
    run = begun_run(project)
    keep_something(run)
    thread = at_work(run, Stopped(resumable=True))
    done, told = end(project, "pause")
    thread.join(20)
    assert isinstance(done, Finished)
    assert done.result == {"run": run.name, "state": "paused", "resumable": True, "seconds": done.result["seconds"]}
    assert isinstance(told[0], Notice)
    assert f"resume --run {run.name} goes on with it" in ending.sentence(done.result)


def test_a_stop_gives_the_figures(project: Project) -> None:
    run = begun_run(project)
    run.report_path.write_bytes(b"{}")
    thread = at_work(run, Stopped(resumable=False, result=RESULT))
    done, _ = end(project, "stop", run.name)
    thread.join(20)
    assert isinstance(done, Finished)
    assert (done.result["state"], done.result["result"]) == ("finished", RESULT)
    assert "its best epoch is kept" in ending.sentence(done.result)


def test_a_run_that_is_discarded_is_gone_when_that_is_told(project: Project) -> None:
    run = begun_run(project)
    thread = at_work(run, Stopped(resumable=False), lambda: rmtree(run.folder))
    done, _ = end(project, "cancel")
    thread.join(20)
    assert isinstance(done, Finished)
    assert done.result["state"] == "discarded"
    assert "is discarded" in ending.sentence(done.result)


def test_a_stop_that_found_nothing_to_keep_says_so(project: Project) -> None:
    run = begun_run(project)
    thread = at_work(run, Stopped(resumable=False), lambda: rmtree(run.folder))
    done, _ = end(project, "stop")
    thread.join(20)
    assert isinstance(done, Finished)
    assert ending.sentence(done.result).endswith(
        "is discarded. It had not finished an epoch, so there was nothing to keep."
    )


def test_a_failure_meanwhile_is_told(project: Project) -> None:
    run = begun_run(project)
    thread = at_work(run, Failed(message="The disk is full"))
    done, _ = end(project, "stop")
    thread.join(20)
    assert isinstance(done, Finished)
    assert "failed meanwhile: The disk is full" in ending.sentence(done.result)


def test_waiting_can_be_given_up_and_the_request_stays(project: Project) -> None:
    run = begun_run(project)
    impatient = Control()
    impatient.ask("pause")
    with run.held():
        done = ending.end(project, None, "stop", emit=lambda _: None, control=impatient)
        assert (run.folder / "control").exists()
    assert done == Stopped(resumable=True)


def test_which_one_is_meant_is_said_where_it_is_not_clear(project: Project) -> None:
    with pytest.raises(ProjectError, match="No training of this project is running"):
        end(project, "pause")
    first, second = begun_run(project), begun_run(project)
    with pytest.raises(ProjectError, match="This training is not running"):
        end(project, "pause", first.name)
    with first.held(), second.held(), pytest.raises(ProjectError, match="Several trainings"):
        end(project, "pause")


def test_where_nothing_runs_it_is_said_what_can_be_done_with_what_is_paused(project: Project) -> None:
    with pytest.raises(ProjectError) as refusal:
        end(project, "stop")
    assert not refusal.value.remedy
    run = begun_run(project, "mobilenet_v2", Stopped(resumable=True))
    keep_something(run)
    words = (
        f"It is paused. artclass-cli resume --run {run.name} goes on with it; "
        f"artclass-cli stop --run {run.name} keeps its best epoch as it is."
    )
    with pytest.raises(ProjectError) as refusal:
        end(project, "stop")
    assert refusal.value.remedy == f"{run.name}: {words}"
    with pytest.raises(ProjectError) as refusal:
        end(project, "pause", run.name)
    assert refusal.value.remedy == words
    run.report_path.write_bytes(b"{}")
    with pytest.raises(ProjectError) as refusal:
        end(project, "pause", run.name)
    assert refusal.value.remedy == "It is finished."

"""Jobs in child processes: every ending is told once, whatever the child does."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from artclass_gui.jobs.board import JobBoard
from trainer import config, runs
from trainer.events import Detached, Failed, Finished, Neighbours, Progress, Stage, Started, Stopped, encode
from trainer.project import Project
from trainer.running.child import ChildProcess

STARTED = Started(job="train", version="0")


def test_events_come_in_order_and_the_terminal_one_last(scripted) -> None:
    progress = Progress(done=1, total=2, unit="steps")
    scripted.set("train", STARTED, progress, Finished(result={"run": "a"}))
    events = list(ChildProcess(["train"], command=scripted.command).events())
    assert events == [STARTED, progress, Finished(result={"run": "a"})]
    assert scripted.arguments("train") == ["train", "--events"]


def test_prints_that_are_no_events_are_passed_over(scripted) -> None:
    scripted.set("train", {"do": "print", "text": "WARNING: hello"}, Finished(result={}))
    assert list(ChildProcess(["train"], command=scripted.command).events()) == [Finished(result={})]


def test_a_killed_child_is_a_named_failure(scripted) -> None:
    scripted.set("train", STARTED, {"do": "kill"})
    ending = list(ChildProcess(["train"], command=scripted.command).events())[-1]
    assert isinstance(ending, Failed)
    assert "SIGKILL" in ending.message
    assert "memory" in ending.remedy


def test_asking_a_child_that_does_not_listen_keeps_nobody_waiting() -> None:
    deaf = [sys.executable, "-c", f"print({encode(STARTED).decode()!r}, flush=True); import time; time.sleep(600)"]
    child = ChildProcess(["predictor"], command=deaf)
    child.say("asked before it runs")
    said = child.events()
    next(said)
    for _ in range(50):  # far more than a pipe holds
        child.say("x" * 100_000)
    child.ask("cancel")
    child.kill()
    assert isinstance(list(said)[-1], Failed)


def test_questions_are_heard_in_order_those_first_that_were_put_before_it_ran(scripted) -> None:
    scripted.set("predictor", {"do": "reside", "classes": ["a", "b"]})
    child = ChildProcess(["predictor"], command=scripted.command)
    for number in range(3):
        child.say(json.dumps({"do": "similar", "path": str(number)}))
    said = child.events()
    answers = [event for event in (next(said) for _ in range(5)) if isinstance(event, Neighbours)]
    assert [answer.path for answer in answers] == ["0", "1", "2"]
    child.ask("cancel")
    assert list(said) == [Stopped(resumable=True)]


def test_a_child_that_is_ended_on_purpose_is_no_error(scripted, caplog) -> None:
    scripted.set("estimate", STARTED, {"do": "await", "request": "never"})
    child = ChildProcess(["estimate"], command=scripted.command)
    said = child.events()
    next(said)
    child.kill()
    ending = list(said)[-1]
    assert isinstance(ending, Failed)
    assert ending.message == "This job was ended at once, as was asked"
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_killed_training_is_marked_in_its_run(scripted, tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p")
    run = runs.create(project, config.default_config("deep_cnn"))
    scripted.set("train", Started(job="train", version="0", run=run.name), {"do": "kill"})
    list(ChildProcess(["train"], command=scripted.command, project=project).events())
    assert run.state() == "failed"
    ending = run.last_event()
    assert isinstance(ending, Failed)
    assert "SIGKILL" in ending.message


def test_a_killed_predictor_is_told_without_settings_of_trainings_and_marks_no_run(scripted, tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p")
    run = runs.create(project, config.default_config("deep_cnn"))
    scripted.set("predictor", Started(job="predictor", version="0", run=run.name), {"do": "kill"})
    ending = list(ChildProcess(["predictor"], command=scripted.command, project=project).events())[-1]
    assert isinstance(ending, Failed)
    assert "close other programs and try it again" in ending.remedy
    assert "image size" not in ending.remedy
    assert run.last_event() is None


def test_a_child_that_leaves_without_a_word_is_a_failure(scripted) -> None:
    scripted.set("train", {"do": "log", "line": "something broke"}, {"do": "exit", "code": 7})
    lines: list[str] = []
    ending = list(ChildProcess(["train"], command=scripted.command, on_log=lines.append).events())[-1]
    assert isinstance(ending, Failed)
    assert "exit status 7" in ending.message
    assert lines == ["something broke"]


def test_a_program_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    (ending,) = ChildProcess(["train"], command=[str(tmp_path / "nowhere")]).events()
    assert isinstance(ending, Failed)
    assert "nowhere" in ending.sentence()


@pytest.mark.parametrize("request_", ["stop", "pause", "cancel"])
def test_the_child_hears_what_is_asked(qtbot, scripted, request_) -> None:
    scripted.set("train", STARTED, {"do": "await", "request": request_}, Stopped(resumable=True))
    board = JobBoard(command=scripted.command)
    job = board.start("Training", ["train"])
    job.said.connect(lambda _: job.ask(request_))
    with qtbot.waitSignal(job.ended, timeout=20_000) as ended:
        pass
    assert ended.args == [Stopped(resumable=True)]


def test_a_request_made_before_the_child_runs_is_not_lost(qtbot, scripted) -> None:
    scripted.set("train", {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    board = JobBoard(command=scripted.command)
    job = board.start("Training", ["train"])
    job.ask("cancel")
    with qtbot.waitSignal(job.ended, timeout=20_000):
        pass
    assert board.running == ()


def test_the_whole_jobs_fraction_counts_stages(qtbot, scripted) -> None:
    scripted.set(
        "train",
        Stage(name="fit", label="Training", index=2, count=4),
        Progress(done=1, total=2, unit="steps"),
        Finished(result={}),
    )
    board = JobBoard(command=scripted.command)
    job = board.start("Training", ["train"])
    with qtbot.waitSignal(board.idle, timeout=20_000):
        pass
    assert job.fraction == pytest.approx((1 + 0.5) / 4)


def test_the_end_of_the_window_is_heard_by_the_child(scripted) -> None:
    """The pipe closes with the window: the child sees the end of its stdin and leaves by itself."""
    scripted.set("train", STARTED, {"do": "eof"}, Stopped(resumable=True))
    child = ChildProcess(["train"], command=scripted.command)
    events = child.events()
    assert next(events) == STARTED
    child._process.stdin.close()
    assert list(events) == [Stopped(resumable=True)]


def test_a_job_that_is_let_go_says_farewell_and_is_not_killed(qtbot, scripted) -> None:
    scripted.set(
        "train",
        {"do": "await", "request": "detach"},
        Detached(),
        {"do": "note", "name": "left"},
        {"do": "eof"},
        {"do": "note", "name": "went-on"},
    )
    board = JobBoard(command=scripted.command)
    job = board.start("Training", ["train"])
    with qtbot.waitSignal(job.left, timeout=20_000):
        job.detach()
    assert board.running == ()
    board.kill_all(patience_ms=1_000)
    job.kill()
    assert not (scripted.folder / "went-on").exists()
    job._source._process.stdin.close()
    qtbot.waitUntil((scripted.folder / "went-on").exists, timeout=20_000)

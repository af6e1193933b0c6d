"""A run that another process is working on, followed by its record."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from trainer import config, events, holding, runs
from trainer.events import Epoch, Event, Failed, Finished, Progress, Stage, Started, Stopped
from trainer.project import Project
from trainer.running import following
from trainer.running.following import FollowedRun
from trainer.running.tail import Tail
from trainer.runs import Run

LEARN = Stage(name="learn", label="Learning", index=3, count=5)
DONE = Finished(result={"run": "a"})


def epoch(number: int) -> Epoch:
    return Epoch(
        epoch=number,
        epochs=9,
        loss=1.0,
        accuracy=0.5,
        validation_loss=1.0,
        validation_accuracy=0.5,
        seconds=1.0,
        learning_rate=0.001,
        best=True,
    )


def progress(done: int) -> Progress:
    return Progress(done=done, total=100, unit="steps")


def started(job: events.Job = "train") -> Started:
    return Started(job=job, version="0", run="r")


def make(tmp_path: Path) -> Run:
    return runs.create(Project.create(tmp_path / "p.artclass"), config.default_config("deep_cnn"))


def write(run: Run, *said: Event) -> None:
    with run.events_path.open("ab") as stream:
        for event in said:
            stream.write(events.encode(event))


def test_where_it_stands_is_told_without_what_newer_figures_have_replaced(tmp_path: Path) -> None:
    run = make(tmp_path)
    write(run, started(), LEARN, *(progress(n) for n in range(500)), epoch(1), progress(7), Stopped(resumable=True))
    write(run, started("resume"), LEARN, progress(3), epoch(2), progress(4), DONE)
    assert list(FollowedRun(run).events()) == [
        epoch(1),
        started("resume"),
        LEARN,
        progress(3),
        epoch(2),
        progress(4),
        DONE,
    ]


def test_what_is_added_comes_as_it_is_written_and_the_end_after_the_lock_is_free(tmp_path: Path) -> None:
    run = make(tmp_path)
    write(run, started(), LEARN)
    followed = FollowedRun(run)
    heard: list[Event] = []
    seen = threading.Semaphore(0)

    def follow() -> None:
        for event in followed.events():
            heard.append(event)
            seen.release()

    with run.held():
        thread = threading.Thread(target=follow)
        thread.start()
        for _ in range(2):
            assert seen.acquire(timeout=20)
        write(run, epoch(1))
        assert seen.acquire(timeout=20)
        write(run, DONE)
        assert not seen.acquire(timeout=1.2)
    thread.join(20)
    assert heard == [started(), LEARN, epoch(1), DONE]


def test_its_log_comes_along_from_near_its_end(tmp_path: Path) -> None:
    run = make(tmp_path)
    run.log_path.write_text("".join(f"line {number}\n" for number in range(20_000)))
    lines: list[str] = []
    write(run, DONE)
    list(FollowedRun(run, on_log=lines.append).events())
    assert lines[-1] == "line 19999"
    assert lines[0].startswith("line ")
    assert 1_000 < len(lines) < 10_000


def test_a_killed_process_is_a_named_failure(tmp_path: Path) -> None:
    run = make(tmp_path)
    write(run, started(), epoch(1))
    ending = list(FollowedRun(run).events())[-1]
    assert isinstance(ending, Failed)
    assert "broke off" in ending.sentence()


def test_a_run_that_was_discarded_was_stopped_and_has_not_failed(tmp_path: Path) -> None:
    run = make(tmp_path)
    write(run, started())
    with run.held():
        heard = FollowedRun(run).events()
        assert next(heard) == started()
    shutil.rmtree(run.folder)  # before its last word could be read
    assert list(heard) == [Stopped(resumable=False)]


def test_a_disk_that_was_pulled_out_is_no_discarded_run(tmp_path: Path) -> None:
    run = make(tmp_path)
    write(run, started())
    with run.held():
        heard = FollowedRun(run).events()
        assert next(heard) == started()
    shutil.rmtree(run.folder.parent)
    assert isinstance(list(heard)[-1], Failed)


def test_turning_away_ends_nothing(tmp_path: Path) -> None:
    run = make(tmp_path)
    write(run, started())
    followed = FollowedRun(run)
    with run.held():
        heard = followed.events()
        assert next(heard) == started()
        followed.kill()
        assert list(heard) == []
        assert holding.is_held(run.folder)


def test_the_runs_at_work_are_found(tmp_path: Path) -> None:
    run = make(tmp_path)
    project = Project.open(tmp_path / "p.artclass")
    assert following.running(project) == []
    with run.held():
        assert [found.name for found in following.running(project)] == [run.name]
        assert FollowedRun(run).pid is not None


def test_a_line_is_read_once_and_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "record"
    tail = Tail(path)
    assert tail.lines() == []
    path.write_bytes(b"one\ntw")
    assert tail.lines() == [b"one"]
    with path.open("ab") as stream:
        stream.write(b"o\nthree\n")
    assert tail.lines() == [b"two", b"three"]
    assert tail.lines() == []

"""Failures of trainings in the background: kept until somebody is told, wherever the run's folder lies."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.gui.run_folders import begun_run, epochs
from trainer import config, runs
from trainer.events import Detached, Event, Failed, Started, Stopped, encode
from trainer.journal import keeping
from trainer.project import Project
from trainer.running import ending
from trainer.running.following import FollowedRun
from trainer.runs import Run, news

FULL = Failed(message="The disk is full", remedy="Free some space.")
DAY = 24 * 3600


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "p.artclass")


def failed(project: Project, *, alone: bool = True) -> Run:
    """A run that has failed at once."""
    return begun_run(project, "deep_cnn", *([Detached()] if alone else []), FULL)


def untold(project: Project) -> list[tuple[str, Failed]]:
    return [(run.name, failure) for run, failure in news.untold(project)]


def aged(run: Run, days: float) -> Run:
    """The run, so many days later."""
    for path in run.folder.iterdir():
        before = path.stat().st_mtime - days * DAY
        os.utime(path, (before, before))
    return run


def test_whoever_follows_it_hears_the_failure_although_its_folder_is_gone(project: Project) -> None:
    run = begun_run(project, "deep_cnn")
    with run.held():
        heard = FollowedRun(run).events()
        assert isinstance(next(heard), Started)
        with run.events_path.open("ab") as record:
            record.write(encode(FULL))
    news.put_by(run)
    assert list(heard) == [FULL]
    assert not runs.list_runs(project)
    assert "failed meanwhile: The disk is full. Free some space." in ending.sentence(ending.outcome(run))


def test_who_has_the_project_opened_later_is_told_once(project: Project) -> None:
    run = failed(project)
    news.put_by(run)
    assert untold(project) == [(run.name, FULL)]
    news.told(run)
    assert untold(project) == []


def test_one_that_has_learnt_something_is_told_of_and_stays(project: Project) -> None:
    run = begun_run(project, "deep_cnn", *epochs(2), Detached(), FULL)
    assert untold(project) == [(run.name, FULL)]
    news.told(run)
    assert untold(project) == []
    say(run, Started(job="resume", version="0", run=run.name), Detached(), FULL)
    assert untold(project) == [(run.name, FULL)]  # it has failed once more


def say(run: Run, *said: Event) -> None:
    """Let it say more, a moment after somebody was told what it had said before."""
    with run.events_path.open("ab") as record:
        record.write(b"".join(map(encode, said)))
    later = time.time_ns() + 1_000_000_000
    os.utime(run.events_path, ns=(later, later))


def test_where_somebody_listened_there_is_nothing_to_tell(project: Project) -> None:
    news.put_by(failed(project, alone=False))
    begun_run(project, "vgg16", Detached(), Stopped(resumable=True))
    resumed = begun_run(project, "vgg19", Detached(), FULL)
    with resumed.held():
        assert untold(project) == []  # it is being trained again
    say(resumed, Started(job="resume", version="0", run=resumed.name), FULL)
    assert untold(project) == []


@pytest.mark.parametrize(
    ("days", "alone", "told", "stays"),
    [
        (0.5, True, True, True),  # who follows it may be slow
        (2, True, True, False),
        (2, False, False, False),
        (20, True, False, True),  # nobody knows of it yet
        (40, True, False, False),
    ],
)
def test_nothing_is_left_behind_for_ever(project: Project, days: float, alone: bool, told: bool, stays: bool) -> None:
    run = failed(project, alone=alone)
    news.put_by(run)
    if told:
        news.told(run)
    aged(Run(run.put_by), days)
    news.clear(project)
    assert run.put_by.exists() == stays
    assert run.put_by.parent.exists() == stays


def test_its_name_is_not_given_to_another_run_that_would_be_taken_for_it(project: Project) -> None:
    run = failed(project)
    news.put_by(run)
    other = runs.create(project, config.default_config("deep_cnn"))
    assert other.name != run.name


def test_one_that_cannot_be_moved_stays_where_it_is_until_it_is_told(project: Project) -> None:
    (project.folder / "failed").write_text("a file is in the way")
    alone, heard = failed(project), failed(project, alone=False)
    news.put_by(alone)
    news.put_by(heard)
    assert [run.name for run in runs.list_runs(project)] == [alone.name]
    assert untold(project) == [(alone.name, FULL)]


def test_what_ends_without_a_failure_is_not_kept(project: Project) -> None:
    run = begun_run(project, "deep_cnn")
    news.put_by(run)
    assert not run.folder.exists()
    assert not run.put_by.exists()


@pytest.mark.parametrize(("began", "alone", "news_of_it"), [(True, True, 1), (True, False, 0), (False, True, 0)])
def test_a_record_says_whether_anybody_listened(project: Project, began: bool, alone: bool, news_of_it: int) -> None:
    run = runs.create(project, config.default_config("deep_cnn"))

    def work() -> None:
        with keeping(run, lambda _event: None, alone=lambda: alone) as journal:
            if began:  # else whoever has started it waits still, and is told
                journal(Started(job="train", version="0", run=run.name))
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        work()
    assert len(untold(project)) == news_of_it
    assert isinstance(run.last_event(), Failed)

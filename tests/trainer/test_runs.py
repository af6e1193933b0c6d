"""Run folders: listed, found, renamed, deleted, restored, and their state told rightly."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trainer import cli, config, events, files, runs
from trainer.commands import models
from trainer.errors import ProjectError, UsageError
from trainer.learning import checkpoint
from trainer.measuring import metrics
from trainer.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "p.artclass")


def made(project: Project, architecture: str = "vgg16") -> runs.Run:
    return runs.create(project, config.default_config(architecture))


def say(run: runs.Run, *said: events.Event) -> None:
    with run.events_path.open("ab") as lines:
        lines.writelines(events.encode(event) for event in said)


def finish(run: runs.Run) -> runs.Report:
    measured = metrics.evaluate(np.array([0, 1]), np.array([0, 1]), ("a", "b"))
    report = runs.Report(
        run=run.name, architecture="vgg16", config=run.config(), classes=("a", "b"), images={"test": 2},
        validation=measured, test=measured, temperature=1.0, epochs_trained=1, best_epoch=1, stopped_early=False,
        wall_seconds=1.0, started="2026-01-01T00:00:00", finished="2026-01-01T00:00:01", device="CPU", version="1",
    )  # fmt: skip
    import msgspec

    files.write(run.report_path, msgspec.json.encode(report))
    files.write(run.package_path, b"model")
    return report


def test_runs_of_one_minute_have_names_of_their_own(project: Project) -> None:
    first, second, third = (made(project) for _ in range(3))
    assert len({first.name, second.name, third.name}) == 3
    assert {run.name for run in runs.list_runs(project)} == {first.name, second.name, third.name}
    assert first.config().architecture == "vgg16"


def test_newest_first(project: Project) -> None:
    for name in ("2025-12-31-2359-a", "2026-01-02-0900-vgg16", "2026-01-02-0900-vgg16-2", "2026-01-02-0900-vgg16-10"):
        (project.runs / name).mkdir(parents=True)
        (project.runs / name / "config.json").write_bytes(b"{}")
    (project.runs / "2027-01-01-0000-no-config").mkdir()
    assert [run.name for run in runs.list_runs(project)] == [
        "2026-01-02-0900-vgg16-10", "2026-01-02-0900-vgg16-2", "2026-01-02-0900-vgg16", "2025-12-31-2359-a",
    ]  # fmt: skip


def test_a_project_without_runs(project: Project) -> None:
    assert not runs.list_runs(project)
    with pytest.raises(ProjectError, match="no trained model yet"):
        runs.find(project)


def test_found_by_name_and_by_title(project: Project) -> None:
    run, other = made(project), made(project)
    run.rename("  my best one ")
    assert run.title == "my best one"
    assert runs.find(project, run.name).name == run.name
    assert runs.find(project, "my best one").name == run.name
    assert runs.find(project).name == other.name
    run.rename("")
    assert run.title == run.name
    with pytest.raises(UsageError, match="no run called “nothing”") as failure:
        runs.find(project, "nothing")
    assert failure.value.remedy == f"Choose one of {other.name}, {run.name}."
    with pytest.raises(UsageError) as failure:
        runs.find(project, run.name, finished=True)
    assert failure.value.remedy == "Train a model first."
    finish(run)
    assert runs.find(project, finished=True).name == run.name


def test_the_one_to_use_is_the_best_pinned_and_else_no_rung_of_a_ladder(project: Project) -> None:
    with pytest.raises(ProjectError, match="no trained model yet"):
        runs.to_use(project)
    one, other, rung = made(project), made(project), made(project)
    rung.mark(experiment="depth")
    finish(rung)
    assert runs.to_use(project).name == rung.name
    finish(one)
    finish(other)
    assert runs.to_use(project).name == other.name
    one.mark(pinned=True)
    assert runs.to_use(project).name == one.name
    assert runs.to_use(project, rung.name).name == rung.name


def test_which_run_is_asked_is_told(project: Project) -> None:
    run = made(project)
    finish(run)
    _, notice = models.run_of(project, None)
    assert notice is not None
    assert notice.message == f"The model is that of {run.name}."
    finish(made(project))
    run.mark(pinned=True, title="mine")
    asked, notice = models.run_of(project, None)
    assert asked.name == run.name
    assert notice is not None
    assert f"“mine” ({run.name})" in notice.message
    assert models.run_of(project, run.name).notice is None


def test_a_note_stands_beside_the_run_that_is_asked_and_else_beside_the_newest(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["runs", "--project", str(project.folder), "--note"]
    one, rung = made(project), made(project)
    rung.mark(experiment="depth")
    assert cli.main([*words, "unfinished"]) == cli.DONE
    assert rung.notes().note == "unfinished"
    finish(one)
    finish(rung)
    assert cli.main([*words, "good"]) == cli.DONE
    assert one.notes().note == "good"
    assert rung.notes().note == "unfinished"
    assert "good" in capsys.readouterr().out


def test_states(project: Project) -> None:
    run = made(project)
    started = events.Started(job="train", version="1")
    assert run.state() == "interrupted"
    say(run, started, events.Stopped(resumable=True))
    assert run.state() == "stopped"
    say(run, started)
    assert run.state() == "interrupted"
    say(run, events.Failed(message="It broke"))
    assert run.state() == "failed"
    with run.held():
        assert run.state() == "running"
        with pytest.raises(ProjectError, match="Another ArtClass is training"), run.held():
            pass
    finish(run)
    assert run.state() == "finished"


def test_what_is_listed_of_unfinished_runs(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    def listed() -> dict[str, dict[str, Any]]:
        assert cli.main(["runs", "--project", str(project.folder), "--json"]) == cli.DONE
        return {row["run"]: row for row in json.loads(capsys.readouterr().out)["runs"]}

    now = datetime.now(UTC)
    run, other = made(project), made(project)
    earlier = events.Started(job="train", version="1", at=(now - timedelta(days=1)).isoformat())
    say(run, earlier, events.Stopped(resumable=True))
    say(run, events.Started(job="resume", version="1", at=(now - timedelta(seconds=50)).isoformat(), before=100.0))
    with run.held():
        row = listed()[run.name]
        assert row["state"] == "running"
        assert 150 <= row["seconds_so_far"] < 400
    say(run, events.Stopped(resumable=True))
    assert listed()[run.name]["state"] == "stopped"  # nothing is there to go on from
    checkpoint.save(run.checkpoint, checkpoint.Checkpoint(checkpoint.State(seconds=123.4), [], [], []))
    row = listed()[run.name]
    assert (row["state"], row["resumable"], row["seconds_so_far"]) == ("paused", True, 123.4)
    row = listed()[other.name]
    assert (row["state"], row["resumable"], row["seconds_so_far"]) == ("interrupted", False, None)
    assert cli.main(["runs", "--project", str(project.folder)]) == cli.DONE
    said = " ".join(capsys.readouterr().out.split())
    assert "2 min 3 s so far" in said
    assert "goes on with artclass-cli resume --run RUN" in said


def test_a_run_can_be_resumed_when_it_has_a_checkpoint_and_no_report(project: Project) -> None:
    run = made(project)
    assert not run.resumable()
    run.checkpoint.mkdir()
    assert not run.resumable()
    (run.checkpoint / "state").write_bytes(b"x")
    assert run.resumable()
    finish(run)
    assert not run.resumable()


def test_a_line_cut_off_by_a_crash_is_passed_over(project: Project) -> None:
    run = made(project)
    say(run, events.Started(job="train", version="1"), events.Failed(message="It broke"))
    with run.events_path.open("ab") as lines:
        lines.write(b'{"event":"finis')
    assert len(list(run.events())) == 2
    assert run.last_event() == events.Failed(message="It broke")


def test_damaged_documents_are_no_reports(project: Project) -> None:
    run = made(project)
    report = finish(run)
    assert run.report() == report
    run.report_path.write_bytes(b"{")
    assert run.report() is None
    assert run.predictions() == ()
    run.config_path.write_bytes(b"{}")
    with pytest.raises(ProjectError, match="settings cannot be read"):
        run.config()


def test_deleted_and_restored(project: Project) -> None:
    run = made(project)
    with run.held(), pytest.raises(ProjectError, match="being trained"):
        runs.delete(project, run)
    place = runs.delete(project, run)
    assert place.is_dir()
    assert not runs.list_runs(project)
    assert runs.restore(project, run.name).config() == config.default_config("vgg16")
    assert [found.name for found in runs.list_runs(project)] == [run.name]


def test_what_no_note_tells_of_is_not_deleted_either(project: Project) -> None:
    """As when another computer trains it."""
    run = made(project)
    with run.held():
        (run.folder / ".holder").write_bytes(b"")
        with pytest.raises(ProjectError, match="Another ArtClass is training"):
            runs.delete(project, run)
    assert run.folder.is_dir()


@pytest.mark.skipif(os.name != "posix", reason="Windows deletes no folder in which files are open")
@pytest.mark.parametrize("quietly", [True, False], ids=["nothing failed", "a file could not be written"])
def test_work_on_a_run_whose_project_vanished_is_no_success(project: Project, *, quietly: bool) -> None:
    run = made(project)

    def work() -> None:
        with run.held():
            shutil.rmtree(project.folder)
            if not quietly:
                files.write(run.report_path, b"{}")

    with pytest.raises(ProjectError, match="project's folder is no longer there") as failure:
        work()
    assert failure.value.path == str(project.folder)
    assert failure.value.remedy
    assert not project.folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows deletes no folder in which files are open")
def test_a_run_that_vanished_is_named(project: Project) -> None:
    run = made(project)
    with pytest.raises(ProjectError, match="run's folder is no longer there"), run.held():
        shutil.rmtree(run.folder)
    assert not run.folder.exists()


def test_other_failures_stay_what_they_are(project: Project) -> None:
    run = made(project)
    with pytest.raises(UsageError, match="no"), run.held():
        raise UsageError("no")


def test_a_project_that_vanished_gets_no_new_run(project: Project) -> None:
    shutil.rmtree(project.folder)
    with pytest.raises(ProjectError, match="no longer there"):
        made(project)
    assert not project.folder.exists()

"""Importing from the window: where the pictures go, one at a time, and nothing empty left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from artclass_gui import importing
from artclass_gui.context import Context
from artclass_gui.importing import Importer
from artclass_gui.surveying import Choices
from tests.gui.catalogs import make_pictures, make_project
from tests.gui.surveys import surveyed
from trainer.events import Failed, Finished, Problem, Stage, Stopped
from trainer.project import Project, is_project

DONE = Finished(result={"images": 0})


@pytest.fixture
def importer(context: Context) -> Importer:
    return Importer(context)


def test_without_a_project_one_is_made_that_is_named_after_the_source(qtbot, context, scripted, importer, tmp_path):
    scripted.set("import", DONE)
    with qtbot.waitSignal(importer.ended, timeout=20_000):
        importer.start([tmp_path / "My art.zip"])
    folder = tmp_path / "projects" / "My art.artclass"
    assert context.project.project.folder == folder
    assert is_project(folder)
    assert scripted.arguments("import") == [
        "import",
        str(tmp_path / "My art.zip"),
        "--project",
        str(folder),
        "--events",
    ]


def test_a_name_that_is_taken_gets_a_number(qtbot, context, scripted, importer, tmp_path):
    (tmp_path / "projects" / "art.artclass").mkdir(parents=True)
    scripted.set("import", DONE)
    with qtbot.waitSignal(importer.ended, timeout=20_000):
        importer.start([tmp_path / "art"])
    assert context.project.project.name == "art 2"


def test_with_a_project_open_pictures_are_added_to_it(qtbot, context, scripted, importer, tmp_path):
    project = make_project(tmp_path / "p.artclass", make_pictures(tmp_path / "old", {"a": 2}))
    context.project.open(project.folder)
    scripted.set("import", Problem(path="a/b.jpg", reason="is empty"), DONE)
    with qtbot.waitSignals([importer.ended, context.project.catalog_changed], timeout=20_000):
        importer.start([tmp_path / "new"])
    assert context.project.project.folder == project.folder
    assert [problem.path for problem in importer.problems] == ["a/b.jpg"]
    assert not importer.busy


def test_only_one_import_runs_at_a_time(qtbot, scripted, importer, tmp_path):
    scripted.set("import", {"do": "await", "request": "cancel"}, Stopped(resumable=True))
    importer.start([tmp_path / "art"])
    with qtbot.waitSignal(importer.failed) as failed:
        importer.start([tmp_path / "more"])
    assert "already" in failed.args[0]
    with qtbot.waitSignal(importer.ended, timeout=20_000) as ended:
        importer.cancel()
    assert ended.args == [Stopped(resumable=True)]


@pytest.mark.parametrize("ending", [Failed(message="The zip is damaged", path="a.zip"), Stopped(resumable=True)])
def test_a_new_project_that_stayed_empty_is_removed(qtbot, context, scripted, importer, ending):
    tmp_path = context.settings.value("projects/folder").parent
    scripted.set("import", ending)
    with qtbot.waitSignal(context.project.closed, timeout=20_000):
        importer.start([tmp_path / "art"])
    qtbot.waitUntil(lambda: not (tmp_path / "projects" / "art.artclass").exists(), timeout=20_000)
    assert not context.project.is_open


def test_a_failure_is_told_as_its_sentence(qtbot, scripted, importer, tmp_path):
    scripted.set("import", Failed(message="The zip is damaged", path="a.zip", remedy="Fetch it again."))
    with qtbot.waitSignal(importer.failed, timeout=20_000) as failed:
        importer.start([tmp_path / "art"])
    assert failed.args == ["The zip is damaged: a.zip. Fetch it again."]


def test_a_new_project_that_has_pictures_stays_after_a_failure(qtbot, context, scripted, importer, tmp_path):
    scripted.set(
        "import",
        Stage(name="scan", label="Reading", index=1, count=1),
        {"do": "await", "request": "stop"},
        Failed(message="The disk is full"),
    )
    importer.start([tmp_path / "art"])
    project = context.project.project
    make_project(project.folder, make_pictures(tmp_path / "art", {"a": 2}))
    with qtbot.waitSignals([importer.ended, context.project.catalog_changed], timeout=20_000):
        importer.job.ask("stop")
    assert context.tasks.finish(10_000)
    assert context.project.is_open
    assert is_project(project.folder)


def test_an_old_project_stays_after_a_failure_though_it_is_empty(qtbot, context, scripted, importer, tmp_path):
    Project.create(tmp_path / "p.artclass")
    context.project.open(tmp_path / "p.artclass")
    scripted.set("import", Failed(message="The zip is damaged"))
    with qtbot.waitSignals([importer.ended, context.project.catalog_changed], timeout=20_000):
        importer.start([tmp_path / "art"])
    assert context.project.is_open
    assert is_project(tmp_path / "p.artclass")


def test_a_project_is_no_folder_of_pictures(qtbot, context, importer, tmp_path):
    Project.create(tmp_path / "p.artclass")
    with qtbot.waitSignal(importer.failed) as failed:
        importer.start([tmp_path / "p.artclass"])
    assert "Open project" in failed.args[0]
    assert not context.project.is_open


def test_a_projects_folder_that_cannot_be_written_is_a_sentence(qtbot, context, importer, tmp_path):
    (tmp_path / "file").write_text("x")
    context.settings.set("projects/folder", tmp_path / "file")
    with qtbot.waitSignal(importer.failed) as failed:
        importer.start([tmp_path / "art"])
    assert str(tmp_path / "file") in failed.args[0]
    assert not importer.busy


def test_the_sample_pictures_make_a_project_of_their_own(qtbot, context, scripted, importer, monkeypatch):
    tmp_path = context.settings.value("projects/folder").parent
    sample = make_pictures(tmp_path / "sample", {"a": 1})
    monkeypatch.setattr(importing, "resource", lambda _: sample)
    scripted.set("import", DONE)
    with qtbot.waitSignal(importer.ended, timeout=20_000):
        importer.start_sample()
    assert context.project.project.name == "Sample pictures"
    assert str(sample) in scripted.arguments("import")


def test_the_sample_project_from_last_time_is_opened_again(qtbot, context, importer, tmp_path, monkeypatch):
    sample = make_pictures(tmp_path / "sample", {"a": 2})
    monkeypatch.setattr(importing, "resource", lambda _: sample)
    make_project(tmp_path / "projects" / "Sample pictures.artclass", sample)
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        importer.start_sample()
    assert context.project.catalog.pictures == 2
    assert not importer.busy


def test_missing_sample_pictures_are_a_sentence(qtbot, importer, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "resource", lambda _: Path(tmp_path / "nowhere"))
    with qtbot.waitSignal(importer.failed) as failed:
        importer.start_sample()
    assert "nowhere" in failed.args[0]


def test_what_is_proposed_is_looked_through_again_with_other_folders_as_classes(
    qtbot, context, scripted, importer, tmp_path
) -> None:
    scripted.set("import", surveyed({"Dürer": 30}))
    with qtbot.waitSignal(importer.surveyed, timeout=20_000):
        importer.propose([tmp_path / "art"])
    with qtbot.waitSignal(importer.surveyed, timeout=20_000):
        importer.look_again(2)
    assert scripted.arguments("import")[-4:-1] == ["--plan", "--class-level", "2"]
    scripted.set("import", Finished(result={"images": 30}))
    with qtbot.waitSignal(importer.ended, timeout=20_000):
        importer.go_on(Choices(class_level=2))
    assert scripted.arguments("import")[-3:-1] == ["--class-level", "2"]

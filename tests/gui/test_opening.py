"""Projects are opened and left, unless something works on them."""

from __future__ import annotations

from tests.gui.catalogs import make_pictures, make_project
from tests.gui.windows import action, open_project, run_a_job
from trainer.events import Failed, Stopped


def test_a_project_is_not_left_while_something_works_on_it(qtbot, window, context, scripted, tmp_path) -> None:
    folder = open_project(qtbot, context, tmp_path)
    run_a_job(qtbot, context, scripted)
    action(window, "close_project").trigger()
    assert context.project.project.folder == folder
    assert "still going on" in window.banner.message


def test_a_second_window_on_the_same_project_is_told(qtbot, window, context, tmp_path) -> None:
    folder = open_project(qtbot, context, tmp_path)
    context.project.close()
    from trainer.project import Project

    with Project.open(folder).claimed("window"):
        window.commands.opening.open(folder)
    assert not context.project.is_open
    assert "Another ArtClass window" in window.banner.message
    assert str(folder) in window.banner.message


def test_a_damaged_project_is_a_sentence(window, context, tmp_path) -> None:
    folder = tmp_path / "broken.artclass"
    folder.mkdir()
    (folder / "project.json").write_bytes(b"\xff\x00")
    window.commands.opening.open(folder)
    assert "project.json is damaged" in window.banner.message


def test_the_last_project_is_opened_again(qtbot, window, context, tmp_path) -> None:
    folder = open_project(qtbot, context, tmp_path)
    context.project.close()
    with qtbot.waitSignal(context.project.opened):
        window.commands.open_at_start([])
    assert context.project.project.folder == folder


def test_a_closed_project_leaves_nothing_to_undo(qtbot, window, context, tmp_path) -> None:
    project = make_project(tmp_path / "Art.artclass", make_pictures(tmp_path / "art", {"a": 2}))
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        context.project.open(project.folder)
    with qtbot.waitSignal(window.dataset.decider.decided, timeout=20_000):
        window.dataset.decider.label([1], "x")
    assert context.undo.canUndo()
    context.project.close()
    assert not context.undo.canUndo()


def test_an_import_that_came_to_nothing_leaves_no_trace(qtbot, window, context, scripted, tmp_path) -> None:
    scripted.set("import", Failed(message="This is no zip archive", path="text.zip"))
    with qtbot.waitSignal(context.project.closed, timeout=20_000):
        window.commands.opening.begin([tmp_path / "text.zip"])
    qtbot.waitUntil(lambda: "no zip archive" in window.banner.message)
    assert context.settings._recent() == []
    qtbot.waitUntil(window.welcome.recent.isHidden)
    scripted.set("import", {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    window.commands.opening.begin([tmp_path / "art.zip"])
    assert not window.banner.isVisible()
    assert context.settings._recent() == [tmp_path / "projects" / "art.artclass"]


def test_a_project_that_is_gone_leaves_the_recent_ones(qtbot, window, context, tmp_path) -> None:
    folder = open_project(qtbot, context, tmp_path)
    context.project.close()
    qtbot.waitUntil(lambda: window.welcome.recent.count() == 1)
    folder.rename(tmp_path / "elsewhere")
    window.welcome.recent.chosen.emit(folder)
    assert window.banner.message.startswith("The project “My art” is not there any more")
    qtbot.waitUntil(window.welcome.recent.isHidden)
    open_project(qtbot, context, tmp_path, "Another")
    assert not window.banner.isVisible()

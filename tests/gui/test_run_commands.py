"""Renaming and deleting runs can be undone, and what cannot be done is said."""

from __future__ import annotations

import pytest

from artclass_gui.run_commands import DeleteRun, RenameRun, RunFiles
from tests.gui.run_folders import begun_run


@pytest.fixture
def files(context, tmp_path) -> RunFiles:
    context.project.open(tmp_path / "p.artclass", create=True)
    return RunFiles(context.tasks, context.project)


def titles(context) -> list[str]:
    return [state.title for state in context.project.runs]


def test_renaming_is_undone_and_done_again(qtbot, context, files) -> None:
    run = begun_run(context.project.project)
    context.undo.push(RenameRun(files, run, before=run.title, after="Best one"))
    qtbot.waitUntil(lambda: titles(context) == ["Best one"])
    context.undo.undo()
    qtbot.waitUntil(lambda: titles(context) == [run.name])
    context.undo.redo()
    qtbot.waitUntil(lambda: titles(context) == ["Best one"])


def test_deleting_is_undone(qtbot, context, files) -> None:
    project = context.project.project
    run = begun_run(project)
    context.undo.push(DeleteRun(files, project, run, title=run.title))
    qtbot.waitUntil(lambda: not run.folder.exists() and titles(context) == [])
    context.undo.undo()
    qtbot.waitUntil(lambda: titles(context) == [run.name])
    assert run.config_path.exists()


def test_undoing_at_once_keeps_the_order(qtbot, context, files) -> None:
    project = context.project.project
    run = begun_run(project)
    context.undo.push(DeleteRun(files, project, run, title=run.title))
    context.undo.undo()
    context.undo.redo()
    context.undo.undo()
    qtbot.waitUntil(lambda: titles(context) == [run.name] and not files._busy)
    assert run.folder.is_dir()


def test_a_run_in_training_is_not_deleted(qtbot, context, files) -> None:
    project = context.project.project
    run = begun_run(project)
    with run.held(), qtbot.waitSignal(files.failed, timeout=10_000) as failed:
        context.undo.push(DeleteRun(files, project, run, title=run.title))
    assert "being trained" in failed.args[0]
    assert run.folder.is_dir()

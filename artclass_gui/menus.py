"""The menu bar, made from the table of actions: what is possible now, and the recent projects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from artclass_gui.actions import ACTIONS, MENUS, Action, Need
from artclass_gui.context import Context
from artclass_gui.main_window import MainWindow


class Menus(QObject):
    """Makes the menus and keeps them up to date.

    Args:
        context: The services.
        window: Whose menu bar it is.
        commands: Has a method for each row of the table, of its name.
        open_recent: Opens a project folder.

    Attributes:
        actions: By the names of the table.
        recent: The menu of recent projects.
    """

    def __init__(
        self, context: Context, window: MainWindow, commands: QObject, open_recent: Callable[[Path], None]
    ) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._commands, self._open_recent = commands, open_recent
        self.actions: dict[str, QAction] = {}
        self.recent = QMenu(self.tr("Open &recent"), window)
        self._make_all()
        self._connect()
        self._update()

    def _make_all(self) -> None:
        menus = {name: self._window.menuBar().addMenu(QCoreApplication.translate("Menu", text)) for name, text in MENUS}
        undo = self._context.undo.createUndoAction(self._window, self.tr("&Undo"))
        redo = self._context.undo.createRedoAction(self._window, self.tr("&Redo"))
        undo.setShortcut(QKeySequence.StandardKey.Undo)
        redo.setShortcut(QKeySequence.StandardKey.Redo)
        menus["edit"].addActions([undo, redo])
        for row in ACTIONS:
            if row.separated:
                menus[row.menu].addSeparator()
            menus[row.menu].addAction(self._make(row))
            if row.name == "open_project":
                menus[row.menu].addMenu(self.recent)
        self.recent.aboutToShow.connect(self._list_recent)

    def _make(self, row: Action) -> QAction:
        action = QAction(QCoreApplication.translate("Menu", row.text), self._window)
        if row.key:
            action.setShortcut(QKeySequence(row.key))
        if row.icon:
            action.setIcon(self._context.theme.icon(row.icon))
        if row.name == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        action.triggered.connect(getattr(self._commands, row.name))
        self.actions[row.name] = action
        return action

    def _connect(self) -> None:
        window, project = self._window, self._context.project
        for signal in (
            project.opened,
            project.closed,
            project.catalog_changed,
            project.runs_changed,
            self._context.jobs.started,
            self._context.jobs.ended,
            self._context.jobs.idle,
            window.page_shown,
        ):
            signal.connect(self._update)
        self._context.theme.changed.connect(self._tint)
        for menu in window.menuBar().findChildren(QMenu):
            menu.aboutToShow.connect(self._update)

    def _update(self, *_: object) -> None:
        possible = {need: self._possible(need) for need in {row.needs for row in ACTIONS}}
        for row in ACTIONS:
            self.actions[row.name].setEnabled(possible[row.needs])

    def _possible(self, need: Need) -> bool:
        project, jobs = self._context.project, self._context.jobs
        training = jobs.of_kind("train") or jobs.of_kind("resume")
        match need:
            case "project":
                return project.is_open
            case "pictures":
                return project.catalog.pictures > 0 and jobs.of_kind("import") is None
            case "no training":
                return project.catalog.pictures > 0 and training is None
            case "training":
                return training is not None
            case "run":
                return bool(project.runs)
            case "results":
                return self._window.furnished and self._window.classify.can_export
            case "classifying":
                return self._window.furnished and self._window.classify.classifying
            case _:
                return True

    def _tint(self) -> None:
        for row in ACTIONS:
            if row.icon:
                self.actions[row.name].setIcon(self._context.theme.icon(row.icon))

    def _list_recent(self) -> None:
        self.recent.clear()
        for folder in self._context.settings.recent_projects():
            action = self.recent.addAction(folder.name.removesuffix(".artclass"))
            action.setToolTip(str(folder))
            action.triggered.connect(lambda _=False, folder=folder: self._open_recent(folder))
        if self.recent.isEmpty():
            self.recent.addAction(self.tr("None yet")).setEnabled(False)

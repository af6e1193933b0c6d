"""Where the pictures came from and when, folders that were moved, and the room that the project takes on the disk."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.pages.dataset_ledger import LedgerCard
from artclass_gui.project import CatalogState
from artclass_gui.theme import GAP, ROOM, SMALL, TINY
from artclass_gui.widgets.buttons import Button, button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import muted, text
from artclass_gui.widgets.words import human_size, pictures
from trainer import files
from trainer.catalog.records import Source
from trainer.project import Project


@dataclass(frozen=True)
class DiskUse:
    """Bytes that a project takes: in all, unpacked pictures, trained models, and what can be computed again."""

    whole: int
    images: int
    runs: int
    cache: int

    @classmethod
    def of(cls, project: Project) -> DiskUse:
        """Measure a project's folder; this reads the disk, so call it from a task."""
        parts = (project.folder, project.images, project.runs, project.cache)
        return cls(*(files.folder_size(part) for part in parts))


class SourcesPart(QWidget):
    """The last tab of the Dataset page.

    Signals:
        find_wanted(Source): The person knows where a moved source lies now.
        reveal_wanted(Source): A source is to be shown in the file manager.
        clear_wanted(int), project_wanted(): The caches (so many bytes) are to be deleted; the project to be shown.
    """

    find_wanted = Signal(object)
    reveal_wanted = Signal(object)
    clear_wanted = Signal(int)
    project_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._use: DiskUse | None = None
        self.rows: list[SourceRow] = []
        self._sources = Card(self.tr("Where the pictures are"))
        self.ledger = LedgerCard(context)
        self._disk = Card(self.tr("Room on the disk"))
        self.clear_button = button(self.tr("Clear caches…"), self._clear, theme=context.theme, icon="trash")
        self.reveal_button = button(
            self.tr("Show the project’s folder"), self.project_wanted.emit, theme=context.theme, icon="reveal"
        )
        self._sizes = {name: text("", wrap=False) for name in ("whole", "images", "runs", "cache")}
        self._lay_out()
        context.jobs.changed.connect(self._enable)

    def show_state(self, state: CatalogState) -> None:
        """List the sources of a catalog, and its imports."""
        self.ledger.show_state(state)
        for row in self.rows:
            self._sources.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [SourceRow(self._context, source) for source in state.sources]
        for row in self.rows:
            row.find_wanted.connect(self.find_wanted)
            row.reveal_wanted.connect(self.reveal_wanted)
            self._sources.body.addWidget(row)

    def measure(self) -> None:
        """Measure the project's folder in the background."""
        project = self._context.project.project
        if project is not None:
            self._context.tasks.run(self, lambda: DiskUse.of(project), self.show_use)

    def show_use(self, use: DiskUse) -> None:
        """Show what was measured."""
        self._use = use
        for name, label in self._sizes.items():
            label.setText(human_size(getattr(use, name)))
        self._enable()

    def _clear(self) -> None:
        if self._use is not None:
            self.clear_wanted.emit(self._use.cache)

    def _enable(self) -> None:
        busy = bool(self._context.jobs.running)
        self.clear_button.setEnabled(not busy and self._use is not None and self._use.cache > 0)
        tip = self.tr("Deletes what can be computed again. Pictures, models and results stay.")
        self.clear_button.setToolTip(self.tr("Not while a job is running.") if busy else tip)

    def _lay_out(self) -> None:
        self._fill_disk()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, ROOM, SMALL, 0)
        column.setSpacing(ROOM)
        for card in (self._sources, self.ledger, self._disk):
            column.addWidget(card)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self._enable()

    def _fill_disk(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(ROOM)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(1, 1)
        names = {
            "whole": self.tr("The whole project"),
            "images": self.tr("Pictures from archives"),
            "runs": self.tr("Trained models"),
            "cache": self.tr("Caches"),
        }
        notes = {
            "images": self.tr("unpacked copies; pictures in folders stay where they are"),
            "cache": self.tr("make training quick; can be computed again"),
        }
        for row, (name, words) in enumerate(names.items()):
            self._sizes[name].setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(text(words, wrap=False), row, 0)
            grid.addWidget(text(notes.get(name, ""), "muted"), row, 1)
            grid.addWidget(self._sizes[name], row, 2)
        self._disk.body.addLayout(grid)
        row_of_buttons = QHBoxLayout()
        row_of_buttons.setSpacing(SMALL)
        row_of_buttons.addWidget(self.reveal_button)
        row_of_buttons.addWidget(self.clear_button)
        row_of_buttons.addStretch(1)
        self._disk.body.addLayout(row_of_buttons)


class SourceRow(QWidget):
    """One folder, archive or table, or a folder whose pictures were labelled where they lie.

    Signals:
        find_wanted(Source), reveal_wanted(Source): As in `SourcesPart`.
    """

    find_wanted = Signal(object)
    reveal_wanted = Signal(object)

    def __init__(self, context: Context, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.source = context.theme, source
        self._icon = QLabel()
        self.button = self._make_button()
        name = text(source.location.name or str(source.location))
        words = QVBoxLayout()
        words.setSpacing(TINY)
        words.addWidget(name)
        words.addWidget(muted(self._place()))
        if not source.present:
            words.addWidget(text(self._missing(), "warning"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SMALL, 0, SMALL)
        row.setSpacing(GAP)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(text(pictures(source.pictures), wrap=False))
        row.addWidget(self.button)
        self.setAccessibleName(f"{source.location}, {pictures(source.pictures)}")
        self._theme.changed.connect(self._tint)
        self._tint()

    def _place(self) -> str:
        place = str(self.source.location.parent)
        return self.tr("{0} · labelled by you").format(place) if self.source.kind == "reviewed" else place

    def _missing(self) -> str:
        if self.source.kind == "archive":
            return self.tr("The archive is not there any more. Its pictures were copied, so nothing is lost.")
        if self.source.kind == "table":
            return self.tr("The table is not there any more. It is needed only to import from it again.")
        return self.tr("The folder is not there any more. Was it moved or renamed, or is its disk not connected?")

    def _make_button(self) -> Button:
        if self.source.present:
            made = button(self.tr("Show"), self._reveal, "quiet", theme=self._theme, icon="reveal")
            made.setToolTip(self.tr("Show in file manager"))
        else:
            made = button(self.tr("Find it…"), self._find, theme=self._theme, icon="search")
        made.setAccessibleName(f"{made.accessibleName()}: {self.source.location.name}")
        return made

    def _find(self) -> None:
        self.find_wanted.emit(self.source)

    def _reveal(self) -> None:
        self.reveal_wanted.emit(self.source)

    def _tint(self) -> None:
        kinds = {"folder": "open-folder", "archive": "model", "table": "list", "reviewed": "tag"}
        icon = kinds[self.source.kind] if self.source.present else "warning"
        self._icon.setPixmap(self._theme.pixmap(icon, 20, "muted" if self.source.present else "warn"))

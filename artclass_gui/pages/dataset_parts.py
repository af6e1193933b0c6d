"""The parts of the Dataset page as tabs, and the ways that lead from one to another."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from artclass_gui.checking import Checker
from artclass_gui.context import Context
from artclass_gui.deciding import Decider
from artclass_gui.pages.dataset_doubts import DoubtsPart
from artclass_gui.pages.dataset_findings import Way
from artclass_gui.pages.dataset_health import HealthPart
from artclass_gui.pages.dataset_pictures import PicturesPart
from artclass_gui.pages.dataset_problems import ProblemsPart
from artclass_gui.pages.dataset_sources import SourcesPart
from artclass_gui.pages.dataset_twins import TwinsPart
from artclass_gui.project import CatalogState
from artclass_gui.widgets.tab_row import TabRow

PICTURES, HEALTH, TWINS, DOUBTS, PROBLEMS, SOURCES = range(6)


class DatasetParts(QWidget):
    """A row of tabs above the parts.

    Signals:
        page_requested(str): Another page is wanted.

    Attributes:
        decider: Does what the person decides about pictures.
        checker: Checks the dataset.
    """

    page_requested = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.decider = Decider(context, self)
        self.checker = Checker(context, self)
        self.pictures = PicturesPart(context, self.decider)
        self.health = HealthPart(context, self.checker, self.decider)
        self.twins = TwinsPart(context, self.decider)
        self.doubts = DoubtsPart(context, self.decider)
        self.problems = ProblemsPart(context)
        self.sources = SourcesPart(context)
        self.tabs = TabRow()
        self._lay_out()
        self._connect()

    def forget(self) -> None:
        """Forget what belongs to the project that was open before."""
        for part in (self.twins, self.doubts):
            part.forget()
        self._show_doctor()

    def show_state(self, state: CatalogState) -> None:
        """Show what the catalog holds."""
        for part in (self.pictures, self.problems, self.sources):
            part.show_state(state)

    def go(self, way: Way) -> None:
        """Go where a finding of the doctor's is put right."""
        match way.to:
            case "mend":
                self.decider.mend_leaks()
            case "train":
                self.page_requested.emit("train")
            case "problems":
                self.problems.show_kind(way.name)
                self.tabs.setCurrentIndex(PROBLEMS)
            case "sources":
                self.tabs.setCurrentIndex(SOURCES)
            case "twins":
                self.tabs.setCurrentIndex(TWINS)
                self.twins.view.setFocus()
            case "doubts":
                self.tabs.setCurrentIndex(DOUBTS)
                self.doubts.take_focus()
            case _:
                self._show_pictures(way)

    def _show_pictures(self, way: Way) -> None:
        self.tabs.setCurrentIndex(PICTURES)
        match way.to:
            case "unlabelled":
                self.pictures.show_unlabelled()
            case "set aside":
                self.pictures.show_set_aside()
            case _:
                self.pictures.show_found(way.name, way.numbers)
        self.pictures.gallery.setFocus()

    def _show_doctor(self) -> None:
        state = self._context.project.doctor
        for part in (self.health, self.twins, self.doubts):
            part.show_doctor(state)

    def _connect(self) -> None:
        self._context.project.doctor_changed.connect(self._show_doctor)
        for place, part in ((TWINS, self.twins), (DOUBTS, self.doubts), (PROBLEMS, self.problems)):
            part.counted.connect(lambda count, place=place: self.tabs.set_count(place, count))
        self.health.way_wanted.connect(self.go)

    def _lay_out(self) -> None:
        self.tabs.add(self.tr("Pictures"))
        self.tabs.add(self.tr("Health"))
        self.tabs.add(self.tr("Near-duplicates"))
        self.tabs.add(self.tr("To decide"))
        self.tabs.add(self.tr("Not taken"))
        self.tabs.add(self.tr("Sources and disk"), self.tr("Sources"))
        self.tabs.setAccessibleName(self.tr("Parts of the dataset"))
        parts = QStackedWidget()
        for part in (self.pictures, self.health, self.twins, self.doubts, self.problems, self.sources):
            parts.addWidget(part)
        self.tabs.currentChanged.connect(parts.setCurrentIndex)
        self.tabs.currentChanged.connect(lambda part: self.sources.measure() if part == SOURCES else None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(parts, 1)

"""The window: a sidebar, four pages, menus from the table of actions; it places things and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.context import Context
from artclass_gui.pages.welcome_page import WelcomePage
from artclass_gui.status import JobStatus, progress_title
from artclass_gui.theme import GAP, SMALL, TINY, WIDE
from artclass_gui.widgets.banner import Banner
from artclass_gui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from artclass_gui.pages.classify_page import ClassifyPage
    from artclass_gui.pages.dataset_page import DatasetPage
    from artclass_gui.pages.every import Pages
    from artclass_gui.pages.results_page import ResultsPage
    from artclass_gui.pages.train_page import TrainPage
    from trainer.config import TrainConfig

PAGES = ("dataset", "train", "results", "classify")
_SIDEBAR, _RAIL, _RAIL_STEP = 190, 84, 62  # pixels of width: names beside their icons, and below them
_NARROW = 1_000  # pixels of the window's width below which the pages get what the sidebar can do without


class MainWindow(QMainWindow):
    """Places the pages; `artclass_gui.commands` does what the menus say.

    The pages are most of the program. With ``furnished=False`` they are built when the first of them is asked for, or
    by `furnish`: so the window can be on the screen before that.

    Signals:
        close_wanted(): The person wants to close the window while jobs are running.
        page_shown(str): Another page is in front.
    """

    close_wanted = Signal()
    page_shown = Signal(str)

    def __init__(self, context: Context, *, furnished: bool = True) -> None:
        super().__init__()
        self._context = context
        self.may_close = False
        self.banner = Banner(context.theme)
        self.welcome = WelcomePage(context)
        self._pages: Pages | None = None
        self._stack = QStackedWidget()
        self._sidebar = self._make_sidebar()
        self._place()
        if furnished:
            self.furnish()
        self._connect()
        self._restore()
        self._title()

    @property
    def page(self) -> str:
        """The page in front."""
        return PAGES[max(0, self._sidebar.currentRow())]

    @property
    def dataset(self) -> DatasetPage:
        """The page of the pictures to learn from."""
        return self.furnish().dataset

    @property
    def train(self) -> TrainPage:
        """The page of trainings."""
        return self.furnish().train

    @property
    def results(self) -> ResultsPage:
        """The page of finished runs."""
        return self.furnish().results

    @property
    def classify(self) -> ClassifyPage:
        """The page on which folders are classified."""
        return self.furnish().classify

    @property
    def furnished(self) -> bool:
        """Whether the pages are there."""
        return self._pages is not None

    def furnish(self) -> Pages:
        """Build the pages, once."""
        if self._pages is None:
            from artclass_gui.pages import every  # noqa: PLC0415 - most of the program, which the first paint does without

            self._pages = every.build(self._context)
            for page in self._pages:
                self._stack.addWidget(page)
            self._connect_pages(self._pages)
            self._show_current()
        return self._pages

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        self._sidebar.setCurrentRow(PAGES.index(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the names of the pages stand below their icons, and the pages get the room."""
        super().resizeEvent(event)
        self._make_rail(self.width() < _NARROW)

    def _make_rail(self, narrow: bool) -> None:
        width = _RAIL if narrow else _SIDEBAR
        if width == self._side.minimumWidth():
            return
        self._side.setFixedWidth(width)
        self._below.setContentsMargins(*((SMALL, SMALL, SMALL, GAP) if narrow else (WIDE - TINY, SMALL, GAP, GAP)))
        self._project_name.setAlignment(Qt.AlignmentFlag.AlignHCenter if narrow else Qt.AlignmentFlag.AlignLeft)
        self._name_project()
        mode = QListWidget.ViewMode.IconMode if narrow else QListWidget.ViewMode.ListMode
        self._sidebar.setViewMode(mode)
        self._sidebar.setFlow(QListWidget.Flow.TopToBottom)  # as the mode would not have it
        self._sidebar.setMovement(QListWidget.Movement.Static)
        self._sidebar.setWrapping(False)
        step = QSize(_RAIL - 2 * SMALL - 2, _RAIL_STEP) if narrow else QSize()
        self._sidebar.setGridSize(step)
        for row in range(self._sidebar.count()):
            self._sidebar.item(row).setSizeHint(step)
        self._sidebar.setProperty("rail", narrow)
        self._sidebar.style().unpolish(self._sidebar)
        self._sidebar.style().polish(self._sidebar)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once only where nothing is running; otherwise somebody asks the person first."""
        if self._context.jobs.lasting and not self.may_close:
            event.ignore()
            self.close_wanted.emit()
            return
        self._context.settings.set_geometry("window", self.saveGeometry())
        self._context.settings.set_geometry("window/state", self.saveState())
        event.accept()

    def _make_sidebar(self) -> QListWidget:
        sidebar = QListWidget()
        sidebar.setObjectName("sidebar")
        sidebar.setAccessibleName(self.tr("Pages"))
        sidebar.setIconSize(QSize(20, 20))
        sidebar.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sidebar.setUniformItemSizes(True)
        labels = (self.tr("Dataset"), self.tr("Train"), self.tr("Results"), self.tr("Classify"))
        for number, (name, label) in enumerate(zip(PAGES, labels, strict=True), start=1):
            item = QListWidgetItem(self._context.theme.icon(name), label)
            item.setToolTip(f"{label} (Ctrl+{number})")
            sidebar.addItem(item)
        sidebar.setCurrentRow(0)
        return sidebar

    def _make_side(self) -> QFrame:
        """The sidebar, and below it which project is open."""
        self._project_icon, self._project_name = QLabel(), ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._below = below = QHBoxLayout()
        below.setContentsMargins(WIDE - TINY, SMALL, GAP, GAP)
        below.setSpacing(SMALL)
        below.addWidget(self._project_icon)
        below.addWidget(self._project_name, 1)
        self._side = side = QFrame()
        side.setObjectName("side")
        side.setFixedWidth(_SIDEBAR)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._sidebar, 1)
        column.addLayout(below)
        return side

    def _place(self) -> None:
        self._stack.addWidget(self.welcome)
        above = QWidget()
        above_row = QHBoxLayout(above)
        above_row.setContentsMargins(WIDE, 0, WIDE, 0)
        above_row.addWidget(self.banner)
        right = QVBoxLayout()
        right.setContentsMargins(0, SMALL, 0, 0)
        right.setSpacing(0)
        right.addWidget(above)
        right.addWidget(self._stack, 1)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_side())
        row.addLayout(right, 1)
        self.setCentralWidget(middle)
        self.statusBar().addPermanentWidget(JobStatus(self._context.jobs))
        self.statusBar().setSizeGripEnabled(False)
        self.setMinimumSize(900, 600)

    def _connect(self) -> None:
        self._sidebar.currentRowChanged.connect(self._show_current)
        project, jobs = self._context.project, self._context.jobs
        for signal in (project.opened, project.closed):
            signal.connect(self._show_current)
            signal.connect(self._title)
            signal.connect(self._name_project)
        project.opened.connect(self.banner.clear)
        project.failed.connect(lambda words: self.banner.show_message("bad", words))
        jobs.changed.connect(self._title)
        self._context.theme.changed.connect(self._tint)
        self._show_current()
        self._name_project()
        self._tint()

    def _connect_pages(self, pages: Pages) -> None:
        for page in pages:
            page.page_requested.connect(self.show_page)
        pages.results.resume_requested.connect(pages.train.resume)
        pages.results.classify_requested.connect(self._classify_with)
        pages.train.classify_requested.connect(self._classify_with)
        pages.classify.train_wanted.connect(self._train_again)
        pages.train.results_requested.connect(self._show_results_of)
        pages.train.training.started.connect(pages.classify.training_began)
        pages.train.run_trained.connect(pages.classify.training_gave)
        pages.dataset.importer.started.connect(lambda *_: self.banner.clear())

    def _restore(self) -> None:
        self.resize(1200, 800)
        geometry = self._context.settings.geometry("window")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
            self.restoreState(self._context.settings.geometry("window/state"))

    def _show_current(self, *_: object) -> None:
        """The chosen page; without a project only Classify has something to show, with a model from a file."""
        name = self.page
        self.welcome.stand_in_for(name)
        if not self._context.project.is_open and name != "classify":
            self._stack.setCurrentWidget(self.welcome)
        else:
            self._stack.setCurrentWidget(self.furnish()[PAGES.index(name)])
        self.page_shown.emit(name)

    def _classify_with(self, run: str) -> None:
        self.show_page("classify")
        self.classify.use_run(run)
        self.classify.choose_folder()

    def _train_again(self, config: TrainConfig | None) -> None:
        self.show_page("train")
        self.train.train_again(config)

    def _show_results_of(self, run: str) -> None:
        self.show_page("results")
        self.results.choose(run)

    def _title(self) -> None:
        project = self._context.project.project
        parts = (progress_title(self._context.jobs), project.name if project is not None else "", "ArtClass")
        title = " — ".join(part for part in parts if part)
        if title != self.windowTitle():
            self.setWindowTitle(title)

    def _name_project(self) -> None:
        project = self._context.project.project
        self._project_name.setVisible(project is not None)
        self._project_icon.setVisible(
            project is not None and self._side.minimumWidth() > _RAIL
        )  # else the name has its room
        if project is not None:
            self._project_name.set_words(project.name, self.tr("The open project: {0}").format(project.folder))

    def _tint(self) -> None:
        for row, name in enumerate(PAGES):
            self._sidebar.item(row).setIcon(self._context.theme.icon(name))
        self._project_icon.setPixmap(self._context.theme.pixmap("open-folder", 14, "muted"))

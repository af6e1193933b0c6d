"""What the window shows while no project is open: three ways to begin, and the projects opened lately."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.theme import GAP, ROOM, TINY, WIDE
from artclass_gui.widgets.choice_card import ChoiceCard
from artclass_gui.widgets.choose import ask_for_files, ask_for_folder, is_source
from artclass_gui.widgets.drop import DropTarget
from artclass_gui.widgets.recent_list import RecentList
from artclass_gui.widgets.text import heading, muted, title
from trainer.project import is_project
from trainer.resources import resource

_WIDTH = 820
_STRONG = 1000
_LOGO = 64


class WelcomePage(QWidget):
    """The first page.

    Signals:
        project_chosen(Path): A project folder is to be opened.
        sources_chosen(list[Path]): Folders, archives or tables are to become a new project.
        sample_chosen(): The sample pictures are wanted.
    """

    project_chosen = Signal(object)
    sources_chosen = Signal(list)
    sample_chosen = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.recent = RecentList(context.theme)
        self._recent_heading = heading(self.tr("Recent projects"))
        self.title, self._sentence = title(""), muted("")
        self.new, self.open, self.sample = self._make_cards()
        self._lay_out()
        self.stand_in_for("dataset")
        drops = DropTarget(
            self, context.theme, self.tr("Drop to make a new project of these pictures"), takes=is_source
        )
        drops.dropped.connect(self._take_drop)
        self.recent.chosen.connect(self.project_chosen)

    def stand_in_for(self, page: str) -> None:
        """Say what is needed first, in the place of a page ("train", "results") that has nothing to show yet."""
        ways = self.tr("Begin a project with pictures whose classes you know, or open one.")
        match page:
            case "train":
                name, words = (
                    self.tr("Pictures first"),
                    self.tr("A model learns from sorted pictures. {0}").format(ways),
                )
            case "results":
                name, words = (
                    self.tr("Pictures first"),
                    self.tr("Results come when a model has been trained. {0}").format(ways),
                )
            case _:
                name, words = (
                    self.tr("ArtClass"),
                    self.tr(
                        "Teach your own computer to sort pictures of art: show it sorted examples, let it learn, "
                        "then open any folder of pictures. They stay on this computer."
                    ),
                )
        self.title.setText(name)
        self._sentence.setText(words)

    def choose_folder(self) -> None:
        """Ask for a folder of pictures for a new project."""
        folder = ask_for_folder(self, self.tr("Choose the folder that holds a folder of pictures for each class"))
        if folder is not None:
            self._take_drop([folder])

    def choose_files(self) -> None:
        """Ask for archives or tables of pictures for a new project."""
        files = ask_for_files(self, self.tr("Choose archives or tables of pictures"))
        if files:
            self._take_drop(files)

    def choose_project(self) -> None:
        """Ask for a project folder."""
        start = self._context.settings.value("projects/folder")
        folder = ask_for_folder(self, self.tr("Choose a project: a folder whose name ends in .artclass"), start)
        if folder is not None:
            self.project_chosen.emit(folder)

    def reload(self) -> None:
        """Look up in the background which of the recent projects are still there."""
        self._context.tasks.run(self, self._context.settings.recent_projects, self._show_recent)

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the list up to date."""
        super().showEvent(event)
        self.reload()

    def _show_recent(self, folders: list[Path]) -> None:
        self.recent.set_folders(folders)
        self.recent.setVisible(bool(folders))
        self._recent_heading.setVisible(bool(folders))

    def _take_drop(self, paths: list[Path]) -> None:
        project = next((path for path in paths if is_project(path)), None)
        if project is not None:
            self.project_chosen.emit(project)
        else:
            self.sources_chosen.emit(paths)

    def _choose_sample(self) -> None:
        self.sample_chosen.emit()

    def _make_cards(self) -> tuple[ChoiceCard, ChoiceCard, ChoiceCard]:
        theme = self._context.theme
        new = ChoiceCard(
            theme,
            "import",
            self.tr("New from pictures…"),
            self.tr("A folder with one folder of pictures for each class, zips of such folders, or a table."),
        )
        project = ChoiceCard(
            theme, "open-folder", self.tr("Open project…"), self.tr("Go on with a collection you began earlier.")
        )
        sample = ChoiceCard(
            theme,
            "sparkle",
            self.tr("Try the sample pictures"),
            self.tr("See how it works in a few minutes, with pictures that came with ArtClass."),
        )
        menu = QMenu(new)
        menu.addAction(self.tr("Choose a folder…"), self.choose_folder)
        menu.addAction(self.tr("Choose zips or a table…"), self.choose_files)
        new.setMenu(menu)
        project.clicked.connect(self.choose_project)
        sample.clicked.connect(self._choose_sample)
        return new, project, sample

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(GAP)
        column.addStretch(1)
        column.addLayout(_head(self.title, self._sentence))
        column.addSpacing(GAP)
        cards = QHBoxLayout()
        cards.setSpacing(ROOM)
        for card in (self.new, self.open, self.sample):
            cards.addWidget(card, 1)
        column.addLayout(cards)
        hint = muted(self.tr("You can also drop folders, zips or a table (.csv) anywhere on this page."))
        column.addWidget(hint)
        column.addSpacing(GAP)
        column.addWidget(self._recent_heading)
        column.addWidget(self.recent, 6)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        row.addStretch(1)
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH)
        middle.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        row.addWidget(middle, _STRONG)
        row.addStretch(1)
        self._show_recent([])


def _head(name: QLabel, sentence: QLabel) -> QHBoxLayout:
    logo = QLabel()
    logo.setPixmap(QIcon(str(resource("icons/app.png"))).pixmap(_LOGO, _LOGO))
    logo.setAlignment(Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(TINY)
    words.addWidget(name)
    words.addWidget(sentence)
    words.addStretch(1)
    row = QHBoxLayout()
    row.setSpacing(ROOM)
    row.addWidget(logo)
    row.addLayout(words, 1)
    return row

"""The pictures of the dataset: classes as bars, the split, what stands in the way, and the chosen class in a gallery."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.store import ImageStore
from artclass_gui.gallery.view import GalleryView
from artclass_gui.gallery.viewer import Viewer
from artclass_gui.pages.dataset_remarks import remarks
from artclass_gui.pages.dataset_split import SplitCard
from artclass_gui.project import CatalogState
from artclass_gui.tasks import Relay
from artclass_gui.theme import GAP, ROOM, SMALL
from artclass_gui.widgets.bar_chart import ClassBars
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import heading, muted, text
from artclass_gui.widgets.words import pictures
from trainer.catalog.records import Picture
from trainer.catalog.store import Catalog
from trainer.project import Project

_NARROWEST, _WIDEST, _SHARE = 270, 340, 0.36


class PicturesPart(QWidget):
    """The first tab of the Dataset page.

    Signals:
        failed(str): The pictures of a class could not be listed; a sentence.
    """

    failed = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pending: Relay | None = None
        self.bars = ClassBars(context.theme, rows=8)
        self.split = SplitCard(context.theme)
        self.gallery = GalleryView(context, "name")
        self.viewer = Viewer(context, self.gallery)
        self._remarks = Card()
        self._class, self._count = heading(""), muted("")
        self._left = self._make_left()
        self._lay_out()
        self.bars.chosen.connect(self.show_class)

    def show_state(self, state: CatalogState) -> None:
        """Show what the catalog holds; the chosen class stays chosen if it is still there."""
        self.bars.set_classes(state.classes)
        self.split.show_state(state)
        self._say(remarks(state.classes))
        current = self.bars.current
        if current is not None:
            self.show_class(current)
        elif state.classes:
            self.bars.choose(state.classes[0].name)
        else:
            self._take("", ImageStore())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave a narrow window's room to the gallery."""
        super().resizeEvent(event)
        self._left.setFixedWidth(round(max(_NARROWEST, min(_WIDEST, _SHARE * self.width()))))

    def show_class(self, name: str) -> None:
        """Fill the gallery with the pictures of a class."""
        project = self._context.project.project
        if project is None:
            return
        if self._pending is not None:
            self._pending.drop()
        self._class.setText(name)
        self._pending = self._context.tasks.run(
            self, lambda: _pictures_of(project, name), lambda store: self._take(name, store), self._fail
        )

    def _take(self, name: str, store: ImageStore) -> None:
        self._pending = None
        self._class.setText(name)
        self._count.setText(pictures(len(store)) if name else "")
        self.gallery.setAccessibleName(self.tr("Pictures of {0}").format(name))
        self.gallery.images.set_store(store)

    def _fail(self, error: Exception) -> None:
        self._pending = None
        self.failed.emit(str(error))

    def _say(self, sentences: Sequence[str]) -> None:
        while (item := self._remarks.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for sentence in sentences:
            self._remarks.body.addWidget(_Remark(self._context, sentence))
        self._remarks.setAccessibleDescription(" ".join(sentences))
        self._remarks.setVisible(bool(sentences))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, ROOM, 0, 0)
        row.setSpacing(ROOM)
        row.addWidget(self._left)
        right = QVBoxLayout()
        right.setSpacing(SMALL)
        head = QHBoxLayout()
        head.addWidget(self._class, 1)
        head.addWidget(self._count)
        right.addLayout(head)
        right.addWidget(self.gallery, 1)
        row.addLayout(right, 1)

    def _make_left(self) -> QScrollArea:
        bars = Card(self.tr("Classes"))
        bars.body.addWidget(self.bars)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SMALL, 0)
        column.setSpacing(GAP)
        for card in (self._remarks, bars, self.split):
            column.addWidget(card)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setAccessibleName(self.tr("Classes and how they are used"))
        return area


class _Remark(QWidget):
    """A sentence with a warning sign."""

    def __init__(self, context: Context, sentence: str) -> None:
        super().__init__()
        self._theme = context.theme
        self._sign = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text(sentence), 1)
        self._theme.changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        self._sign.setPixmap(self._theme.pixmap("warning", 18, "warn"))


def _pictures_of(project: Project, name: str) -> ImageStore:
    if not project.catalog.exists():
        return ImageStore()
    with Catalog.open(project, readonly=True) as catalog:
        return ImageStore.of([_row(picture) for picture in catalog.pictures(label=name)])


def _row(picture: Picture) -> ImageRow:
    return ImageRow(path=picture.path, name=picture.name.rpartition("/")[2], label=picture.label)

"""The pictures of the dataset: classes as bars, the split, what stands in the way, and the chosen class in a gallery."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.deciding import Decider
from artclass_gui.gallery.delegate import Caption
from artclass_gui.gallery.labelling import LabelBar
from artclass_gui.gallery.store import ImageStore
from artclass_gui.gallery.view import GalleryView
from artclass_gui.gallery.viewer import Viewer
from artclass_gui.pages.dataset_listing import Listed, Shown, listed
from artclass_gui.pages.dataset_remarks import remarks
from artclass_gui.pages.dataset_split import SplitCard
from artclass_gui.project import CatalogState
from artclass_gui.tasks import Relay
from artclass_gui.theme import GAP, ROOM, SMALL
from artclass_gui.widgets.bar_chart import ClassBars, OtherPictures
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.card import Card
from artclass_gui.widgets.text import heading, muted, text
from artclass_gui.widgets.words import pictures

_NARROWEST, _WIDEST, _SHARE = 270, 340, 0.36
_CAPTIONS: dict[str, Caption] = {"set aside": "remark", "found": "prediction"}  # others show names alone


class PicturesPart(QWidget):
    """The first tab of the Dataset page.

    Signals:
        failed(str): The pictures of a class could not be listed; a sentence.
    """

    failed = Signal(str)

    def __init__(self, context: Context, decider: Decider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._decider = context, decider
        self._pending: Relay | None = None
        self._shown = Shown("nothing")
        self._listed, self._filled = Listed(ImageStore()), Shown("nothing")
        self.bars = ClassBars(context.theme, rows=10)
        self.split = SplitCard(context.theme)
        self.gallery = GalleryView(context, "name")
        self.viewer = Viewer(context, self.gallery)
        self.labelling = LabelBar(context, self.gallery, self.viewer)
        self._remarks = Card()
        self._class, self._count = heading(""), muted("")
        self._back = button(
            self.tr("Back to the classes"), self._leave_found, "quiet", theme=context.theme, icon="close"
        )
        self._left = self._make_left()
        self._lay_out()
        self._connect()

    @property
    def shown(self) -> Shown:
        """What the gallery shows."""
        return self._shown

    def show_state(self, state: CatalogState) -> None:
        """Show what the catalog holds; what is shown stays, if it is still there."""
        self.bars.set_classes(state.classes, self._others(state))
        self.split.show_state(state)
        self._say(remarks(state.classes, state.unlabelled))
        self._offer_classes()
        wanted = self._still(state)
        if wanted == self._shown:
            self._list()
        else:
            self._choose(wanted)

    def show_unlabelled(self) -> None:
        """Fill the gallery with the pictures that have no class."""
        self._choose(Shown("unlabelled"))

    def show_set_aside(self) -> None:
        """Fill the gallery with the pictures that are not used."""
        self._choose(Shown("set aside"))

    def show_found(self, name: str, numbers: Sequence[int]) -> None:
        """Fill the gallery with some pictures by their numbers; ``name`` says what they are."""
        self._choose(Shown("found", name, tuple(numbers)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave a narrow window's room to the gallery."""
        super().resizeEvent(event)
        self._left.setFixedWidth(round(max(_NARROWEST, min(_WIDEST, _SHARE * self.width()))))

    # What is shown

    def _others(self, state: CatalogState) -> list[OtherPictures]:
        rows = (
            OtherPictures("unlabelled", self.tr("Unlabelled"), "help", state.unlabelled),
            OtherPictures("set aside", self.tr("Set aside"), "eye-off", state.set_aside),
        )
        return [row for row in rows if row.pictures]

    def _still(self, state: CatalogState) -> Shown:
        """What is shown, or the first thing there is, where that has gone."""
        names = [row.name for row in state.classes]
        there = {"unlabelled": state.unlabelled > 0, "set aside": state.set_aside > 0, "nothing": False}
        there |= {"class": self._shown.name in names, "found": not state.is_empty}
        if there[self._shown.kind]:
            return self._shown
        if names:
            return Shown("class", names[0])
        return Shown("unlabelled") if state.unlabelled else Shown("set aside" if state.set_aside else "nothing")

    def _choose(self, shown: Shown) -> None:
        """Show something else, in the list of classes too."""
        self._shown = shown
        match shown.kind:
            case "class":
                self.bars.choose(shown.name)
            case "unlabelled" | "set aside":
                self.bars.choose_other(shown.kind)
            case _:
                self.bars.choose_nothing()
        self._class.setText(self._title())
        self._list()

    def _chosen_in_bars(self, shown: Shown) -> None:
        if shown != self._shown:
            self._choose(shown)

    def _leave_found(self) -> None:
        self._choose(self._first())

    def _first(self) -> Shown:
        self._shown = Shown("nothing")
        return self._still(self._context.project.catalog)

    def _title(self) -> str:
        match self._shown.kind:
            case "unlabelled":
                return self.tr("Unlabelled")
            case "set aside":
                return self.tr("Set aside")
            case _:
                return self._shown.name

    def _list(self) -> None:
        """List what is shown anew, in the background; while something is being decided, the next reading does that."""
        project, shown = self._context.project.project, self._shown
        self._drop_pending()
        if shown == self._filled and self._decider.busy:
            return
        if project is None:
            self._take(shown, Listed(ImageStore()))
            return
        self._pending = self._context.tasks.run(
            self, lambda: listed(project, shown), lambda found: self._take(shown, found), self._fail
        )

    def _take(self, shown: Shown, found: Listed) -> None:
        """Show what was listed. Where only some pictures have left, the others stay where they are on the screen."""
        self._pending = None
        if shown != self._filled or not found.labels.items() <= self._listed.labels.items():
            self._fill(shown, found)
        else:
            kept = found.labels
            self.gallery.set_hidden([row for row, number in enumerate(self._listed.numbers) if number not in kept])
        self._show_words()

    def _drop_pending(self) -> None:
        if self._pending is not None:
            self._pending.drop()
            self._pending = None

    def _fill(self, shown: Shown, found: Listed) -> None:
        current, anew = self.gallery.current_row(), shown == self._filled
        number = self._listed.numbers[current] if anew and current >= 0 else None
        self._listed, self._filled = found, shown
        self.gallery.setAccessibleName(self.tr("Pictures of {0}").format(self._title()))
        self.gallery.images.set_store(found.store)
        self.gallery.set_caption(_CAPTIONS.get(shown.kind, "name"))
        if number in found.numbers:
            self.gallery.go_to(found.numbers.index(number))

    def _show_words(self) -> None:
        kind = self._shown.kind
        self._class.setText(self._title())
        self._count.setText("" if kind == "nothing" else pictures(self.gallery.images.shown))
        self._back.setVisible(kind == "found")
        self.labelling.setVisible(kind != "nothing")
        self._offer_classes()

    def _offer_classes(self) -> None:
        names = [row.name for row in self._context.project.catalog.classes]
        self.labelling.show_classes(names, set_aside=self._shown.kind == "set aside")

    def _fail(self, error: Exception) -> None:
        self._pending = None
        self.failed.emit(str(error))

    # What is decided

    def _label(self, label: str) -> None:
        stays = self._shown.kind in ("set aside", "found") or self._shown == Shown("class", label)
        self._decide(lambda numbers: self._decider.label(numbers, label), stays=stays)

    def _leave_out(self) -> None:
        self._decide(self._decider.leave_out, stays=False)

    def _use_again(self) -> None:
        self._decide(self._decider.use_again, stays=False)

    def _decide(self, decide: Callable[[Sequence[int]], None], *, stays: bool) -> None:
        """Decide about the chosen pictures; those that will not be shown any more leave at once."""
        rows = self.labelling.rows()
        if not rows:
            return
        self._drop_pending()  # it knows nothing of this
        decide([self._listed.numbers[row] for row in rows])
        if not stays:
            self.gallery.set_hidden([*self.gallery.images.hidden.tolist(), *rows])
            self._count.setText(pictures(self.gallery.images.shown))

    # Making it

    def _connect(self) -> None:
        self.bars.chosen.connect(lambda name: self._chosen_in_bars(Shown("class", name)))
        self.bars.other_chosen.connect(
            lambda key: self._chosen_in_bars(Shown("unlabelled" if key == "unlabelled" else "set aside"))
        )
        self.labelling.label_wanted.connect(self._label)
        self.labelling.leave_out_wanted.connect(self._leave_out)
        self.labelling.use_again_wanted.connect(self._use_again)
        self._decider.decided.connect(self.labelling.say)

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
        head.addWidget(self._back)
        right.addLayout(head)
        right.addWidget(self.gallery, 1)
        right.addWidget(self.labelling)
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

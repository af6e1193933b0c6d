"""What the Classify page shows once a folder is open: chips, search, order, the gallery and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.compare import Comparer
from artclass_gui.gallery.filtering import FilterPlaces
from artclass_gui.gallery.leaving import Leaving
from artclass_gui.gallery.order import By
from artclass_gui.gallery.returning import Returning
from artclass_gui.gallery.staying import Staying
from artclass_gui.gallery.view import GalleryView
from artclass_gui.gallery.viewer import Viewer
from artclass_gui.gallery.why import Why
from artclass_gui.pages.classify_budget import NO_LIMITS, Budget, Part
from artclass_gui.pages.classify_budget_bar import BudgetBar
from artclass_gui.pages.classify_filters import Choice, FilterChips
from artclass_gui.pages.classify_menu import PictureMenu
from artclass_gui.pages.classify_models import ModelChoice
from artclass_gui.pages.classify_narrowing import Narrowing, NarrowingButton
from artclass_gui.pages.classify_offers import OfferMenu
from artclass_gui.pages.classify_order import USEFUL, OrderBox
from artclass_gui.pages.classify_progress import ProgressLine
from artclass_gui.pages.classify_review import ReviewBar
from artclass_gui.pages.classify_similar import SimilarBar
from artclass_gui.pages.classify_viewing import ViewBar
from artclass_gui.theme import GAP, SMALL
from artclass_gui.widgets.buttons import Button, button
from artclass_gui.widgets.text import text

_REFRESH_MS = 150
_TYPING_MS = 150
_SEARCH, _ORDER = (110, 260), 120  # pixels of width, at the least and at the most
_NARROW = 760  # pixels of width below which the button at the right is an icon, and the order may be cut


class ClassifyResults(QWidget):
    """The gallery with everything that chooses what it shows.

    Signals:
        similar_wanted(int): The person wants to see what is like the picture of this row.
        useful_wanted(bool): The most useful pictures are wanted first (`show_useful`), or no longer.
        offer_wanted(str): What the person wants to make of the folder, by the name of an offer.
    """

    similar_wanted = Signal(int)
    useful_wanted = Signal(bool)
    offer_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.view = GalleryView(context)
        self._places = FilterPlaces(self.view)
        self.returning = Returning(self.view)
        self.viewer = Viewer(context, self.view)
        self.why = Why(context, self.view, self.viewer)
        self.chips = FilterChips(context.theme, self.view.class_colour)
        self.search = QLineEdit()
        self.order = OrderBox()
        self.narrowing = NarrowingButton(context.theme)
        self.viewing = ViewBar(context, self.view)
        self.compare = Comparer(context, self.view)
        self.offers = OfferMenu(context.theme, self)
        self.export_button: Button = self._make_export_button()
        self.budget = Budget(context, self)
        self.budget_bar = BudgetBar(context.theme, self.budget)
        self.similar = SimilarBar(context.theme, self.view, self.viewer, self.similar_wanted.emit)
        self.review = ReviewBar(context, self.view, self.viewer)
        self.progress = ProgressLine(context.theme)
        self.nothing = QWidget()
        self.show_all_button: Button = button(self.tr("Show all pictures"), self._show_all, "quiet")
        self._model: ModelChoice | None = None
        self._useful_anew = self._from_first = False
        self._before_similar: tuple[Choice, str, Part | None, Narrowing] = (Choice(), "", None, Narrowing())
        self._refresh = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._set_up()
        self._lay_out()
        self._connect()

    @property
    def useful_first(self) -> bool:
        """Whether the person wants the most useful pictures first."""
        return self.order.wanted[0] == USEFUL

    def show_model(self, model: ModelChoice | None) -> None:
        """Say which model classifies."""
        if model != self._model:
            self._model = model
            self.budget.set_package(model.package if model is not None else None)
        self._show_run(model)
        self.review.set_model(model)

    def _show_run(self, model: ModelChoice | None) -> None:
        """Say who can be asked why; where nobody can, W says what is missing."""
        if model is not None and model.run:
            self.why.set_run(model.arguments[-1])
        elif model is not None:
            words = self.tr(
                "A model file cannot show why: it keeps only what classifying takes. Choose the run that it was made "
                "from as the model, in the project where that was trained."
            )
            self.why.set_run("", words)
        else:
            words = self.tr(
                "Choose a model first: a run of a project shows which places of a picture speak for a class."
            )
            self.why.set_run("", words)

    def set_low(self, low: bool) -> None:
        """Say whether the window is low: what stands above and below the gallery then says less, and leaves it the room."""
        for bar in (self.chips, self.budget_bar, self.review, self.progress):
            bar.set_low(low)
        if low:
            self.review.add_beside(self.progress)
        else:
            self._column.addWidget(self.progress)

    def open_selected(self) -> None:
        """Show the current picture large."""
        row = self.view.current_row()
        if row < 0:
            row = next(iter(self.view.selected_rows()), -1)
        self.viewer.open(row)

    def copy_paths(self) -> None:
        """Copy the paths of the selected pictures, one a line."""
        images = self.view.images
        paths = [images.path(row) for row in self.view.selected_rows()]
        if paths:
            QGuiApplication.clipboard().setText("\n".join(paths))

    def begin_anew(self) -> None:
        """Show everything again, for another folder."""
        self.similar.forget()
        self._show_all()

    def note_place(self) -> None:
        """The same folder is about to be listed anew: what is chosen and in sight is to be so again."""
        self.viewer.leave()
        self.similar.leave()
        self.returning.note()

    def _show_all(self) -> None:
        self.search.clear()
        self.chips.choose(Choice())
        self.budget_bar.choose(None)
        self.narrowing.clear()
        self._apply_filter()

    def show_counts(self) -> None:
        """Bring chips up to date with the pictures."""
        images = self.view.images
        self.budget_bar.count(images.answered())
        self.narrowing.set_classes(images.classes)
        gone = images.gone
        self.chips.set_counts(images.total, images.counts(), images.with_status("unreadable") - gone, gone)

    # Choosing what is shown

    def _apply_filter(self) -> None:
        self._typing.stop()
        choice, part = self.chips.choice, self.budget_bar.part
        limits = self.budget.limits(part) if part is not None else NO_LIMITS
        more = self.narrowing.narrowing
        self._places.note()
        self.view.images.set_filter(
            label=choice.label,
            text=self.search.text().strip(),
            status=choice.status or more.status,
            least=_both(max, limits.least, more.least),
            most=_both(min, limits.most, more.most),
            novel=limits.novel if limits.novel is not None else more.novel,
            seen=more.seen,
            disagrees=more.disagrees,
            labelled=limits.labelled if limits.labelled is not None else more.labelled,
            said=more.said,
            gone=choice.gone or (False if choice.status == "unreadable" else None),
        )
        self._places.follow()
        self._show_nothing()

    def _apply_order(self) -> None:
        """Another order is one of all that the filters show: similar pictures are left."""
        by, descending = self.order.wanted
        self.similar.leave()
        self.useful_wanted.emit(by == USEFUL)
        self._useful_anew, self._from_first = by == USEFUL, False
        if by != USEFUL:
            self.view.places.keep_chosen(lambda: self._sort(by, descending))

    def _follow_header(self, by: By, descending: bool) -> None:
        """The list is sorted by a column: that is the order now, and those that were shown first are so no longer."""
        self.order.choose((by, descending))
        self.similar.leave()
        self.useful_wanted.emit(False)
        self._useful_anew = self._from_first = False
        if self.view.images.given is not None:
            self.view.places.keep_chosen(lambda: self.view.images.set_given(None))

    def _sort(self, by: By, descending: bool) -> None:
        self.view.images.set_given(None)
        self.view.images.set_order(by, descending=descending)

    def show_useful(self, rows: list[int]) -> None:
        """Show these first: where a review has just begun or nothing is chosen, beginning with the first one."""
        if not self.useful_first or self.similar.on:
            return
        view, anew, at_first = self.view, self._useful_anew, self._from_first or not len(self.view.selection)
        self._useful_anew = self._from_first = False
        if anew and at_first:
            view.images.set_given(rows)
            view.selection.go(0)
            view.scrollToTop()
        elif anew:
            view.places.keep_chosen(lambda: view.images.set_given(rows))
        else:  # others have come: what is in sight stays there
            view.places.keep(lambda: view.images.set_given(rows))

    def _review_usefully(self, reviewing: bool) -> None:
        """A review begins with what teaches the model the most, unless the person has chosen an order."""
        if reviewing and self._model is not None and not self.order.is_chosen and not self.similar.on:
            self.order.choose((USEFUL, False))
            self._apply_order()
            self._from_first = True

    def _enter_similar(self) -> None:
        """All pictures are compared, whatever the filter; it is put by."""
        narrowing = self.narrowing.narrowing
        self._before_similar = (self.chips.choice, self.search.text(), self.budget_bar.part, narrowing)
        self._show_all()

    def _leave_similar(self) -> None:
        choice, words, part, narrowing = self._before_similar
        self.search.setText(words)
        self.chips.choose(choice)
        self.budget_bar.choose(part)
        self.narrowing.choose(narrowing)
        self._apply_filter()
        if self.useful_first:
            self.useful_wanted.emit(True)

    def _show_nothing(self) -> None:
        images = self.view.images
        self.nothing.setVisible(images.total > 0 and images.shown == 0)

    def _show_menu(self, place: QPoint) -> None:
        if self.view.selected_rows():
            PictureMenu(self).popup(self.view.viewport().mapToGlobal(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out where there is little room."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self.export_button.setText("" if narrow else self.tr("Export"))
        self.order.setMinimumWidth(_ORDER if narrow else self.order.sizeHint().width())

    # Set up

    def _set_up(self) -> None:
        Staying(self.view)
        Leaving(self.view)
        self.search.setPlaceholderText(self.tr("Name or class"))
        self.search.setAccessibleName(self.tr("Find by name or class"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(_SEARCH[0])
        self.search.setMaximumWidth(_SEARCH[1])
        self.order.setMinimumWidth(_ORDER)
        self._lay_out_nothing()

    def _make_export_button(self) -> Button:
        made = button(self.tr("Export"), lambda: None, theme=self._context.theme, icon="export")
        made.setToolTip(self.tr("Sort the pictures into folders, write keywords, save lists and reports"))
        made.setMenu(self.offers)
        return made

    def _connect(self) -> None:
        images = self.view.images
        images.counts_changed.connect(self._schedule)
        images.order_changed.connect(self._show_nothing)
        self._refresh.timeout.connect(self.show_counts)
        self._typing.timeout.connect(self._apply_filter)
        self.search.textChanged.connect(self._typing.start)
        self.search.returnPressed.connect(self._to_gallery)
        self.chips.chosen.connect(self._apply_filter)
        self.budget_bar.part_chosen.connect(self._apply_filter)
        self.budget.changed.connect(self.show_counts)
        self.order.activated.connect(self._apply_order)
        self.view.sorted_by.connect(self._follow_header)
        self.narrowing.changed.connect(self._apply_filter)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.offers.wanted.connect(self.offer_wanted)
        self.similar.entered.connect(self._enter_similar)
        self.similar.left.connect(self._leave_similar)
        self.review.reviewer.changed.connect(self._schedule)
        self.review.review_button.toggled.connect(self._review_usefully)
        self.review.review_button.toggled.connect(self.why.follow_labelling)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.view)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy_paths)

    def _schedule(self) -> None:
        if not self._refresh.isActive():
            self._refresh.start()

    def _to_gallery(self) -> None:
        self._apply_filter()
        self.view.setFocus()

    def _lay_out_nothing(self) -> None:
        row = QHBoxLayout(self.nothing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addStretch(1)
        row.addWidget(text(self.tr("No picture matches what is searched for and chosen above."), "muted", wrap=False))
        row.addWidget(self.show_all_button)
        row.addStretch(1)
        self.nothing.hide()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(GAP)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.order)
        tools.addWidget(self.narrowing)
        tools.addStretch(0)  # what the search, which is never wider than a name, leaves
        tools.addWidget(self.viewing)
        tools.addWidget(self.export_button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.chips)
        column.addLayout(tools)
        column.addWidget(self.budget_bar)
        column.addWidget(self.similar)
        column.addWidget(self.nothing)
        column.addWidget(self.view, 1)
        column.addWidget(self.review)
        column.addWidget(self.progress)


def _both(stricter: Callable[[float, float], float], one: float | None, other: float | None) -> float | None:
    """The stricter of two limits, either of which may be missing."""
    if one is None or other is None:
        return one if other is None else other
    return stricter(one, other)

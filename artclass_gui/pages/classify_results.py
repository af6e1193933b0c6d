"""What the Classify page shows once a folder is open: chips, search, order, the gallery and a line of figures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QMenu, QSlider, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.order import By
from artclass_gui.gallery.view import LARGEST, SMALLEST, STEP, GalleryView
from artclass_gui.gallery.viewer import Viewer
from artclass_gui.gallery.why import Why
from artclass_gui.pages.classify_filters import Choice, FilterChips
from artclass_gui.theme import GAP, SMALL
from artclass_gui.widgets.buttons import Button, button
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.text import muted

_REFRESH_MS = 150
_TYPING_MS = 150


class ClassifyResults(QWidget):
    """The gallery with everything that chooses what it shows.

    Signals:
        export_wanted(): The person wants the list as a file.
    """

    export_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.view = GalleryView(context)
        self.viewer = Viewer(context, self.view)
        self.why = Why(context, self.view, self.viewer)
        self.chips = FilterChips(context.theme)
        self.search = QLineEdit()
        self.order = QComboBox()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.export_button: Button = button(
            self.tr("Export…"),
            self.export_wanted.emit,
            theme=context.theme,
            icon="export",
            tip=self.tr(
                "Save the list of all pictures with their classes, in the order of the folder, "
                "as a table (CSV) or as JSON"
            ),
        )
        self.summary: QLabel = muted("")
        self.nothing: QLabel = muted(self.tr("No picture matches. Choose another class, or empty the search field."))
        self._refresh = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._set_up()
        self._lay_out()
        self._connect()

    def open_selected(self) -> None:
        """Show the current picture large."""
        row = self.view.current_row()
        if row < 0:
            row = next(iter(self.view.selected_rows()), -1)
        self.viewer.open(row)

    def reveal_selected(self) -> None:
        """Show the current picture in the file manager."""
        if self.view.current_row() >= 0:
            reveal(self._current_path())

    def copy_paths(self) -> None:
        """Copy the paths of the selected pictures, one a line."""
        images = self.view.images
        paths = [images.path(row) for row in self.view.selected_rows()]
        if paths:
            QGuiApplication.clipboard().setText("\n".join(paths))

    def begin_anew(self) -> None:
        """Show everything again, for another folder."""
        self.search.clear()
        self.chips.choose(Choice())
        self._apply_filter()

    def show_counts(self) -> None:
        """Bring chips up to date with the pictures."""
        images = self.view.images
        self.chips.set_counts(images.total, images.counts(), images.with_status("unreadable"))

    # Choosing what is shown

    def _apply_filter(self) -> None:
        self._typing.stop()
        choice = self.chips.choice
        self.view.images.set_filter(label=choice.label, text=self.search.text().strip(), status=choice.status)
        self._show_nothing()

    def _apply_order(self) -> None:
        by, descending = self.order.currentData()
        self.view.images.set_order(by, descending=descending)
        self.view.scrollToTop()

    def _show_nothing(self) -> None:
        images = self.view.images
        self.nothing.setVisible(images.total > 0 and images.shown == 0)

    def _show_menu(self, place: QPoint) -> None:
        selected = self.view.selected_rows()
        if not selected:
            return
        menu = QMenu(self)
        theme = self._context.theme
        menu.addAction(theme.icon("zoom-in"), self.tr("Open large"), self.open_selected).setShortcut("Return")
        menu.addAction(self.tr("Open with the system's viewer"), self._open_outside)
        menu.addAction(theme.icon("reveal"), self.tr("Show in its folder"), self.reveal_selected)
        menu.addSeparator()
        copy = self.tr("Copy path") if len(selected) == 1 else self.tr("Copy {0:,} paths").format(len(selected))
        menu.addAction(copy, self.copy_paths).setShortcut(QKeySequence.StandardKey.Copy)
        menu.addAction(self.tr("Select all"), self.view.selection.select_all).setShortcut(
            QKeySequence.StandardKey.SelectAll
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(place))

    def _open_outside(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._current_path())))

    def _current_path(self) -> Path:
        return Path(self.view.images.path(self.view.current_row()))

    # Set up

    def _set_up(self) -> None:
        self.search.setPlaceholderText(self.tr("Find by name"))
        self.search.setAccessibleName(self.tr("Find by name"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(260)
        self.order.setAccessibleName(self.tr("Sort the pictures"))
        for words, by, descending in self._orders():
            self.order.addItem(words, (by, descending))
        self.slider.setRange(SMALLEST, LARGEST)
        self.slider.setSingleStep(STEP)
        self.slider.setPageStep(2 * STEP)
        self.slider.setFixedWidth(110)
        self.slider.setValue(self.view.side)
        self.slider.setToolTip(self.tr("Size of the pictures (Ctrl + mouse wheel)"))
        self.slider.setAccessibleName(self.tr("Size of the pictures"))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.hide()

    def _orders(self) -> tuple[tuple[str, By, bool], ...]:
        return (
            (self.tr("As in the folder"), "arrival", False),
            (self.tr("Least sure first"), "confidence", False),
            (self.tr("Most sure first"), "confidence", True),
            (self.tr("By name"), "name", False),
            (self.tr("By class"), "class", False),
        )

    def _connect(self) -> None:
        images = self.view.images
        images.counts_changed.connect(self._schedule)
        images.order_changed.connect(self._show_nothing)
        self._refresh.timeout.connect(self.show_counts)
        self._typing.timeout.connect(self._apply_filter)
        self.search.textChanged.connect(self._typing.start)
        self.search.returnPressed.connect(self._to_gallery)
        self.chips.chosen.connect(self._apply_filter)
        self.order.activated.connect(self._apply_order)
        self.slider.valueChanged.connect(self.view.set_side)
        self.view.side_changed.connect(self.slider.setValue)
        self.view.customContextMenuRequested.connect(self._show_menu)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.view)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy_paths)

    def _schedule(self) -> None:
        if not self._refresh.isActive():
            self._refresh.start()

    def _to_gallery(self) -> None:
        self._apply_filter()
        self.view.setFocus()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(GAP)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.order)
        tools.addStretch(1)
        tools.addWidget(self.slider)
        tools.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.chips)
        column.addLayout(tools)
        column.addWidget(self.nothing)
        column.addWidget(self.view, 1)
        column.addSpacing(-SMALL)
        column.addWidget(self.summary)

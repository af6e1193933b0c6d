"""How the Classify page shows its pictures: as a grid or a list, in which groups, how large."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSlider, QWidget

from artclass_gui.context import Context
from artclass_gui.gallery.grouping import GroupBy
from artclass_gui.gallery.layout import LARGEST, SMALLEST
from artclass_gui.gallery.view import STEP, GalleryView
from artclass_gui.theme import GAP, SMALL
from artclass_gui.widgets.buttons import quiet_tool
from artclass_gui.widgets.elided import ElidedCombo

_GROUP_BY, _LAYOUT = "classify/group_by", "classify/layout"  # in the settings
_LAYOUTS = ("grid", "list")
_SLIDER = 60, 110  # pixels of its width
_GROUPS = 96  # pixels of its words that are seen in a narrow window


class ViewBar(QWidget):
    """Stands above a gallery and changes how that looks, never what it shows; what is chosen is there at the next start."""

    def __init__(self, context: Context, view: GalleryView) -> None:
        super().__init__()
        self._theme, self._view, self._settings = context.theme, view, context.settings
        self.groups = ElidedCombo()
        self.list_button = quiet_tool("", self._turn)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self._set_up()
        self._restore()
        self._connect()
        self._tint()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.groups)
        row.addSpacing(GAP)
        row.addWidget(self.slider)
        row.addWidget(self.list_button)

    def _turn(self) -> None:
        self._view.set_listed(not self._view.listed)
        self._view.setFocus()

    def _group(self) -> None:
        self._view.set_groups(self.groups.currentData())
        self._settings.remember_chosen(_GROUP_BY, self.groups.currentData())

    def _remember_layout(self, listed: bool) -> None:
        self._settings.remember_chosen(_LAYOUT, "list" if listed else "grid")

    def _restore(self) -> None:
        """Show the pictures as they were shown last."""
        by = self._settings.chosen(_GROUP_BY, [by for _, by in self._choices()])
        self.groups.setCurrentIndex(self.groups.findData(by))
        self._view.set_groups(self.groups.currentData())
        self._view.set_listed(self._settings.chosen(_LAYOUT, _LAYOUTS) == "list")

    def _set_up(self) -> None:
        self.groups.setAccessibleName(self.tr("Group the pictures"))
        self.groups.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.groups.setMinimumWidth(_GROUPS)
        for words, by in self._choices():
            self.groups.addItem(words, by)
        self.slider.setRange(SMALLEST, LARGEST)
        self.slider.setSingleStep(STEP)
        self.slider.setPageStep(2 * STEP)
        self.slider.setMinimumWidth(_SLIDER[0])
        self.slider.setMaximumWidth(_SLIDER[1])
        self.slider.setValue(self._view.side)
        self.slider.setToolTip(self.tr("Size of the pictures (Ctrl + mouse wheel)"))
        self.slider.setAccessibleName(self.tr("Size of the pictures"))

    def _choices(self) -> tuple[tuple[str, GroupBy], ...]:
        return (
            (self.tr("Without groups"), "nothing"),
            (self.tr("Group by class"), "class"),
            (self.tr("Group by confidence"), "confidence"),
            (self.tr("Group by folder"), "folder"),
            (self.tr("Group by my label"), "own"),
        )

    def _connect(self) -> None:
        self.groups.activated.connect(self._group)
        self.slider.valueChanged.connect(self._view.set_side)
        self._view.side_changed.connect(self.slider.setValue)
        self._view.listed_changed.connect(self._tint)
        self._view.listed_changed.connect(self._remember_layout)
        self._view.images.order_changed.connect(self._follow_given)
        self._theme.changed.connect(self._tint)

    def _follow_given(self) -> None:
        """What is shown first, in an order of its own, is in no groups."""
        given = self._view.images.given is not None
        self.groups.setEnabled(not given)
        words = self.tr("The most useful pictures, and similar ones, are shown in their own order, without groups.")
        self.groups.setToolTip(words if given else "")

    def _tint(self) -> None:
        listed = self._view.listed
        words = self.tr("Show as a grid") if listed else self.tr("Show as a list with columns")
        self.list_button.setIcon(self._theme.icon("grid" if listed else "list"))
        self.list_button.setToolTip(words)
        self.list_button.setAccessibleName(words)
        self.slider.setEnabled(not listed)

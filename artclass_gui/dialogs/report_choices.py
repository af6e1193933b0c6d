"""The choices of a report, and those of a contact sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from artclass_gui.sheets.arranging import SIZES, Paper, Sheet, count_pages
from artclass_gui.theme import GAP, ROOM
from artclass_gui.widgets.level import level
from artclass_gui.widgets.spin import inset
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_number

_OF_A_CLASS, _MOST = 60, 100_000
_COLUMNS, _MOST_COLUMNS = 5, 12
_LETTER = (QLocale.Country.UnitedStates, QLocale.Country.Canada, QLocale.Country.Mexico)


class Choices(QWidget):
    """What both have: a heading.

    Signals:
        changed(): Something else is chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLineEdit()
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setVerticalSpacing(GAP)
        self.form.setHorizontalSpacing(ROOM)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.add(self.tr("Heading"), self.title)
        self.title.textChanged.connect(lambda _: self.changed.emit())

    def add(self, name: str, field: QWidget) -> None:
        """Add a choice with its name."""
        self.form.addRow(name, field)
        level(self.form.labelForField(field), field)


class ReportChoices(Choices):
    """How many pictures of each class a report shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.most = inset(QSpinBox())
        self.most.setRange(0, _MOST)
        self.most.setGroupSeparatorShown(True)
        self.most.setValue(_OF_A_CLASS)
        self.most.setSpecialValueText(self.tr("all"))
        self.most.valueChanged.connect(lambda _: self.changed.emit())
        self.add(self.tr("Pictures of each class"), self.most)
        self.form.addRow("", muted(self.tr("Those that the model is surest of. A thousand take about 7 MB.")))


class SheetChoices(Choices):
    """How a contact sheet looks.

    Args:
        sizes: How many pictures each of its groups will have.
        parent: Where it is shown.
    """

    def __init__(self, sizes: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes = tuple(sizes)
        self.columns = inset(QSpinBox())
        self.paper = QComboBox()
        self.landscape = QCheckBox(self.tr("Landscape"))
        self.by_class = QCheckBox(self.tr("Sorted by class, with headings"))
        self.pages = muted("")
        self._fill()
        self._count_pages()

    def sheet(self, name: str) -> Sheet:
        """How it is to look; ``name`` is the heading where none is typed."""
        paper: Paper = self.paper.currentData()
        return Sheet(
            title=self.title.text().strip() or name,
            columns=self.columns.value(),
            paper=paper,
            landscape=self.landscape.isChecked(),
            by_class=self.by_class.isChecked(),
        )

    def _fill(self) -> None:
        self.columns.setRange(1, _MOST_COLUMNS)
        self.columns.setValue(_COLUMNS)
        for name in SIZES:
            self.paper.addItem(self.tr("US Letter") if name == "Letter" else name, name)
        if QLocale.system().territory() in _LETTER:
            self.paper.setCurrentIndex(self.paper.findData("Letter"))
        self.by_class.setChecked(True)
        self.add(self.tr("Columns"), self.columns)
        self.add(self.tr("Paper"), self.paper)
        for box in (self.landscape, self.by_class):
            self.form.addRow("", box)
            box.toggled.connect(self._count_pages)
        self.form.addRow("", self.pages)
        self.columns.valueChanged.connect(self._count_pages)
        self.paper.currentIndexChanged.connect(self._count_pages)

    def _count_pages(self) -> None:
        sheet = self.sheet("")
        groups = [("a class", size) for size in self._sizes] if sheet.by_class else [("", sum(self._sizes))]
        pages = count_pages(groups, sheet)
        self.pages.setText(self.tr("1 page") if pages == 1 else self.tr("{0} pages").format(human_number(pages)))
        self.changed.emit()

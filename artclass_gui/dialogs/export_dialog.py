"""A finished model for other programs: formats are chosen, written and certified, and what came of each is said."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from artclass_gui.context import Context
from artclass_gui.dialogs.export_formats import FormatChoices
from artclass_gui.dialogs.export_outcome import Outcomes
from artclass_gui.exporting import ModelExport
from artclass_gui.figures import run_title
from artclass_gui.project import RunState
from artclass_gui.theme import GAP, ROOM, SMALL, WIDE
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.fitting import Scrolling, fit
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.text import heading, muted, set_role, text
from trainer.events import Event, Failed, Finished, Progress, Stage, TerminalEvent

_WIDTH, _HEIGHT = 640, 600


class ExportDialog(QDialog):
    """Exports one run; it stays open until the person has read the certificates.

    Args:
        context: The window's services.
        state: A finished run.
        parent: Over which it opens.
    """

    def __init__(self, context: Context, state: RunState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._state = context, state
        self._export = ModelExport(context, self)
        self.choices = FormatChoices()
        self.outcomes = Outcomes(context.theme)
        self.folder = QLineEdit(str(self._usual_folder()))
        self.said = text("")
        self.bar = QProgressBar()
        self.export_button = button(self.tr("Export"), self.export, "primary", theme=context.theme, icon="export")
        self.close_button = button(self.tr("Close"), self.reject)
        self.cancel_button = button(self.tr("Cancel"), self._export.cancel, theme=context.theme, icon="cancel")
        self.show_button = button(self.tr("Show the folder"), self._reveal, theme=context.theme, icon="reveal")
        self._middle = QStackedWidget()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export “{0}”").format(run_title(state)))
        self._lay_out()
        self._connect()
        self._follow()

    def export(self) -> None:
        """Write what was chosen."""
        folder = Path(self.folder.text().strip()).expanduser()
        self.outcomes.clear()
        self._say("")
        self._export.start(self._state.run.name, self.choices.chosen, folder)
        self._follow()

    def reject(self) -> None:
        """Close; what is being written is given up."""
        self._export.cancel()
        super().reject()

    # What happens

    def _hear(self, event: Event) -> None:
        match event:
            case Stage(label=label, index=index, count=count):
                self.said.setText(self.tr("{0}…").format(label))
                self.bar.setRange(0, 0)
                self.bar.setFormat(f"{index} / {count}")
            case Progress(done=done, total=int(total)):
                self.bar.setRange(0, total)
                self.bar.setValue(done)

    def _end(self, ending: TerminalEvent) -> None:
        match ending:
            case Finished(result=result):
                self.outcomes.show_result(result)
                self._middle.setCurrentIndex(1)
                self._say(self._summary(result), "plain" if result["certified"] else "warning")
            case Failed():
                self._say(ending.sentence(), "bad")
            case _:
                self._say(self.tr("Nothing was written."))
        self._follow()

    def _summary(self, result: dict[str, object]) -> str:
        if result["certified"]:
            return self.tr(
                "Everything was written and is certified: the certificates say how far it does the same as the run’s own model."
            )
        return self.tr(
            "Not everything does the same as the run’s own model: those files have NOT-CERTIFIED in their name."
        )

    def _say(self, words: str, role: str = "plain") -> None:
        self.said.setText(words)
        set_role(self.said, role)  # type: ignore[arg-type]

    def _follow(self) -> None:
        busy, done = self._export.busy, self._middle.currentIndex() == 1
        self.bar.setVisible(busy)
        self.said.setVisible(busy or bool(self.said.text()))
        self.choices.setEnabled(not busy)
        self.folder.setEnabled(not busy)
        self._choose_button.setEnabled(not busy)
        self.export_button.setVisible(not busy and not done)
        self.cancel_button.setVisible(busy)
        self.show_button.setVisible(done)
        self.close_button.setVisible(not busy)
        self._folder_row.setVisible(not done)
        self._enable()

    def _enable(self) -> None:
        self.export_button.setEnabled(bool(self.choices.chosen) and bool(self.folder.text().strip()))

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Where to export to"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    def _usual_folder(self) -> Path:
        project = self._context.project.project
        assert project is not None
        return project.folder.parent / f"{project.folder.stem} models"

    def _reveal(self) -> None:
        reveal(self.outcomes.first_folder or Path(self.folder.text()))

    # Making it

    def _connect(self) -> None:
        self._export.said.connect(self._hear)
        self._export.ended.connect(self._end)
        self.choices.changed.connect(self._enable)
        self.folder.textChanged.connect(lambda _: self._enable())

    def _lay_out(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far the export is"))
        self._middle.addWidget(Scrolling(self.choices))
        self._middle.addWidget(Scrolling(self.outcomes))
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, ROOM)
        column.setSpacing(GAP)
        column.addWidget(muted(self._explanation()))
        column.addWidget(self._middle, 1)
        column.addWidget(self._make_folder_row())
        column.addWidget(self.said)
        column.addWidget(self.bar)
        column.addLayout(self._make_buttons())
        fit(self, _WIDTH, _HEIGHT)

    def _make_folder_row(self) -> QWidget:
        self._folder_row = QWidget()
        self._choose_button = button(self.tr("Choose…"), self._choose_folder)
        self.folder.setAccessibleName(self.tr("Folder"))
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.folder, 1)
        row.addWidget(self._choose_button)
        column = QVBoxLayout(self._folder_row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(heading(self.tr("Folder")))
        column.addLayout(row)
        return self._folder_row

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.show_button)
        row.addStretch(1)
        for made in (self.close_button, self.cancel_button, self.export_button):
            row.addWidget(made)
        self.export_button.setDefault(True)
        return row

    def _explanation(self) -> str:
        return self.tr(
            "Each file is compared with the run’s own model on all validation pictures, from the pictures’ files on. "
            "Beside it lie the class names, how a picture has to be read, and the certificate."
        )

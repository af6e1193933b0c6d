"""What the Classify page makes of a classified folder: sorted folders, keywords, lists, reports and contact sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from artclass_gui.context import Context
from artclass_gui.dialogs.taken_line import TakenLine
from artclass_gui.exporting import KINDS, export
from artclass_gui.gallery.chosen import Chosen
from artclass_gui.gallery.store import ImageStore
from artclass_gui.pages.classify_offers import OfferName
from artclass_gui.pages.classify_results import ClassifyResults
from artclass_gui.pages.classify_session import ClassifySession
from artclass_gui.widgets.banner import Banner
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.words import human_number, pictures

_SEVERAL = 2  # chosen pictures; one alone may merely be where the keyboard is


class _Takings(NamedTuple):
    """Rows of a gallery that something can be made of: those that are chosen, and all that are shown, the chosen among them."""

    snapshot: ImageStore
    chosen: Sequence[int]
    shown: Sequence[int]


class Saving(QObject):
    """Opens the dialog of an offer, and says in the page's banner what came of it."""

    def __init__(
        self, context: Context, session: ClassifySession, results: ClassifyResults, banner: Banner, page: QWidget
    ) -> None:
        super().__init__(page)
        self._context, self._session, self._results, self._banner, self._page = context, session, results, banner, page

    def offer(self, name: OfferName) -> None:
        """Do what an offer says, where something was classified or labelled.

        Several chosen pictures are taken alone. A single one may merely be where the keyboard is: then all that are shown
        are taken. What is made says so, and offers the other.
        """
        images, view = self._results.view.images, self._results.view
        if not images.listable:
            return
        snapshot = images.snapshot()
        chosen, shown = _listable(snapshot, view.selected_rows()), _listable(snapshot, images.rows())
        takings = _Takings(snapshot, chosen, shown)
        if name == "list":
            self._offer_list(takings)
        elif shown:
            self._open(name, takings, everything=len(view.selection) < _SEVERAL or not chosen)
        else:
            self._banner.show_message("info", self.tr("None of these pictures has a class yet."))

    def _open(self, name: OfferName, takings: _Takings, *, everything: bool) -> None:
        taken = self._taken(takings.snapshot, takings.shown if everything else takings.chosen)
        dialog, choices = self._dialog(name, taken)
        if 0 < len(takings.chosen) < len(takings.shown):
            line = TakenLine(len(takings.chosen), len(takings.shown), everything=everything)
            line.put_above(choices)
            line.other_wanted.connect(dialog.reject)
            line.other_wanted.connect(lambda: self._open(name, takings, everything=not everything))
        dialog.open()

    def _dialog(self, name: OfferName, taken: Chosen) -> tuple[QDialog, QWidget]:
        """The dialog of an offer, and its choices."""
        window = self._page.window()
        if name == "sort":
            from artclass_gui.dialogs.sort_dialog import SortDialog  # noqa: PLC0415 - seldom

            dialog = SortDialog(self._context, window, taken)
            dialog.moved.connect(self._session.restart)
            return dialog, dialog.choices
        if name == "tag":
            from artclass_gui.dialogs.tag_dialog import TagDialog  # noqa: PLC0415

            tags = TagDialog(self._context, window, taken)
            paths = [taken.pictures.paths[row] for row in taken.rows]
            tags.rewritten.connect(lambda: self._session.look_again(paths))
            return tags, tags.choices
        from artclass_gui.dialogs.report_dialog import ReportDialog, ReportMaker, SheetMaker  # noqa: PLC0415

        maker = (ReportMaker if name == "report" else SheetMaker)(self._context, taken)
        return ReportDialog(self._context, window, maker, taken), maker.choices

    def _taken(self, snapshot: ImageStore, rows: Sequence[int]) -> Chosen:
        model, folder = self._session.model, self._session.folder
        assert folder is not None
        return Chosen(
            pictures=snapshot,
            rows=rows,
            folder=folder,
            package=model.package if model is not None else None,
            filing=self._results.budget.filing,
        )

    # The list

    def _offer_list(self, takings: _Takings) -> None:
        """Where several are chosen, ask whether the list is to have these or all."""
        if len(takings.chosen) < _SEVERAL:
            self._choose_list()
            return
        question = QMessageBox(self._page)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setWindowTitle(self.tr("Save the list"))
        question.setText(self.tr("Which pictures is the list to have?"))
        count, every = len(takings.chosen), self._results.view.images.listable
        only = question.addButton(
            self.tr("The {0} chosen ones").format(human_number(count)), QMessageBox.ButtonRole.AcceptRole
        )
        whole = question.addButton(self.tr("All {0}").format(human_number(every)), QMessageBox.ButtonRole.AcceptRole)
        question.addButton(QMessageBox.StandardButton.Cancel)
        question.setDefaultButton(only)
        only.clicked.connect(lambda: self._choose_list(takings.chosen))
        whole.clicked.connect(lambda: self._choose_list(None))
        question.open()

    def _choose_list(self, rows: Sequence[int] | None = None) -> None:
        endings = {QCoreApplication.translate("Exporting", str(words)): ending for ending, words in KINDS}
        folder = self._session.folder
        name = self.tr("{0} classified.csv").format(folder.name) if folder is not None else "classified.csv"
        dialog = QFileDialog(self._page, self._title(rows), str(Path.home() / name), ";;".join(endings))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(endings[kind].removeprefix(".")))
        dialog.fileSelected.connect(lambda chosen: self.save_list(Path(chosen), rows))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _title(self, rows: Sequence[int] | None) -> str:
        """What will be in the list: the chosen rows, else every picture that has an answer or an own label."""
        images = self._results.view.images
        if rows is not None:
            return self.tr("Export the list of the {0} chosen pictures").format(human_number(len(rows)))
        count = pictures(images.listable)
        if images.shown < images.total:
            return self.tr("Export all {0}, also those that the filter hides").format(count)
        return self.tr("Export the list of {0}").format(count)

    def save_list(self, path: Path, rows: Sequence[int] | None = None) -> None:
        """Save the list of pictures with their classes, in the format of the ending of ``path``.

        Args:
            path: Of the file.
            rows: Which pictures, in which order; by default all, in the order of the folder.
        """
        images = self._results.view.images.snapshot()
        model = self._session.model
        package = model.package if model is not None else None
        self._context.tasks.run(
            self,
            lambda: export(images, path, package=package, rows=rows),
            lambda written: self._saved(written, path, chosen=rows is not None),
            lambda error: self._banner.show_message("bad", str(error)),
        )

    def _saved(self, written: int, path: Path, *, chosen: bool) -> None:
        pattern = self.tr("The list of {0} is saved in “{1}”, in the order of the folder.")
        if chosen:
            pattern = self.tr("The list of the chosen {0} is saved in “{1}”, in the order in which they are shown.")
        elif self._results.view.images.shown < written:
            pattern = self.tr(
                "The list of all {0} is saved in “{1}”, in the order of the folder; those that the filter hides are in it too."
            )
        sentence = pattern.format(pictures(written), path.name)
        self._banner.show_message("info", sentence, ((self.tr("Show in its folder"), lambda: reveal(path)),))


def _listable(snapshot: ImageStore, rows: Sequence[int]) -> list[int]:
    """Those of some rows that have an answer or the person's own label."""
    listable = snapshot.listable
    return [row for row in rows if listable[row]]

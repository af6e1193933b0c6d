"""What the Classify page makes of a classified folder: sorted folders, keywords, lists, reports and contact sheets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from artclass_gui.context import Context
from artclass_gui.exporting import KINDS, export
from artclass_gui.gallery.chosen import Chosen
from artclass_gui.pages.classify_offers import OfferName
from artclass_gui.pages.classify_results import ClassifyResults
from artclass_gui.pages.classify_session import ClassifySession
from artclass_gui.widgets.banner import Banner
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.words import pictures


class Saving(QObject):
    """Opens the dialog of an offer, and says in the page's banner what came of it."""

    def __init__(
        self, context: Context, session: ClassifySession, results: ClassifyResults, banner: Banner, page: QWidget
    ) -> None:
        super().__init__(page)
        self._context, self._session, self._results, self._banner, self._page = context, session, results, banner, page

    def offer(self, name: OfferName) -> None:
        """Do what an offer says, where something was classified or labelled."""
        if not self._results.view.images.listable:
            return
        if name == "list":
            self._choose_list()
            return
        chosen = self._chosen()
        if chosen.rows:
            self._open(name, chosen)
        else:
            self._banner.show_message("info", self.tr("None of these pictures has a class yet."))

    def _open(self, name: OfferName, chosen: Chosen) -> None:
        window = self._page.window()
        match name:
            case "sort":
                from artclass_gui.dialogs.sort_dialog import SortDialog  # noqa: PLC0415 - seldom

                dialog = SortDialog(self._context, window, chosen)
                dialog.moved.connect(self._session.restart)
                dialog.open()
            case "tag":
                from artclass_gui.dialogs.tag_dialog import TagDialog  # noqa: PLC0415

                tags = TagDialog(self._context, window, chosen)
                paths = [chosen.pictures.paths[row] for row in chosen.rows]
                tags.rewritten.connect(lambda: self._session.look_again(paths))
                tags.open()
            case "report" | "sheet":
                from artclass_gui.dialogs.report_dialog import ReportDialog, ReportMaker, SheetMaker  # noqa: PLC0415

                maker = (ReportMaker if name == "report" else SheetMaker)(self._context, chosen)
                ReportDialog(self._context, window, maker, chosen).open()

    def _chosen(self) -> Chosen:
        """The chosen pictures where several are chosen, else all that are shown; as far as there is something to say of them."""
        model, folder = self._session.model, self._session.folder
        assert folder is not None
        chosen, snapshot = self._results.view.selected_rows(), self._results.view.images.snapshot()
        rows = chosen if len(chosen) > 1 else self._results.view.images.rows()
        listable = snapshot.listable
        return Chosen(
            pictures=snapshot,
            rows=[row for row in rows if listable[row]],
            folder=folder,
            package=model.package if model is not None else None,
            filing=self._results.budget.filing,
        )

    # The list

    def _choose_list(self) -> None:
        endings = {QCoreApplication.translate("Exporting", str(words)): ending for ending, words in KINDS}
        folder = self._session.folder
        name = self.tr("{0} classified.csv").format(folder.name) if folder is not None else "classified.csv"
        dialog = QFileDialog(self._page, self._title(), str(Path.home() / name), ";;".join(endings))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(endings[kind].removeprefix(".")))
        dialog.fileSelected.connect(lambda chosen: self.save_list(Path(chosen)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _title(self) -> str:
        """What will be in the list: every picture that has an answer or an own label, whatever is shown."""
        images = self._results.view.images
        count = pictures(images.listable)
        if images.shown < images.total:
            return self.tr("Export all {0}, also those that the filter hides").format(count)
        return self.tr("Export the list of {0}").format(count)

    def save_list(self, path: Path) -> None:
        """Save the list of pictures with their classes, in the format of the ending of ``path``."""
        images = self._results.view.images.snapshot()
        model = self._session.model
        package = model.package if model is not None else None
        self._context.tasks.run(
            self,
            lambda: export(images, path, package=package),
            lambda written: self._saved(written, path),
            lambda error: self._banner.show_message("bad", str(error)),
        )

    def _saved(self, written: int, path: Path) -> None:
        pattern = self.tr("The list of {0} is saved in “{1}”, in the order of the folder.")
        if self._results.view.images.shown < written:
            pattern = self.tr(
                "The list of all {0} is saved in “{1}”, in the order of the folder; those that the filter hides are in it too."
            )
        sentence = pattern.format(pictures(written), path.name)
        self._banner.show_message("info", sentence, ((self.tr("Show in its folder"), lambda: reveal(path)),))

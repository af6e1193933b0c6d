"""What the Classify page makes of a classified folder: sorted folders, keywords, lists, reports and contact sheets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from artclass_gui.context import Context
from artclass_gui.exporting import KINDS, export
from artclass_gui.gallery.store import ImageStore
from artclass_gui.pages.classify_offers import OfferName
from artclass_gui.pages.classify_results import ClassifyResults
from artclass_gui.pages.classify_session import ClassifySession, ModelChoice
from artclass_gui.widgets.banner import Banner
from artclass_gui.widgets.reveal import reveal
from artclass_gui.widgets.words import pictures


class OpenDialog(Protocol):
    """Opens a dialog about pictures of the gallery (`tag_dialog.open_dialog` and its like)."""

    def __call__(
        self,
        context: Context,
        parent: QWidget,
        *,
        snapshot: ImageStore,
        rows: Sequence[int],
        folder: Path,
        model: ModelChoice,
        budget: float | None = None,
    ) -> object:
        """Open it."""


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
        match name:
            case "list":
                self._choose_list()
            case "sort":
                from artclass_gui.dialogs import sort_dialog  # noqa: PLC0415 - seldom

                self._open(partial(sort_dialog.open_dialog, moved=self._session.restart))
            case "tag":
                from artclass_gui.dialogs import tag_dialog  # noqa: PLC0415

                self._open(tag_dialog.open_dialog)
            case "report" | "sheet":
                from artclass_gui.dialogs import report_dialog  # noqa: PLC0415

                self._open(partial(report_dialog.open_dialog, kind=name))

    def _open(self, open_dialog: OpenDialog) -> None:
        """Open a dialog about the chosen pictures where several are chosen, else about all that are shown."""
        model, folder = self._session.model, self._session.folder
        if model is None or folder is None:
            self._banner.show_message(
                "info",
                self.tr(
                    "This needs a model. Train one, or open one; until then “Save the list…” writes down your own labels."
                ),
            )
            return
        images, chosen = self._results.view.images, self._results.view.selected_rows()
        plan = self._results.budget.plan
        open_dialog(
            self._context,
            self._page.window(),
            snapshot=images.snapshot(),
            rows=chosen if len(chosen) > 1 else images.rows(),
            folder=folder,
            model=model,
            budget=plan.threshold if plan is not None else None,
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

"""Where a training stands, in figures: epoch, accuracy, loss; and what it runs on, in a line."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from artclass_gui.figures import best_epoch, interval, percent
from artclass_gui.theme import TINY, WIDE
from artclass_gui.training import History
from artclass_gui.widgets.text import figure, muted
from artclass_gui.widgets.words import human_number, pictures
from trainer.events import Epoch


class TrainingFigures(QWidget):
    """Epoch, loss and accuracy now, and the validation accuracy of the best epoch so far."""

    def __init__(self) -> None:
        super().__init__()
        self.epoch, self.loss, self.accuracy, self.best = (figure("–") for _ in range(4))
        self.accuracy_name, self.loss_name = muted(self.tr("Training accuracy")), muted(self.tr("Training loss"))
        self.epoch_name = muted(self.tr("Epoch"))
        self.sure = muted("")
        self.sure.setToolTip(self.tr("The range in which the true value probably lies (95 % interval), and the number of pictures that it was measured on"))  # fmt: skip
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(WIDE)
        for value, name, tip in (
            (self.epoch, self.epoch_name, self.tr("How often the training pictures have been gone through")),
            (self.accuracy, self.accuracy_name, self.tr("Share of training pictures told rightly, over the last whole epoch")),
            (self.loss, self.loss_name, self.tr("How wrong the network is on training pictures; lower is better")),
            (self.best, muted(self.tr("Validation accuracy")), self.tr("Share of validation pictures, which it does not learn from, told rightly after the best epoch so far: the one with the lowest validation loss")),
        ):  # fmt: skip
            row.addWidget(_named(value, name, tip, self.sure if value is self.best else None), 1)

    def show_history(self, history: History | None) -> None:
        """Show where the training stands."""
        last = history.epochs[-1] if history is not None and history.epochs else None
        best = best_epoch(history.epochs) if history is not None else None
        progress = history.progress if history is not None else None
        accuracy = last.accuracy if last is not None else None
        loss = last.loss if last is not None else None
        so_far = last is None and progress is not None and progress.loss is not None
        if so_far and progress is not None:  # means of an epoch that goes on; the curves show whole epochs
            accuracy, loss = progress.accuracy, progress.loss
        self._name_figures(so_far=so_far, tuning=in_fine_tuning(history))
        self.epoch.setText(self._epochs(history))
        self.accuracy.setText(percent(accuracy))
        self.loss.setText("–" if loss is None else f"{loss:.3f}")
        self.best.setText(percent(best.validation_accuracy if best is not None else None))
        self.sure.setText(self._how_sure(best))

    def _how_sure(self, best: Epoch | None) -> str:
        if best is None or best.validation_interval is None or best.validation_images is None:
            return ""
        return self.tr("{0} · {1}").format(interval(best.validation_interval), pictures(best.validation_images))

    def _name_figures(self, *, so_far: bool, tuning: bool) -> None:
        self.accuracy_name.setText(self.tr("Training accuracy so far") if so_far else self.tr("Training accuracy"))
        self.loss_name.setText(self.tr("Training loss so far") if so_far else self.tr("Training loss"))
        self.epoch_name.setText(self.tr("Epoch (fine-tuning)") if tuning else self.tr("Epoch"))

    def _epochs(self, history: History | None) -> str:
        """Epochs that are over, of how many."""
        planned = planned_epochs(history) if history is not None else 0
        if history is None or not planned:
            return "–"
        done = history.epochs[-1].epoch if history.epochs else 0
        return self.tr("{0} of {1}").format(human_number(done), human_number(planned))


def planned_epochs(history: History) -> int:
    """How many epochs the training has at the most, in all phases; 0 where that is not known yet."""
    if history.epochs:
        return history.epochs[-1].epochs
    config = history.config
    if config is None:
        return 0
    return config.epochs + (config.fine_tuning.epochs if config.fine_tuning is not None else 0)


def in_fine_tuning(history: History | None) -> bool:
    """Whether the network's last blocks are being taught now."""
    if history is None:
        return False
    last = history.epochs[-1].phase if history.epochs else "head"
    return last == "tune" or (history.stage is not None and history.stage.name == "tune")


def _named(value: QLabel, name: QLabel, tip: str, more: QLabel | None = None) -> QWidget:
    place = QWidget()
    place.setToolTip(tip)
    value.setAccessibleName(name.text())
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(TINY)
    column.addWidget(name)
    column.addWidget(value)
    if more is not None:
        column.addWidget(more)
    column.addStretch(1)
    return place

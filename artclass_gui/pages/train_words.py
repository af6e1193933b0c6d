"""What the Train page says of the training under way and of its end."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from artclass_gui.training import History, Training
from trainer.events import Stopped, TerminalEvent


def explanation(training: Training) -> str:
    """What the page is for now, below its title."""
    history = training.history
    if history is None or not training.running:
        return _tr("Choose a network and teach it your classes. Everything stays on this computer.")
    if training.here and history.background:
        words = _tr("{0} is being trained in the background; it goes on when this window is closed.")
        return words.format(history.title)
    if training.here:
        return _tr("{0} is being trained. You may use the other pages meanwhile.").format(history.title)
    return _tr("{0} is being trained for the project “{1}”.").format(history.title, history.project.name)


def has_something_to_show(training: Training) -> bool:
    """Whether the training that is remembered belongs to the open project and has said something."""
    history = training.history
    return training.here and history is not None and bool(history.epochs or history.log)


def without_result(ending: TerminalEvent, history: History | None) -> str:
    """Why a training that was ended has left no model; empty where it has, or where it can go on."""
    match ending:
        case Stopped(result=None, resumable=False) if history is not None and history.asked == "cancel":
            return _tr("The run was discarded.")
        case Stopped(result=None, resumable=False):
            return _tr("Training was stopped before its first epoch was over; there is no model to keep.")
    return ""


def _tr(words: str) -> str:
    return QCoreApplication.translate("TrainPage", words)

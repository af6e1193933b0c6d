"""What the Classify page says while it has nothing to show: no model, no folder, no pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from artclass_gui.theme import Theme
from artclass_gui.widgets.empty_state import EmptyState

Do = Callable[[], object]


def no_model(theme: Theme, to_training: Do, choose_model: Do, choose_folder: Do) -> EmptyState:
    """Without a model: train one, open one, or label the pictures of a folder from nothing."""
    return EmptyState(
        theme,
        "model",
        _tr("A model is needed first"),
        _tr(
            "Train one on pictures whose classes you know, or open a model file that somebody gave you. "
            "Pictures without classes can be looked at and labelled here as well, to train with."
        ),
        (
            (_tr("Train a model first"), to_training, True),
            (_tr("Open a model file…"), choose_model, False),
            (_tr("Label a folder…"), choose_folder, False),
        ),
    )


def no_folder(theme: Theme, choose_folder: Do, last: Path | None, open_folder: Callable[[Path], object]) -> EmptyState:
    """With a model, but without a folder; ``last`` is the one of before, which is taken up where it was left."""
    choices: list[tuple[str, Do, bool]] = [(_tr("Open folder…"), choose_folder, True)]
    if last is not None:
        words = _tr("Go on with “{0}”").format((last.name or str(last)).replace("&", "&&"))
        choices.append((words, lambda: open_folder(last), False))
    return EmptyState(
        theme,
        "classify",
        _tr("Open or drop a folder"),
        _tr(
            "The model looks at every picture in it and says which class it belongs to. "
            "Your pictures stay where they are."
        ),
        choices,
    )


def no_pictures(theme: Theme, choose_folder: Do) -> EmptyState:
    """A folder in which no picture was found."""
    return EmptyState(
        theme,
        "classify",
        _tr("There are no pictures in this folder"),
        _tr("Neither in it nor in the folders in it. Choose another one."),
        ((_tr("Open folder…"), choose_folder, True),),
    )


def _tr(words: str) -> str:
    return QCoreApplication.translate("ClassifyPage", words)

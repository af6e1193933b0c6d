"""The conditions under which trainings run: their share of the cores, and what they do when the battery is low."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from artclass_gui.settings import Settings
from trainer.events import LowBattery
from trainer.parallel import usable_cores


def running_options(settings: Settings | None, cores: int = 0) -> list[str]:
    """How a training is to run, as arguments: its share of the cores, what it does when the battery is low, and
    whether its end is told.

    Args:
        settings: The person's.
        cores: A number of cores that was chosen for this training; 0: as the settings say.
    """
    words = []
    if settings is not None and not cores and settings.value("training/quiet"):
        cores = max(1, usable_cores() // 2)
    if cores:
        words += ["--cores", str(cores)]
    if settings is not None:
        words += ["--pause-below", str(_pause_below(settings))]
        if not settings.value("window/notify"):
            words.append("--no-notify")  # it may end when this window is closed
    return words


def _pause_below(settings: Settings) -> int:
    """The level of the battery, in percent, that ends a training; who is to be asked may be asleep, so there is one."""
    level: int = settings.value("training/battery_level")
    return 0 if settings.value("training/battery") == "continue" else level


def paused_words(settings: Settings, title: str, low: LowBattery) -> str:
    """Why something has paused by itself, and how it will go on: two sentences, of which the first begins with ``title``."""
    words = _tr("{0} is paused: the battery was at {1} %.").format(title, low.percent)
    if settings.value("training/resume_plugged"):
        return words + " " + _tr("It goes on by itself when the computer is plugged in.")
    return words + " " + _tr("ArtClass offers to go on when the computer is plugged in.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Conditions", text)

"""What the program remembers: one table of settings, from which their dialog is built."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QT_TRANSLATE_NOOP, QByteArray, QObject, QSettings, Signal

_RECENT = 10


@dataclass(frozen=True)
class Setting:
    """One row: its key, default, and how the dialog shows it.

    The word before the stroke in ``key`` says on which page of the dialog it is: "training", or the general one.
    ``choices`` are (value, label) pairs; without them a bool is a check box, an int a spin box
    within ``limits``, in ``unit``, and a Path a folder field.
    """

    key: str
    default: Any
    label: Any  # the stubs call what QT_TRANSLATE_NOOP gives an object
    help: Any
    choices: tuple[tuple[str, Any], ...] = ()
    limits: tuple[int, int] = (0, 0)
    unit: str = ""


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "appearance/theme",
        "system",
        QT_TRANSLATE_NOOP("Settings", "Appearance"),
        QT_TRANSLATE_NOOP("Settings", "Light or dark; by default as the rest of the computer."),
        choices=(
            ("system", QT_TRANSLATE_NOOP("Settings", "Like the system")),
            ("light", QT_TRANSLATE_NOOP("Settings", "Light")),
            ("dark", QT_TRANSLATE_NOOP("Settings", "Dark")),
        ),
    ),
    Setting(
        "projects/folder",
        Path(platformdirs.user_documents_dir()) / "ArtClass",
        QT_TRANSLATE_NOOP("Settings", "New projects"),
        QT_TRANSLATE_NOOP("Settings", "The folder in which new projects are made."),
    ),
    Setting(
        "gallery/size",
        160,
        QT_TRANSLATE_NOOP("Settings", "Thumbnail size"),
        QT_TRANSLATE_NOOP("Settings", "About how wide a picture is in the gallery."),
        limits=(80, 320),
        unit=" px",
    ),
    Setting(
        "gallery/cache_mb",
        500,
        QT_TRANSLATE_NOOP("Settings", "Thumbnail cache"),
        QT_TRANSLATE_NOOP(
            "Settings",
            "How much of the disk small copies of pictures may take; the oldest are deleted first. "
            "On Linux they lie with those of other programs, and this has no effect.",
        ),
        limits=(50, 10_000),
        unit=" MB",
    ),
    Setting(
        "classify/at_most_wrong",
        5,
        QT_TRANSLATE_NOOP("Settings", "Error budget"),
        QT_TRANSLATE_NOOP(
            "Settings",
            "Of the pictures that are filed without a look at them, at most so many may be in a wrong class.",
        ),
        limits=(1, 20),
        unit=" %",
    ),
    Setting(
        "projects/reopen",
        True,
        QT_TRANSLATE_NOOP("Settings", "Open the last project at the start"),
        "",
    ),
    Setting(
        "training/close",
        "ask",
        QT_TRANSLATE_NOOP("Settings", "Closing during a training"),
        "",
        choices=(
            ("ask", QT_TRANSLATE_NOOP("Settings", "Ask what is to become of it")),
            ("background", QT_TRANSLATE_NOOP("Settings", "Keep training in the background")),
            ("pause", QT_TRANSLATE_NOOP("Settings", "Pause it; it can be resumed")),
        ),
    ),
    Setting(
        "training/battery",
        "pause",
        QT_TRANSLATE_NOOP("Settings", "Training on battery"),
        "",
        choices=(
            ("pause", QT_TRANSLATE_NOOP("Settings", "Pause below a level")),
            ("ask", QT_TRANSLATE_NOOP("Settings", "Ask when the plug is pulled")),
            ("continue", QT_TRANSLATE_NOOP("Settings", "Go on until the battery is empty")),
        ),
    ),
    Setting(
        "training/battery_level",
        20,
        QT_TRANSLATE_NOOP("Settings", "Pause below"),
        QT_TRANSLATE_NOOP(
            "Settings",
            "The level of the battery at which a training keeps what it has learnt and ends; it holds as well where "
            "nobody answers when asked.",
        ),
        limits=(5, 95),
        unit=" %",
    ),
    Setting(
        "training/resume_plugged",
        False,
        QT_TRANSLATE_NOOP("Settings", "Go on when it is plugged in again"),
        QT_TRANSLATE_NOOP("Settings", "Otherwise ArtClass only offers that."),
    ),
    Setting(
        "training/quiet",
        False,
        QT_TRANSLATE_NOOP("Settings", "Quiet training"),
        QT_TRANSLATE_NOOP("Settings", "Leaves half of the processor's cores to other programs; takes longer."),
    ),
    Setting(
        "window/notify",
        True,
        QT_TRANSLATE_NOOP("Settings", "Tell when a long job has ended"),
        QT_TRANSLATE_NOOP(
            "Settings", "By a notification of the desktop, while another program is in front or the window is closed."
        ),
    ),
)


class Settings(QObject):
    """Reads and writes settings; ``changed(key)`` tells everybody.

    Args:
        store: Where they are kept; tests give a file of their own.
    """

    changed = Signal(str)

    def __init__(self, store: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._rows = {row.key: row for row in SETTINGS}

    def value(self, key: str) -> Any:
        """The value of a row of the table, in the type of its default; a damaged value gives the default."""
        row = self._rows[key]
        raw = self._store.value(key)
        if raw is None:
            return row.default
        if isinstance(row.default, bool):
            return str(raw).lower() == "true"
        try:
            value = type(row.default)(raw)
        except (TypeError, ValueError):
            return row.default
        if row.choices and value not in {choice for choice, _ in row.choices}:
            return row.default
        if row.limits != (0, 0):
            return max(row.limits[0], min(row.limits[1], value))
        return value

    def set(self, key: str, value: Any) -> None:
        """Remember ``value`` for a row of the table."""
        self._store.setValue(key, str(value).lower() if isinstance(value, bool) else str(value))
        self.changed.emit(key)

    def recent_projects(self) -> list[Path]:
        """Project folders opened lately that still exist, newest first."""
        return [path for path in self._recent() if path.is_dir()]

    def remember_project(self, folder: Path) -> None:
        """Put a project on top of the recent ones."""
        kept = [folder, *(path for path in self._recent() if path != folder)]
        self._store.setValue("projects/recent", [str(path) for path in kept[:_RECENT]])

    def remembers(self, folder: Path) -> bool:
        """Whether a project is among the recent ones."""
        return folder in self._recent()

    def forget_project(self, folder: Path) -> None:
        """Take a project off the recent ones."""
        self._store.setValue("projects/recent", [str(path) for path in self._recent() if path != folder])

    def last_folder(self) -> Path | None:
        """The folder of pictures that was classified last, on whatever disk; it may be gone."""
        value = self._store.value("classify/folder")
        return Path(value) if isinstance(value, str) and value else None

    def remember_folder(self, folder: Path) -> None:
        """Remember the folder that is being classified."""
        self._store.setValue("classify/folder", str(folder))

    def chosen(self, key: str, choices: Collection[str]) -> str:
        """What was chosen last on a page, of what has no row in the table; the first of ``choices`` where that is none of them."""
        value = self._store.value(key)
        return value if isinstance(value, str) and value in choices else next(iter(choices))

    def remember_chosen(self, key: str, value: str) -> None:
        """Remember what was chosen on a page, for the next start."""
        self._store.setValue(key, value)

    def geometry(self, name: str) -> QByteArray:
        """The remembered geometry or state of a widget; empty where there is none."""
        value = self._store.value(f"geometry/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_geometry(self, name: str, value: QByteArray) -> None:
        """Remember the geometry or state of a widget."""
        self._store.setValue(f"geometry/{name}", value)

    def _recent(self) -> list[Path]:
        value = self._store.value("projects/recent") or []
        return [Path(item) for item in ([value] if isinstance(value, str) else value)]

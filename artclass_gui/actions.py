"""One table of everything the menus offer: words, keys, icon, and what it needs to be possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP

Menu = Literal["file", "edit", "view", "train", "classify", "help"]
Need = Literal["nothing", "project", "no training", "training", "run", "results", "classifying", "pictures"]

MENUS: tuple[tuple[Menu, Any], ...] = (
    ("file", QT_TRANSLATE_NOOP("Menu", "&File")),
    ("edit", QT_TRANSLATE_NOOP("Menu", "&Edit")),
    ("view", QT_TRANSLATE_NOOP("Menu", "&View")),
    ("train", QT_TRANSLATE_NOOP("Menu", "&Train")),
    ("classify", QT_TRANSLATE_NOOP("Menu", "&Classify")),
    ("help", QT_TRANSLATE_NOOP("Menu", "&Help")),
)


@dataclass(frozen=True)
class Action:
    """One row: ``name`` is the method of `artclass_gui.commands.Commands` that does it.

    ``needs`` says when it is possible; ``separated`` puts a line above it in the menu.
    """

    name: str
    menu: Menu
    text: Any  # the stubs call what QT_TRANSLATE_NOOP gives an object
    key: str = ""
    icon: str = ""
    needs: Need = "nothing"
    separated: bool = False


ACTIONS: tuple[Action, ...] = (
    Action("new_from_folder", "file", QT_TRANSLATE_NOOP("Menu", "&New project from a folder…"), "Ctrl+N", "import"),
    Action("new_from_files", "file", QT_TRANSLATE_NOOP("Menu", "New project from &zips or a table…"), "Ctrl+Shift+N"),
    Action("open_project", "file", QT_TRANSLATE_NOOP("Menu", "&Open project…"), "Ctrl+O", "open-folder"),
    Action("try_samples", "file", QT_TRANSLATE_NOOP("Menu", "&Try the sample pictures"), "", "sparkle"),
    Action(
        "add_folder", "file", QT_TRANSLATE_NOOP("Menu", "&Add a folder…"), "Ctrl+I", needs="project", separated=True
    ),
    Action("add_files", "file", QT_TRANSLATE_NOOP("Menu", "Add z&ips or a table…"), "Ctrl+Shift+I", needs="project"),
    Action(
        "reveal_project", "file", QT_TRANSLATE_NOOP("Menu", "&Show the project's folder"), "", "reveal", "project", True
    ),
    Action("close_project", "file", QT_TRANSLATE_NOOP("Menu", "&Close project"), "Ctrl+W", "close", "project"),
    Action("settings", "file", QT_TRANSLATE_NOOP("Menu", "S&ettings…"), "Ctrl+,", "settings", separated=True),
    Action("quit", "file", QT_TRANSLATE_NOOP("Menu", "&Quit"), "Ctrl+Q", separated=True),
    Action(
        "check_dataset", "edit", QT_TRANSLATE_NOOP("Menu", "&Check the dataset"), "Ctrl+H", "health", "pictures", True
    ),
    Action("change_split", "edit", QT_TRANSLATE_NOOP("Menu", "Change the &splits…"), "Ctrl+D", needs="pictures"),
    Action("rename_run", "edit", QT_TRANSLATE_NOOP("Menu", "&Rename run…"), "Ctrl+R", "rename", "run", separated=True),
    Action("delete_run", "edit", QT_TRANSLATE_NOOP("Menu", "&Delete run"), "Ctrl+Backspace", "trash", "run"),
    Action("show_dataset", "view", QT_TRANSLATE_NOOP("Menu", "&Dataset"), "Ctrl+1", "dataset"),
    Action("show_train", "view", QT_TRANSLATE_NOOP("Menu", "&Train"), "Ctrl+2", "train"),
    Action("show_results", "view", QT_TRANSLATE_NOOP("Menu", "&Results"), "Ctrl+3", "results"),
    Action("show_classify", "view", QT_TRANSLATE_NOOP("Menu", "&Classify"), "Ctrl+4", "classify"),
    Action("larger", "view", QT_TRANSLATE_NOOP("Menu", "&Larger pictures"), "Ctrl++", "zoom-in", separated=True),
    Action("smaller", "view", QT_TRANSLATE_NOOP("Menu", "&Smaller pictures"), "Ctrl+-", "zoom-out"),
    Action("start_training", "train", QT_TRANSLATE_NOOP("Menu", "&Train"), "Ctrl+T", "play", "no training"),
    Action(
        "queue_training", "train", QT_TRANSLATE_NOOP("Menu", "Add to the &queue"), "Ctrl+Shift+T", "add", "pictures"
    ),
    Action("stop_training", "train", QT_TRANSLATE_NOOP("Menu", "&Stop and keep the best"), "", "stop", "training"),
    Action("pause_training", "train", QT_TRANSLATE_NOOP("Menu", "&Pause"), "", "pause", "training"),
    Action("cancel_training", "train", QT_TRANSLATE_NOOP("Menu", "&Cancel and discard…"), "", "cancel", "training"),
    Action("save_model", "train", QT_TRANSLATE_NOOP("Menu", "Save &model…"), "Ctrl+S", "save", "run", separated=True),
    Action("reveal_run", "train", QT_TRANSLATE_NOOP("Menu", "Show the run's &folder"), "", "reveal", "run"),
    Action("open_model", "classify", QT_TRANSLATE_NOOP("Menu", "Open &model…"), "Ctrl+M", "model"),
    Action("classify_folder", "classify", QT_TRANSLATE_NOOP("Menu", "Classify a &folder…"), "Ctrl+F", "open-folder"),
    Action(
        "hold_classifying",
        "classify",
        QT_TRANSLATE_NOOP("Menu", "&Hold classifying, or go on"),
        "",
        "pause",
        "classifying",
    ),
    Action("show_similar", "classify", QT_TRANSLATE_NOOP("Menu", "Show s&imilar pictures"), "", "similar", "results"),
    Action("sort_folder", "classify", QT_TRANSLATE_NOOP("Menu", "Sort into f&olders…"), "", "sort", "results", True),
    Action("write_keywords", "classify", QT_TRANSLATE_NOOP("Menu", "Write &keywords…"), "", "tag", "results"),
    Action("export", "classify", QT_TRANSLATE_NOOP("Menu", "Save the &list…"), "Ctrl+E", "list", "results", True),
    Action("save_report", "classify", QT_TRANSLATE_NOOP("Menu", "&Report by class…"), "", "results", "results"),
    Action("contact_sheet", "classify", QT_TRANSLATE_NOOP("Menu", "&Contact sheet…"), "", "grid", "results"),
    Action("keys", "help", QT_TRANSLATE_NOOP("Menu", "&Keyboard shortcuts"), "F1"),
    Action("show_log", "help", QT_TRANSLATE_NOOP("Menu", "Show the &log file")),
    Action("about", "help", QT_TRANSLATE_NOOP("Menu", "&About ArtClass"), separated=True),
)

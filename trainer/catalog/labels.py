"""Which class a file belongs to: the folder it lies in, with levels such as ``training_set`` left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trainer.catalog.records import Split
from trainer.names import readable

_SPLIT_LEVEL = re.compile(
    r"((?P<training>train(ing)?)|(?P<validation>val(id(ation)?)?|dev)|(?P<test>test(ing)?))"
    r"([ _-]?(set|data|split|images|pictures))?s?"
)


def is_split_level(folder: str) -> bool:
    """Whether a folder's name says which split lies in it rather than which class."""
    return split_of(folder) is not None


def split_of(word: str) -> Split | None:
    """The split that a folder's name or a table's word stands for: "train", "Validation-Set", "dev"."""
    found = _SPLIT_LEVEL.fullmatch(word.strip().casefold())
    if found is None:
        return None
    if found["training"]:
        return "training"
    return "validation" if found["validation"] else "test"


def labels(parents: Sequence[tuple[str, ...]], *, level: int = 1) -> list[str | None]:
    """The class of the files of each folder of a tree or archive; None for those that are in no class folder.

    A file's class is the nearest folder above it that is no split level; with a higher ``level``,
    a folder around that one, as far as there is one (``painting`` in ``painting/Rembrandt``). A folder around all
    classes (``my pictures/drawings``, ``my pictures/paintings``) is none itself, so a picture
    that lies directly in it has no class.

    Args:
        parents: The paths of all folders with files in them, outermost folder first; each once is enough.
        level: Which of the folders, counted from the file, without split levels.
    """
    shared = _shared_levels(parents)
    places = [_class_place(folders, shared, level) for folders in parents]
    classes_inside = any(place is not None and place >= shared for place in places)
    return [
        None if place is None or (classes_inside and place < shared) else readable(folders[place]).strip()
        for folders, place in zip(parents, places, strict=True)
    ]


def _class_place(folders: tuple[str, ...], shared: int, level: int) -> int | None:
    places = [i for i in range(len(folders) - 1, -1, -1) if not is_split_level(folders[i]) and folders[i].strip()]
    telling = [i for i in places if i >= shared] or places[:1]
    return telling[min(level, len(telling)) - 1] if telling else None


def _shared_levels(parents: Sequence[tuple[str, ...]]) -> int:
    if not parents:
        return 0
    first, last = min(parents), max(parents)  # what these two share, all between them share
    return next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))

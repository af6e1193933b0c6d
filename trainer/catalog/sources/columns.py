"""Which column of a table means what: its delimiter, its encoding, and the names that people give the columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

_DELIMITERS = ",;\t|"
_SYNONYMS: Mapping[str, tuple[str, ...]] = {  # the surest first
    "path": (
        "path", "filepath", "imagepath", "relativepath", "fullpath", "file", "filename", "imagefile", "imagefilename",
        "imagename", "image", "img", "imgpath", "picture", "photo", "files", "filenames", "images", "location", "uri",
        "url", "imageid", "idcode", "fileid", "pictureid", "name", "id",
    ),
    "label": (
        "label", "class", "category", "target", "labelname", "classname", "categoryname", "labels", "classes",
        "categories", "classlabel", "labelid", "classid", "categoryid", "ownlabel",
    ),
    "split": ("split", "set", "subset", "splitname", "partition", "datasetsplit"),
    "group": (
        "group", "artist", "creator", "series", "author", "painter", "maker", "groupid", "artistname", "artistid",
        "creatorname", "seriesname", "authorname",
    ),
}  # fmt: skip


class Columns(NamedTuple):
    """The places of the columns, from 0; None: there is no such column."""

    path: int
    label: int
    split: int | None = None
    group: int | None = None


def decoded(data: bytes) -> str:
    """A table's text: UTF-8, with or without its mark, or UTF-16, or else what Windows writes in western Europe."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def delimiter_of(line: str, suffix: str) -> str:
    """What separates the columns, by the first line that holds something."""
    cells = {mark: cells_of(line, mark) for mark in _DELIMITERS}
    usual = "\t" if suffix == ".tsv" else ","
    return max(_DELIMITERS, key=lambda mark: (columns_of(cells[mark]) is not None, len(cells[mark]), mark == usual))


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line."""
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []


def columns_of(header: Sequence[str]) -> Columns | None:
    """What the columns mean; None: the header does not say which one holds the pictures and which the classes.

    Beside a column of pictures the only other one is that of the classes, whatever it is called.
    """
    names = [re.sub(r"[\W_]+", "", name).casefold() for name in header]
    places = {meaning: _first(names, words) for meaning, words in _SYNONYMS.items()}
    path, label = places["path"], places["label"]
    if path is None:
        return None
    if label is None:
        others = [i for i, name in enumerate(names) if name and i not in places.values()]
        label = others[0] if len(others) == 1 else None
    return None if label is None else Columns(path, label, places["split"], places["group"])


def _first(names: Sequence[str], words: Iterable[str]) -> int | None:
    return next((names.index(word) for word in words if word in names), None)

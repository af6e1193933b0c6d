"""Tables that say which picture is of which class, and maybe in which split and by which artist."""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from trainer.catalog.labels import split_of
from trainer.catalog.records import NotTaken, Split
from trainer.catalog.sources import columns
from trainer.catalog.sources.columns import Columns
from trainer.catalog.sources.folders import FolderPlace, parents_of
from trainer.catalog.sources.limits import MAX_MEMBERS, MAX_TABLE
from trainer.catalog.sources.member import Member, refused
from trainer.catalog.sources.naming import OTHER_KIND, is_archive, shown, why_not
from trainer.errors import SourceError, disk_error

SUFFIXES = (".csv", ".tsv")

_ENDINGS = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".gif", ".bmp")  # tried where a table leaves them out
_SAMPLE = 50  # rows that the folder of the pictures is found by
_FOLDERS = 200  # beside the table, in which they are looked for
_LONG = 300  # characters of a path that is none
_OFTEN = 64  # rows between two looks at the control


class _Row(NamedTuple):
    line: int
    cells: list[str] | None  # None: it cannot be read


class _File(NamedTuple):
    name: str
    status: os.stat_result


def listed(table: Path, *, check: Callable[[], None]) -> list[Member]:
    """The pictures that a table names; a row that cannot be used is refused, by its line.

    Args:
        table: Its first line names the columns ``path`` and ``label``, maybe ``split`` and ``group``; many other words
            for them are known. Paths are those from its own folder, or from a folder beside it.
        check: Called often; may raise to break off.

    Raises:
        SourceError: Its header does not say which column is which, or it is too large.
        DiskError: It cannot be read.
    """
    rows, header, first = _rows(_text(table), table)
    sample = list(islice(rows, _SAMPLE))
    meaning = columns.columns_of(header)
    files = _Files(table.parent)
    if meaning is None:
        files.look_beside(header[:1])
        if len(header) != 2 or files.find(header[0]) is None:
            raise _no_header(table, header)
        meaning = Columns(0, 1)
        sample.insert(0, _Row(first, header))
    files.look_beside([_cell(row.cells or [], meaning.path) for row in sample])
    return list(_members(_chain(sample, rows), meaning, files, check=check))


def _chain(sample: list[_Row], rows: Iterator[_Row]) -> Iterator[_Row]:
    yield from sample
    yield from rows


def _text(table: Path) -> str:
    try:
        if table.stat().st_size > MAX_TABLE:
            remedy = "Split it into smaller tables, or leave out columns that ArtClass does not need."
            raise SourceError(f"This table is larger than {MAX_TABLE >> 20} MB", path=table, remedy=remedy)
        return columns.decoded(table.read_bytes())
    except OSError as error:
        raise disk_error(error, table) from error


def _rows(text: str, table: Path) -> tuple[Iterator[_Row], list[str], int]:
    """The rows below the header, the header, and its line."""
    lines = list(io.StringIO(text, newline=""))
    start = next(
        (i for i, line in enumerate(lines) if line.strip() and not line.lower().startswith("sep=")), len(lines)
    )
    if start == len(lines):
        raise SourceError("This table is empty", path=table, remedy="Choose one with the columns path and label.")
    delimiter = columns.delimiter_of(lines[start], table.suffix.lower())
    header = columns.cells_of(lines[start], delimiter)
    return _parsed(lines, start + 1, delimiter), [cell.strip() for cell in header], start + 1


def _parsed(lines: list[str], start: int, delimiter: str) -> Iterator[_Row]:
    reader = csv.reader(islice(lines, start, None), delimiter=delimiter, skipinitialspace=True)
    while True:
        line = start + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _Row(line, None)
            continue
        if any(cell.strip() for cell in cells):
            yield _Row(line, cells)


def _no_header(table: Path, header: list[str]) -> SourceError:
    found = ", ".join(shown(name)[:40] or "(no name)" for name in header[:12])
    return SourceError(
        f"The first line of this table does not name the columns path and label (found: {found})",
        path=table,
        remedy="Name the column with the files path, and the one with their classes label; split and group may follow.",
    )


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


class _Files:
    """Finds the files that a table means."""

    def __init__(self, folder: Path) -> None:
        self.place = FolderPlace(folder)
        self._folder = folder
        self._base = ""
        self._ending = ""
        self._parents: dict[str, tuple[str, ...]] = {}

    def look_beside(self, paths: list[str]) -> None:
        """If none of these files lies in the table's folder, look for them in the folders beside it."""
        if not paths or any(self.find(path) for path in paths):
            return
        for base in self._beside():
            self._base = base
            if any(self.find(path) for path in paths):
                return
        self._base = ""

    def find(self, path: str) -> _File | None:
        """A file by what the table says of it; its name is the path from the table's folder."""
        if not path or "\0" in path:
            return None
        tried = [path, path.replace("\\", "/")] if "\\" in path and os.sep == "/" else [path]
        return next((found for name in tried if (found := self._find(self._placed(name)))), None)

    def parents(self, name: str) -> tuple[str, ...]:
        """The folders that a file lies in; the same object for all files of a folder."""
        folder = name.rpartition("/")[0]
        if folder not in self._parents:
            self._parents[folder] = parents_of(name)
        return self._parents[folder]

    def _placed(self, name: str) -> str:
        if os.sep == "/" and not self._base and "//" not in name and "./" not in name:
            return name
        base = "" if os.path.isabs(name) else self._base  # noqa: PTH117 - a hundred thousand times
        return os.path.normpath(base + name).replace(os.sep, "/")

    def _find(self, name: str) -> _File | None:
        for ending in ("", self._ending, *_ENDINGS) if self._ending else ("", *_ENDINGS):
            try:
                status = os.stat(self.place.path(name + ending))  # noqa: PTH116 - a hundred thousand times
            except (OSError, ValueError):
                continue
            if not ending or stat.S_ISREG(status.st_mode):
                self._ending = ending or self._ending
                return _File(name + ending, status)
        return None

    def _beside(self) -> list[str]:
        try:
            with os.scandir(self._folder) as entries:
                found = sorted(entry.name for entry in islice(entries, 10_000) if entry.is_dir())
        except OSError:
            return []
        return [f"{name}/" for name in found[:_FOLDERS]]


def _members(rows: Iterator[_Row], meaning: Columns, files: _Files, *, check: Callable[[], None]) -> Iterator[Member]:
    known: dict[str, tuple[int, str]] = {}  # line and label of each file
    shown_names: set[str] = set()
    for number, row in enumerate(rows):
        if number % _OFTEN == 0:
            check()
        if number == MAX_MEMBERS:
            raise SourceError(f"There are more than {MAX_MEMBERS:,} rows in it", remedy="Choose a smaller part of it.")
        member = _member(row, meaning, files, known)
        if member.name in shown_names:  # refused: a file that can be used is met once
            member = member._replace(name=f"{member.name} (line {row.line})")
        shown_names.add(member.name)
        yield member


def _member(row: _Row, meaning: Columns, files: _Files, known: dict[str, tuple[int, str]]) -> Member:
    if row.cells is None:
        return _refused(row, f"(line {row.line})", "cannot be read; a quotation mark may be missing")
    path, label = _cell(row.cells, meaning.path), _cell(row.cells, meaning.label)
    if not path:
        return _refused(row, f"(line {row.line})", "names no file")
    file = files.find(path)
    if file is None:
        return _refused(row, path if len(path) <= _LONG else f"{path[:_LONG]}…", _why_missing(path), "unreadable")
    here = f"{file.name} (line {row.line})"  # its own name is for the row that can be used
    if not stat.S_ISREG(file.status.st_mode):
        folder = stat.S_ISDIR(file.status.st_mode)
        return _refused(row, here, "names a folder" if folder else "names no ordinary file")
    if is_archive(file.name) or why_not(file.name) == OTHER_KIND:
        return _refused(row, here, "names an archive; import it by itself")
    word = _cell(row.cells, meaning.split)
    given = split_of(word)
    if word and given is None:
        return _refused(row, here, f"“{shown(word)[:40]}” is no split; write training, validation or test")
    if before := known.get(file.name):
        return _refused(row, here, _twice(before, label))
    known[file.name] = row.line, label
    return _used(file, label, given, _cell(row.cells, meaning.group), files)


def _used(file: _File, label: str, given: Split | None, group: str, files: _Files) -> Member:
    size = file.status.st_size
    return Member(
        file.name,
        files.parents(file.name),
        f"{size}:{file.status.st_mtime_ns}",
        size,
        files.place,
        label=shown(label) or None,
        given=given,
        group=shown(group) or None,
    )


def _why_missing(path: str) -> str:
    if "://" in path:
        return "names a web address; download the picture first"
    return "there is no such file" + ("; a quotation mark may be missing" if "\n" in path else "")


def _twice(before: tuple[int, str], label: str) -> str:
    if before[1] == label:
        return f"names the same file as line {before[0]}"
    return f"names the same file as line {before[0]}, which gives it another class; that one counts"


def _refused(row: _Row, name: str, reason: str, kind: NotTaken = "passed over") -> Member:
    return refused(name, (), f"line {row.line}: {reason}", kind)

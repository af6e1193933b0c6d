"""Pictures that are labelled where they lie, without an import: found again by their paths, looked at, brought in."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote_from_bytes, unquote_to_bytes

from trainer import parallel
from trainer.catalog.connection import as_path, as_stored, as_text
from trainer.catalog.database import Database
from trainer.catalog.intake import Intake, SeenFile
from trainer.catalog.records import LeftOut
from trainer.names import readable
from trainer.project import Project

_OFTEN = 64  # files between two looks at whether to go on
_PARENTS = 4096  # folders whose real places are remembered during one question

FileValue = tuple[int, str, int, str | None]
"""What is known of a reviewed file: the number of its picture, its stamp, its bytes, and what is remarked of it."""


class Spot(NamedTuple):
    """Where a file lies: the folder that is its source, and its path below that."""

    folder: str
    name: str

    @property
    def path(self) -> str:
        """The whole path."""
        return os.path.join(self.folder, self.name)  # noqa: PTH118 - a path that ends in a surrogate must stay as it is

    @property
    def key(self) -> str:
        """Both as one word of plain letters, whatever bytes their names are made of; for the journal of decisions."""
        return " ".join(quote_from_bytes(os.fsencode(part)) for part in self)

    def below(self, path: str) -> str | None:
        """The path of a file from this one's source; None where it does not lie in that."""
        return _below(path, self.folder)

    @classmethod
    def of_key(cls, key: str) -> Spot:
        """The place that `key` stands for."""
        folder, name = (os.fsdecode(unquote_to_bytes(part)) for part in key.split(" "))
        return cls(folder, name)


class Met(NamedTuple):
    """A file that the catalog knows, or is to know from now on.

    Attributes:
        path: As it was asked for.
        picture: The number of its picture.
        key: Of its `Spot`, where its row among the files of a reviewed source is new, changed, or to be taken out.
        before, after: That row; None where there is none.
    """

    path: str
    picture: int
    key: str | None = None
    before: FileValue | None = None
    after: FileValue | None = None


class Fresh(NamedTuple):
    """A file that the catalog does not know as it is now: its path as asked, what was seen, and its row before."""

    path: str
    spot: Spot
    seen: SeenFile
    before: FileValue | None


class Row(NamedTuple):
    """A row among the files of a source: the kind and number of that, its place, and what is known of it."""

    kind: str
    source: int
    spot: Spot
    value: FileValue


class Reviewed:
    """The reviewed files of one catalog.

    Args:
        project: The project.
        data: Its database.
        intake: Writes pictures down.
    """

    def __init__(self, project: Project, data: Database, intake: Intake) -> None:
        self._project, self._data, self._intake = project, data, intake

    def own_labels(self, paths: Iterable[str | Path]) -> dict[str, str]:
        """The classes that the person has given to files, by path as it was asked for; those without one are left out.

        A file that has changed since is another picture: its label is not its own any more.
        """
        rows = self._data.rows(
            "SELECT s.kind, s.location, f.name, f.stamp, c.name FROM labels l JOIN files f ON f.picture_id = l.picture_id "
            "JOIN sources s ON s.id = f.source_id JOIN classes c ON c.id = l.class_id WHERE s.kind <> 'archive'"
        )
        known = {_joined(kind, place, name): (stamp, label) for kind, place, name, stamp, label in rows}
        if not known:
            return {}
        real, found = real_path(), {}
        for asked in map(str, paths):
            stamp, label = known.get(real(asked), (None, ""))
            if stamp is not None and stamp == stamp_of(asked):
                found[asked] = label
        return found

    def find(self, paths: Iterable[str | Path]) -> list[Met]:
        """The files that the catalog knows as they are now; those of reviewed sources as being taken out."""
        places, met, real = self.places(), [], real_path()
        for asked in map(str, paths):
            rows = self.rows(real(asked), places)
            reviewed = next((row for row in rows if row.kind == "reviewed"), None)
            if reviewed is not None:
                met.append(Met(asked, reviewed.value[0], reviewed.spot.key, reviewed.value, None))
            elif rows:
                met.append(Met(asked, rows[0].value[0]))
        return met

    def meet(
        self,
        paths: Iterable[str | Path],
        *,
        root: Path | None,
        check: Callable[[], None],
        looked: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> tuple[list[Met | Fresh], list[LeftOut]]:
        """Look at the files that the catalog does not know yet, in threads; nothing is written.

        Args:
            paths: The files.
            root: The folder that is reviewed: the source of those that lie in it. Others: the folder that each lies in.
            check: Called often; may raise to break off.
            looked: Told how many of how many files were looked at.

        Returns:
            Each file that is a picture, for `take`; and those that are none, or cannot be read.
        """
        places, real = self.places(), real_path()
        reviewed = [folder for kind, _, folder in places if kind == "reviewed"]
        chosen = [str(root.resolve())] if root is not None else []
        known: list[Met | Fresh] = []
        fresh: list[tuple[str, Spot, FileValue | None]] = []
        for number, asked in enumerate(dict.fromkeys(map(str, paths))):
            if number % _OFTEN == 0:
                check()
            path, stamp = real(asked), stamp_of(asked)
            rows = self.rows(path, places)
            same = next((row for row in rows if row.value[1] == stamp), None)
            if same is not None:
                known.append(Met(asked, same.value[0]))
                continue
            old = next((row for row in rows if row.kind == "reviewed"), None)
            spot = old.spot if old is not None else _spot(path, [*reviewed, *chosen])
            fresh.append((asked, spot, old.value if old is not None else None))
        seen, left_out = self._examined(fresh, check, looked)
        return [*known, *seen], left_out

    def take(self, met: Iterable[Met | Fresh]) -> list[Met]:
        """Write down the pictures that are new, inside `Database.writing`; their files are for the decision to write."""
        return [item if isinstance(item, Met) else self._taken(item) for item in met]

    def spot(self, path: str, places: Sequence[tuple[str, int, str]]) -> Spot:
        """Which reviewed source a file at a real path belongs to: the innermost that it lies in, or else its own folder."""
        return _spot(path, [folder for kind, _, folder in places if kind == "reviewed"])

    # Inside

    def _taken(self, file: Fresh) -> Met:
        seen, picture = file.seen, self._intake.picture_number(file.seen)
        return Met(file.path, picture, file.spot.key, file.before, (picture, seen.stamp, seen.size, seen.remark))

    def _examined(
        self,
        fresh: Sequence[tuple[str, Spot, FileValue | None]],
        check: Callable[[], None],
        looked: Callable[[int, int], None],
    ) -> tuple[list[Fresh], list[LeftOut]]:
        found, left_out = [], []
        answers = parallel.in_order(lambda item: _look(item[0], item[1], self._project), fresh)
        for number, ((asked, spot, before), seen) in enumerate(zip(fresh, answers, strict=True), start=1):
            check()
            looked(number, len(fresh))
            if isinstance(seen, SeenFile) and seen.problem is None:
                found.append(Fresh(asked, spot, seen, before))
            else:
                reason = seen if isinstance(seen, str) else seen.problem.reason if seen.problem else ""
                left_out.append(LeftOut(path=readable(asked), reason=reason))
        return found, left_out

    def places(self) -> list[tuple[str, int, str]]:
        """(kind, number, folder) of the sources whose files lie where they were found, the innermost folders first."""
        rows = self._data.rows("SELECT kind, id, location FROM sources WHERE kind IN ('folder', 'reviewed')")
        return sorted(((kind, number, as_text(place)) for kind, number, place in rows), key=lambda row: -len(row[2]))

    def rows(self, path: str, places: Sequence[tuple[str, int, str]]) -> list[Row]:
        """What is known of a file, by its real path."""
        found = []
        for kind, source, folder in places:
            name = _below(path, folder)
            if name is None:
                continue
            for row in self._data.rows(
                "SELECT picture_id, stamp, size, remark FROM files WHERE source_id = ? AND name = ? "
                "AND picture_id IS NOT NULL",
                (source, as_stored(name)),
            ):
                found.append(Row(kind, source, Spot(folder, name), row))
        return found


def put_file(data: Database, key: str, value: Sequence[Any] | None) -> None:
    """Write a reviewed file down, or (None) take it out with its source, if that is then empty; inside `Database.writing`.

    Args:
        data: The catalog's.
        key: `Spot.key`.
        value: `FileValue`.
    """
    spot = Spot.of_key(key)
    place, name = as_stored(spot.folder), as_stored(spot.name)
    source = data.value("SELECT id FROM sources WHERE kind = 'reviewed' AND location = ?", (place,))
    if value is None:
        data.execute("DELETE FROM files WHERE source_id = ? AND name = ?", (source, name))
        data.execute("DELETE FROM sources WHERE id = ? AND id NOT IN (SELECT source_id FROM files)", (source,))
        return
    if source is None:
        source = data.execute("INSERT INTO sources (kind, location, complete) VALUES ('reviewed', ?, 1)", (place,))
    picture, stamp, size, remark = value
    data.execute(
        "INSERT INTO files (source_id, name, stamp, size, unpacked, picture_id, remark) VALUES (?, ?, ?, ?, 0, ?, ?) "
        "ON CONFLICT (source_id, name) DO UPDATE SET stamp = excluded.stamp, size = excluded.size, "
        "picture_id = excluded.picture_id, remark = excluded.remark",
        (source, name, stamp, size, picture, remark),
    )


def _look(asked: str, spot: Spot, project: Project) -> SeenFile | str:
    """What a file holds; a sentence's end where it is not to be opened."""
    from trainer.catalog.looking import look  # noqa: PLC0415 - Pillow comes with it, and the window begins without
    from trainer.catalog.sources.folders import FolderPlace  # noqa: PLC0415
    from trainer.catalog.sources.member import Member  # noqa: PLC0415
    from trainer.pixels import why_unreadable  # noqa: PLC0415

    try:
        status = os.stat(asked)  # noqa: PTH116 - a path that ends in a surrogate must stay as it is
    except OSError as error:
        return why_unreadable(error)
    if not stat.S_ISREG(status.st_mode):
        return "is a folder, not a picture" if stat.S_ISDIR(status.st_mode) else "is no ordinary file"
    place = FolderPlace(Path(spot.folder))
    return look(Member(spot.name, (), _stamp_of_status(status), status.st_size, place), project)


def real_path() -> Callable[[str], str]:
    """What gives the path of a file with the links of its folder followed, and remembers the folders."""
    folder = lru_cache(_PARENTS)(os.path.realpath)

    def real(path: str) -> str:
        parent, name = os.path.split(os.path.abspath(path))  # noqa: PTH100
        return os.path.join(folder(parent), name)  # noqa: PTH118

    return real


def _spot(path: str, folders: Iterable[str]) -> Spot:
    """Which source a new file belongs to: the innermost of some folders that it lies in, or else its own folder."""
    around = [folder for folder in folders if _below(path, folder) is not None]
    folder = max(around, key=len, default=os.path.dirname(path))  # noqa: PTH120
    name = _below(path, folder)
    assert name is not None
    return Spot(folder, name)


def _below(path: str, folder: str) -> str | None:
    """The path of a file from a folder that it lies in, with ``/`` between; None where it does not."""
    start = folder if folder.endswith(os.sep) else folder + os.sep
    return path[len(start) :].replace(os.sep, "/") if path.startswith(start) else None


def _joined(kind: str, place: str | bytes, name: str | bytes) -> str:
    folder = as_path(place).parent if kind == "table" else as_path(place)
    return os.path.normpath(os.path.join(folder, as_text(name)))  # noqa: PTH118


def stamp_of(path: str) -> str | None:
    """What changes when a file does, as sources of folders keep it; None where it is not there."""
    try:
        return _stamp_of_status(os.stat(path))  # noqa: PTH116
    except OSError:
        return None


def _stamp_of_status(status: os.stat_result) -> str:
    return f"{status.st_size}:{status.st_mtime_ns}"


def words_of(labels: Iterable[str | None]) -> str:
    """What a decision says that gave files these classes."""
    names = list(dict.fromkeys(labels))
    match names:
        case [None]:
            return "labelled as their sources say"
        case [name]:
            return f"labelled “{name}”"
        case _:
            return f"labelled with {len(names)} classes"

"""Pictures that are labelled where they lie, without an import: found again by their paths, looked at, brought in."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote_from_bytes, unquote_to_bytes

from trainer import parallel
from trainer.catalog.connection import as_stored, as_text
from trainer.catalog.database import Database
from trainer.catalog.intake import Intake, SeenFile
from trainer.catalog.recognising import Recognised
from trainer.catalog.records import LeftOut
from trainer.catalog.whereabouts import real_path, stamp_of, stamp_of_status
from trainer.names import readable
from trainer.project import Project

_OFTEN = 64  # files between two looks at whether to go on

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
        self._recognised = Recognised(data)

    def own_labels(self, paths: Iterable[str | Path], *, check: Callable[[], None] = lambda: None) -> dict[str, str]:
        """The classes that the person has given to files, by path as it was asked for; those without one are left out.

        A label is of what a file holds: it goes on when only name, time or metadata are others now, and not when another
        picture lies under the same name.

        Args:
            paths: The files; those that may hold a labelled picture under another name or time are read.
            check: Called often; may raise to break off.
        """
        return {path: one.label for path, one in self._recognised.of(map(str, paths), check=check).items()}

    def find(self, paths: Iterable[str | Path]) -> list[Met]:
        """The files that the catalog knows, each with all that hold the same picture; those of reviewed sources as being
        taken out.
        """
        asked = [*map(str, paths)]
        labelled, places, real = self._recognised.of(asked), self.places(), real_path()
        met: dict[tuple[int, str | None], Met] = {}
        for path in asked:
            if path in labelled:
                picture = labelled[path].picture
            elif rows := self.rows(real(path), places):
                picture = min(rows, key=lambda row: row.kind != "reviewed").value[0]
            else:
                continue
            known = [Met(path, picture, row.spot.key, row.value, None) for row in self._reviewed_of(picture)]
            met |= {(one.picture, one.key): one for one in known or [Met(path, picture)]}
        return [*met.values()]

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

    def _reviewed_of(self, picture: int) -> list[Row]:
        """All files of reviewed sources that hold a picture."""
        rows = self._data.rows(
            "SELECT s.id, s.location, f.name, f.picture_id, f.stamp, f.size, f.remark FROM files f "
            "JOIN sources s ON s.id = f.source_id WHERE s.kind = 'reviewed' AND f.picture_id = ?",
            (picture,),
        )
        return [
            Row("reviewed", source, Spot(as_text(place), as_text(name)), tuple(value))
            for source, place, name, *value in rows
        ]

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
    return look(Member(spot.name, (), stamp_of_status(status), status.st_size, place), project)


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

"""Following files that were moved or renamed, so that labels, splits and the journal of decisions go with them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from trainer.catalog.connection import as_stored, as_text
from trainer.catalog.database import Database
from trainer.catalog.decisions import Change
from trainer.catalog.reviewing import Reviewed, Row, Spot, put_file
from trainer.catalog.whereabouts import real_path, stamp_of


def follow(data: Database, reviewed: Reviewed, moves: Mapping[str, str]) -> int:
    """Let the catalog know files at their new places; returns how many of them it knows. Inside `Database.writing`.

    A file that leaves the folder that it was imported with becomes one of a reviewed source, and keeps its class.

    Args:
        data: The catalog's.
        reviewed: Finds files by path.
        moves: Where each lay (it may be gone there), and where it lies now.
    """
    real, places, keys, known = real_path(), reviewed.places(), dict[str, str](), 0
    for old, new in moves.items():
        stamp, place = stamp_of(new), real(new)
        rows = reviewed.rows(real(old), places) if stamp is not None else []
        known += bool(rows)
        for row in rows:
            assert stamp is not None
            if row.kind == "reviewed" or not _renamed(data, row, place, stamp):
                spot = reviewed.spot(place, places)
                _moved(data, row, spot, stamp)
                keys[row.spot.key] = spot.key
    _rewrite(data, keys)
    return known


def follow_source(data: Database, old: str, new: str) -> None:
    """Let the journal know a reviewed folder at its new place. Inside `Database.writing`."""
    names = data.rows(
        "SELECT f.name FROM files f JOIN sources s ON s.id = f.source_id WHERE s.kind = 'reviewed' AND s.location = ?",
        (as_stored(new),),
    )
    _rewrite(data, {Spot(old, as_text(name)).key: Spot(new, as_text(name)).key for (name,) in names})


def _renamed(data: Database, row: Row, place: str, stamp: str) -> bool:
    """Give a file that stays in its imported folder its new name there; whether that could be done."""
    name = row.spot.below(place)
    if name is None:
        return False
    values = {"source": row.source, "old": as_stored(row.spot.name), "new": as_stored(name), "stamp": stamp}
    if data.rows("SELECT 1 FROM files WHERE source_id = :source AND name = :new", values):
        return False
    data.execute("UPDATE files SET name = :new, stamp = :stamp WHERE source_id = :source AND name = :old", values)
    return True


def _moved(data: Database, row: Row, spot: Spot, stamp: str) -> None:
    picture, _, size, remark = row.value
    if row.kind == "reviewed":
        put_file(data, row.spot.key, None)
    else:
        where = (row.source, as_stored(row.spot.name))
        data.execute(
            "INSERT OR IGNORE INTO labels (picture_id, class_id) SELECT picture_id, class_id FROM files "
            "WHERE source_id = ? AND name = ? AND class_id IS NOT NULL",
            where,
        )
        data.execute("DELETE FROM files WHERE source_id = ? AND name = ?", where)
    put_file(data, spot.key, (picture, stamp, size, remark))


def _rewrite(data: Database, keys: Mapping[str, str]) -> None:
    """Let decisions that brought files in speak of their new places, so that they can still be taken back."""
    if not keys:
        return
    for number, stored in data.rows("""SELECT id, changes FROM decisions WHERE instr(changes, '"file"')"""):
        changes = msgspec.json.decode(stored, type=list[Change])
        new = [
            msgspec.structs.replace(change, key=keys.get(str(change.key), change.key))
            if change.kind == "file"
            else change
            for change in changes
        ]
        if new != changes:
            data.execute("UPDATE decisions SET changes = ? WHERE id = ?", (msgspec.json.encode(new).decode(), number))

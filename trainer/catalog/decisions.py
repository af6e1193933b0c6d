"""What the person decides about pictures: labels, copies to keep, what is not the same; each can be taken back.

What changes nothing is no decision: nothing is written down, and None says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from trainer.catalog.database import Database
from trainer.catalog.ledger import now
from trainer.catalog.names import class_key, class_number
from trainer.catalog.records import Aside, Decision
from trainer.catalog.reviewing import Met, put_file, words_of
from trainer.errors import UsageError

Kind = Literal["label", "aside", "apart", "split", "meta", "honour", "file"]
Snapshot = dict[tuple[Kind, int | str], Any]


class Change(msgspec.Struct, frozen=True, array_like=True):
    """One value that a decision changes.

    Attributes:
        kind: "label" (a class' name), "aside" (reason and detail), "split", each by picture number; "apart" (1) by a
            pair of picture numbers, "3 8"; "meta" by name; "honour" (1 or 0) by number of source; "file" (number of picture,
            stamp, bytes, remark) by place (`trainer.catalog.reviewing.Spot.key`). None: none, or what the source says.
        key: What it is about.
        before, after: The value.
    """

    kind: Kind
    key: int | str
    before: Any
    after: Any

    @property
    def counts(self) -> bool:
        """Whether it changes anything: a class' name in other letters is the same class."""
        if self.kind == "label" and self.before is not None and self.after is not None:
            return class_key(self.before) != class_key(self.after)
        return bool(self.before != self.after)


class Decisions:
    """The journal of decisions of one catalog."""

    def __init__(self, data: Database) -> None:
        self._data = data

    def label(self, pictures: Iterable[int], label: str | None) -> Decision | None:
        """Give pictures a class, or (None) the one that their sources give them."""
        name = label.strip() if label is not None else None
        if name == "":
            raise UsageError("A class needs a name", remedy="Type one, such as drawings.")
        numbers = tuple(pictures)
        before = self._before("label", numbers)
        words = f"labelled “{name}”" if name is not None else "labelled as their sources say"
        return self._make(words, [Change("label", n, before.get(n), name) for n in numbers])

    def label_files(self, met: Iterable[Met], labels: Mapping[str, str | None]) -> Decision | None:
        """Give files' pictures their classes, and write down the files themselves; inside `Database.writing`.

        Args:
            met: The files, their pictures written down already.
            labels: The class of each, by path; None: the one that its sources give it.
        """
        files = list(met)
        before = self._before("label", [file.picture for file in files])
        changes = [Change("file", f.key, f.before, f.after) for f in files if f.key is not None]
        changes += [Change("label", f.picture, before.get(f.picture), labels[f.path]) for f in files]
        return self._make(words_of(labels[file.path] for file in files), changes)

    def labelled_since(self, moment: str) -> dict[int, str | None]:
        """The pictures that are of another class than they were at a moment, with the label that they have now.

        Without a label of the person a picture is of the class that its sources give it: who says the same changes nothing.

        Args:
            moment: ISO 8601, with its time zone.
        """
        since = datetime.fromisoformat(moment).astimezone(UTC).isoformat(timespec="seconds")
        first: dict[int, Any] = {}
        last: dict[int, str | None] = {}
        for stored in self._data.rows(
            "SELECT changes FROM decisions WHERE made >= ? AND NOT undone ORDER BY id", (since,)
        ):
            for change in msgspec.json.decode(stored[0], type=list[Change]):
                if change.kind == "label":
                    first.setdefault(int(change.key), change.before)
                    last[int(change.key)] = change.after
        found = self._found(last)
        known = {number: (first[number] or found.get(number), last[number] or found.get(number)) for number in last}
        return {number: last[number] for number, (before, after) in known.items() if _key(before) != _key(after)}

    def set_aside(self, pictures: Iterable[int], reason: Aside = "person", detail: str = "") -> Decision | None:
        """Leave pictures out of the dataset; their files stay."""
        numbers = tuple(pictures)
        before = self._before("aside", numbers)
        return self._make("left out", [Change("aside", n, before.get(n), [reason, detail]) for n in numbers])

    def use_again(self, pictures: Iterable[int]) -> Decision | None:
        """Take pictures that were set aside into the dataset again."""
        numbers = tuple(pictures)
        before = self._before("aside", numbers)
        return self._make("used again", [Change("aside", n, before.get(n), None) for n in numbers])

    def keep(self, groups: Iterable[tuple[int, Sequence[int]]], detail: str = "") -> Decision | None:
        """Of each group of copies keep one and set the others aside.

        Args:
            groups: (the picture to keep, the others).
            detail: What is to be said of each that is set aside.
        """
        chosen = [(kept, tuple(others)) for kept, others in groups]
        before = self._before("aside", [n for kept, others in chosen for n in (kept, *others)])
        changes = [Change("aside", n, before.get(n), ["copy", detail]) for _, others in chosen for n in others]
        changes += [Change("aside", kept, before[kept], None) for kept, _ in chosen if before.get(kept) is not None]
        return self._make("left out as copies", changes)

    def keep_apart(self, pictures: Sequence[int]) -> Decision | None:
        """Say that pictures that look alike are not the same."""
        together = [(min(a, b), max(a, b)) for i, a in enumerate(pictures) for b in pictures[i + 1 :]]
        known = set(self._data.rows("SELECT a, b FROM apart"))
        changes = [Change("apart", f"{a} {b}", 1 if (a, b) in known else None, 1) for a, b in together]
        return self._make("told apart", changes)

    def snapshot(self) -> Snapshot:
        """All splits, what is set aside, and the settings they depend on, to tell later what has changed."""
        state: Snapshot = {("split", n): split for n, split in self._data.rows("SELECT id, split FROM pictures")}
        for number, reason, detail in self._data.rows("SELECT picture_id, reason, detail FROM aside"):
            state["aside", number] = [reason, detail]
        for number, honour in self._data.rows("SELECT id, honour FROM sources"):
            state["honour", number] = honour
        for name, value in self._data.rows("SELECT name, value FROM meta"):
            state["meta", name] = value
        return state

    def note(self, words: str, before: Snapshot) -> Decision:
        """Write down as one decision all that has changed since a snapshot."""
        after = self.snapshot()
        keys = sorted(before.keys() | after.keys(), key=str)
        changes = [Change(key[0], key[1], before.get(key), after.get(key)) for key in keys]
        return self._write(words, [change for change in changes if change.before != change.after])

    def journal(self) -> list[Decision]:
        """All decisions, newest first."""
        return [
            Decision(id=number, made=made, words=words, pictures=_pictures(changes), undone=bool(undone))
            for number, made, words, undone, changes in self._data.rows(
                "SELECT id, made, words, undone, changes FROM decisions ORDER BY id DESC"
            )
        ]

    def undo(self, number: int | None = None) -> Decision:
        """Take a decision back, by default the last one that stands.

        Raises:
            UsageError: There is none.
        """
        return self._turn(number, back=True)

    def redo(self, number: int) -> Decision:
        """Let a decision that was taken back stand again.

        Raises:
            UsageError: There is no such decision, or it stands.
        """
        return self._turn(number, back=False)

    def _turn(self, number: int | None, *, back: bool) -> Decision:
        journal = self.journal()
        known = [entry for entry in journal if entry.undone is not back and number in (None, entry.id)]
        if not known:
            raise UsageError(_why_not(number, journal, back=back), remedy="artclass-cli decide --list shows them.")
        chosen = known[0]
        with self._data.writing():
            stored = self._data.value("SELECT changes FROM decisions WHERE id = ?", (chosen.id,))
            changes = msgspec.json.decode(stored, type=list[Change])
            for change in reversed(changes) if back else changes:
                self._set(change.kind, change.key, change.before if back else change.after)
            self._data.execute("UPDATE decisions SET undone = ? WHERE id = ?", (back, chosen.id))
        return msgspec.structs.replace(chosen, undone=back)

    def _make(self, words: str, wanted: Iterable[Change]) -> Decision | None:
        changes = [change for change in wanted if change.counts]
        if not changes:
            return None
        with self._data.writing():
            for change in changes:
                self._set(change.kind, change.key, change.after)
            return self._write(words, changes)

    def _write(self, words: str, changes: Sequence[Change]) -> Decision:
        stored, made = msgspec.json.encode(changes).decode(), now()
        with self._data.writing():
            insert = "INSERT INTO decisions (made, words, changes) VALUES (?, ?, ?)"
            number = self._data.execute(insert, (made, words, stored))
        return Decision(id=number, made=made, words=words, pictures=_pictures(stored), undone=False)

    def _before(self, kind: Literal["label", "aside"], pictures: Sequence[int]) -> dict[int, Any]:
        with self._data.chosen(pictures):
            match kind:
                case "label":
                    return self._data.pairs(
                        "SELECT l.picture_id, c.name FROM labels l JOIN classes c ON c.id = l.class_id "
                        "WHERE l.picture_id IN temp.chosen"
                    )
                case _:
                    rows = self._data.rows(
                        "SELECT picture_id, reason, detail FROM aside WHERE picture_id IN temp.chosen"
                    )
                    return {number: [reason, detail] for number, reason, detail in rows}

    def _found(self, pictures: Iterable[int]) -> dict[int, str]:
        """The classes that their sources give to pictures."""
        with self._data.chosen(pictures):
            return self._data.pairs(
                "SELECT e.picture_id, c.name FROM entries e JOIN classes c ON c.id = e.found_class "
                "WHERE e.picture_id IN temp.chosen"
            )

    def _set(self, kind: Kind, key: int | str, value: Any) -> None:
        match kind:
            case "label" if value is None:
                self._data.execute("DELETE FROM labels WHERE picture_id = ?", (key,))
            case "label":
                self._data.execute(
                    "INSERT OR REPLACE INTO labels VALUES (?, ?)", (key, class_number(self._data, str(value)))
                )
            case "aside" if value is None:
                self._data.execute("DELETE FROM aside WHERE picture_id = ?", (key,))
            case "aside":
                self._data.execute("INSERT OR REPLACE INTO aside VALUES (?, ?, ?)", (key, *value))
            case "apart":
                pair = tuple(map(int, str(key).split()))
                sql = (
                    "DELETE FROM apart WHERE a = ? AND b = ?"
                    if value is None
                    else "INSERT OR IGNORE INTO apart VALUES (?, ?)"
                )
                self._data.execute(sql, pair)
            case "split":
                self._data.execute("UPDATE pictures SET split = ? WHERE id = ?", (value, key))
            case "file":
                put_file(self._data, str(key), value)
            case "honour":
                self._data.execute("UPDATE sources SET honour = ? WHERE id = ?", (value or 0, key))
            case "meta" if value is None:
                self._data.execute("DELETE FROM meta WHERE name = ?", (key,))
            case "meta":
                self._data.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _key(name: str | None) -> str | None:
    return class_key(name) if name is not None else None


def _why_not(number: int | None, journal: Sequence[Decision], *, back: bool) -> str:
    if number is None:
        return f"There is no decision to {'take back' if back else 'do again'}"
    if number not in {entry.id for entry in journal}:
        return f"There is no decision {number}"
    return f"Decision {number} {'was taken back already' if back else 'stands'}"


def _pictures(changes: str) -> int:
    """How many pictures a stored list of changes is about."""
    found = msgspec.json.decode(changes, type=list[Change])
    return len(
        {key for change in found if change.kind not in ("meta", "honour", "file") for key in str(change.key).split()}
    )

"""The catalog: which pictures the project has, where they lie, their classes and splits. Below it lies all SQL."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import TracebackType

import msgspec

from trainer.catalog import connection
from trainer.catalog.database import Database
from trainer.catalog.decisions import Decisions
from trainer.catalog.grouping import Grouping, maker, without_effect
from trainer.catalog.intake import Intake
from trainer.catalog.interface import Store
from trainer.catalog.ledger import Ledger
from trainer.catalog.origins import origins
from trainer.catalog.reading import Reading
from trainer.catalog.records import Aside, Decision, LeftOut
from trainer.catalog.relocating import follow
from trainer.catalog.reviewing import Reviewed
from trainer.errors import PictureError, UsageError
from trainer.project import Project
from trainer.running import moments


class Catalog(Reading):
    """The open catalog of a project; use it in the thread that opened it, and close it.

    Every method raises `ProjectError` (damaged, busy) or `DiskError` (full, read-only).

    Attributes:
        intake: How an import writes.
        ledger: The imports.
        decisions: What the person decided. Call `settle_splits` after deciding (the methods here do).
        reviewed: Files that were labelled where they lie.
        likeness: Looks and near-duplicates.
        splits: Who is learnt from and who is held out.
    """

    def __init__(self, project: Project, data: Database) -> None:
        super().__init__(project, data)
        self.ledger = Ledger(data)
        self.intake = Intake(project, data, self.ledger, self.likeness)
        self.decisions = Decisions(data)
        self.reviewed = Reviewed(project, data, self.intake)

    @classmethod
    def open(cls, project: Project, *, readonly: bool = False) -> Catalog:
        """Open the project's catalog; an absent one is made, or reads as empty with ``readonly``.

        Raises:
            ProjectError: It is damaged, busy, or was written by a newer program.
            DiskError: It cannot be written to.
        """
        with connection.in_words(project.catalog):
            sql = connection.connect(project.catalog, readonly=readonly)
        return cls(project, Database(project.catalog, sql))

    def close(self) -> None:
        """Let the file go."""
        self._data.close()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def settle_splits(self, *, check: Callable[[], None] = lambda: None) -> int:
        """Compare new pictures with all, and give those a split that are to have one and have none.

        Args:
            check: Called often; may raise to break off, and what is left is done the next time.

        Returns:
            How many pictures had to be set aside, because they are near to pictures of two splits.
        """
        if self.likeness.unmatched():
            self.likeness.match(check=check)
        return self.splits.settle(check=check)

    # What the person decides; None: there was nothing to change

    def label(self, pictures: Sequence[int], label: str | None) -> Decision | None:
        """Give pictures a class, or (None) the one that their sources give them.

        Raises:
            UsageError: The name is empty.
        """
        decision = self.decisions.label(pictures, label)
        self.settle_splits()
        return decision

    def label_files(
        self,
        paths: Iterable[str | Path],
        label: str | None,
        *,
        root: Path | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> Decision | None:
        """Give files a class, be they in the catalog or not; as `label_each`."""
        return self.label_each(dict.fromkeys(paths, label), root=root, check=check)

    def label_each(
        self,
        labels: Mapping[str | Path, str | None],
        *,
        root: Path | None = None,
        settle: bool = True,
        check: Callable[[], None] = lambda: None,
        looked: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> Decision | None:
        """Give files classes, be they in the catalog or not: those that are new stay where they are and are learnt from.

        They become pictures of a source of kind "reviewed". All of it is one decision: taking it back takes them out
        again. What is unreadable is left out and named in the decision. None: all of it is so already.

        Args:
            labels: The class of each file; None takes back the person's own label, and the file out if it brought it in.
            root: The folder that is being reviewed: the source of new files that lie in it.
            settle: Give splits at once; otherwise whoever decides much in a row calls `settle_splits` in the end.
            check: Called often; may raise to break off, and nothing is written then.
            looked: Told how many of how many new files were looked at.

        Raises:
            UsageError: A name is empty.
            PictureError: There is no picture among the files, or only those cannot be read that something would change for.
        """
        wanted = _tidied(labels)
        given, taken_back = _parted(wanted)
        met, left_out = self.reviewed.meet(given, root=root, check=check, looked=looked)
        with self._data.writing():
            files = [*self.reviewed.take(met), *self.reviewed.find(taken_back)]
            if left_out and not files:
                raise _no_picture(left_out)
            moments.reached("pictures-taken")
            decision = self.decisions.label_files(files, wanted)
            if left_out and decision is None:
                raise _no_picture(left_out)
            moments.reached("before-commit")
        moments.reached("before-settling")
        if settle:
            self.settle_splits()
        return None if decision is None else msgspec.structs.replace(decision, left_out=tuple(left_out))

    def own_labels(self, paths: Iterable[str | Path], *, check: Callable[[], None] = lambda: None) -> dict[str, str]:
        """The classes that the person has given to files, by path as asked; as `Reviewed.own_labels`."""
        return self.reviewed.own_labels(paths, check=check)

    def origins(self, numbers: Iterable[int]) -> dict[int, Path]:
        """Where pictures were found, by number: the file that was labelled or imported, or its place in an archive."""
        return origins(self._data, numbers)

    def follow_moves(self, moves: Mapping[str | Path, str | Path]) -> int:
        """Let labels and splits go with files that were moved or renamed; gives how many of them the catalog knows.

        Args:
            moves: Where each file lay, and where it lies now.
        """
        with self._data.writing():
            return follow(self._data, self.reviewed, {str(old): str(new) for old, new in moves.items()})

    def corrections(self, since: str | None = None) -> int:
        """How many pictures have another class than they had at a moment, because the person said so.

        Only those that a training learns from or chooses by: test pictures and those that are set aside are none of these.

        Args:
            since: ISO 8601 with its time zone, such as when a run began; None: all that the person has labelled and are used.
        """
        wanted = self.confirmed() if since is None else self.decisions.labelled_since(since).keys()
        with self._data.chosen(wanted):
            sql = "SELECT COUNT(*) FROM entries WHERE aside IS NULL AND picture_id IN temp.chosen"
            return int(self._data.value(sql if since is None else f"{sql} AND split IS NOT 'test'"))

    def leave_out(self, pictures: Sequence[int], reason: Aside = "person", detail: str = "") -> Decision | None:
        """Set pictures aside: they are not used; their files stay."""
        return self.decisions.set_aside(pictures, reason, detail)

    def use_again(self, pictures: Sequence[int]) -> Decision | None:
        """Use pictures again that were set aside."""
        decision = self.decisions.use_again(pictures)
        self.settle_splits()
        return decision

    def keep_best(self) -> Decision | None:
        """Of every group of near-duplicates keep the best copy and set the others aside; None: there is no group.

        A group whose pictures lie in several classes is left for `conflicts`.
        """
        groups = self._settling_groups()
        return self.decisions.keep(groups, "a better copy of it is used") if groups else None

    def _settling_groups(self) -> list[tuple[int, list[int]]]:
        """(the best, its copies) of each group of one class, and of the groups that are left when these are settled."""
        chosen: list[tuple[int, list[int]]] = []
        gone: set[int] = set()
        while True:
            groups = [group for group in self.twin_groups(unsettled=True, without=gone) if len(group.labels) < 2]
            if not groups:
                return chosen
            chosen += [(group.items[0].id, [item.id for item in group.items[1:]]) for group in groups]
            gone.update(item.id for group in groups for item in group.items[1:])

    def keep_one(self, kept: int, others: Sequence[int]) -> Decision | None:
        """Of one group of near-duplicates keep this picture and set the others aside."""
        return self.decisions.keep([(kept, others)], "another copy of it is used")

    def keep_apart(self, pictures: Sequence[int]) -> Decision | None:
        """Say that pictures that look alike are not the same."""
        return self.decisions.keep_apart(pictures)

    def mend_leaks(self) -> Decision | None:
        """Set aside what is learnt from and has a copy that is held out; None: there is no such picture."""
        low = sorted({leak.low for leak in self.splits.leaks()})
        return self.decisions.set_aside(low, "leak", "a copy of it is held out") if low else None

    def draw_splits(self, grouping: Grouping, *, seed: int | None = None) -> Decision:
        """Draw all splits anew, with pictures of one artist or series kept together as ``grouping`` says.

        Models that were trained before may have seen pictures that are held out now.

        Raises:
            UsageError: The grouping's pattern cannot be used, it keeps no pictures together, or a split would be empty;
                nothing changes then.
        """
        self._check_grouping(grouping)
        settings: dict[str, str | None] = {"grouping": msgspec.json.encode(grouping).decode()}
        if seed is not None:
            settings["split seed"] = str(seed)
        with self._data.writing():
            before = self.decisions.snapshot()
            self._data.execute("UPDATE pictures SET split = NULL")
            self._data.execute("DELETE FROM aside WHERE reason IN ('bridge', 'leak')")
            self._data.execute("UPDATE sources SET honour = 0")
            self._data.many("INSERT OR REPLACE INTO meta VALUES (?, ?)", settings.items())
            self.settle_splits()
            self._check_splits(grouping)
            return self.decisions.note("given another split, all drawn anew", before)

    def _check_grouping(self, grouping: Grouping) -> None:
        tell, used = maker(grouping), self.splits.named()
        groups = Counter(filter(None, (tell(one.name, one.creator, one.table) for one in used)))
        useless = without_effect(grouping, groups)
        if used and useless:
            example = f"Names are such as {PurePosixPath(used[0].name).name}. " if grouping.by == "pattern" else ""
            remedy = f"{example}Tell artists or series in another way. The splits are as they were."
            raise UsageError(useless, remedy=remedy)

    def _check_splits(self, grouping: Grouping) -> None:
        counts = self.summary().splits
        empty = [name for name, count in counts.items() if not count]
        if empty and sum(counts.values()):
            cause = "groups are too few or too large" if grouping.by != "nothing" else "pictures are too few"
            raise UsageError(
                f"The {cause}: no {' and no '.join(empty)} pictures would be left",
                remedy="Keep other pictures together, or import more. The splits are as they were.",
            )

    def undo_decision(self, number: int | None = None) -> Decision:
        """Take a decision back, by default the last one that stands.

        Raises:
            UsageError: There is none.
        """
        decision = self.decisions.undo(number)
        self.settle_splits()
        return decision

    def redo_decision(self, number: int) -> Decision:
        """Let a decision that was taken back stand again.

        Raises:
            UsageError: There is no such decision, or it stands.
        """
        decision = self.decisions.redo(number)
        self.settle_splits()
        return decision


def _tidied(labels: Mapping[str | Path, str | None]) -> dict[str, str | None]:
    names = {os.fspath(path): None if label is None else label.strip() for path, label in labels.items()}
    if "" in names.values():
        raise UsageError("A class needs a name", remedy="Type one, such as drawings.")
    return names


def _parted(labels: Mapping[str, str | None]) -> tuple[list[str], list[str]]:
    """The files that are to have a class, and those whose label is taken back."""
    given = [path for path, label in labels.items() if label is not None]
    return given, [path for path, label in labels.items() if label is None]


def _no_picture(left_out: Sequence[LeftOut]) -> PictureError:
    first, more = left_out[0], len(left_out) - 1
    others = "" if not more else " (and 1 other file)" if more == 1 else f" (and {more:,} other files)"
    remedy = "Choose pictures that can be opened."
    return PictureError(f"This file {first.reason}, so it was not labelled{others}", path=first.path, remedy=remedy)


def _keeps_to_the_interface(catalog: Catalog) -> Store:
    """For the type checker alone: whatever else is to be a store has what `Store` asks for, as this one has."""
    return catalog

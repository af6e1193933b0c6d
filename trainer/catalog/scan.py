"""Importing: go through sources, look at every file, and write down what is found."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from trainer import __version__, events, parallel
from trainer.catalog import sources
from trainer.catalog.class_remarks import check_names, remark_on_classes
from trainer.catalog.connection import as_stored, as_text
from trainer.catalog.intake import KnownFile, SeenFile
from trainer.catalog.looking import look
from trainer.catalog.names import class_key
from trainer.catalog.records import FileProblem, ImportResult, Split, SplitPolicy
from trainer.catalog.sources import Member
from trainer.catalog.store import Catalog
from trainer.catalog.unpacked import clear_partial
from trainer.channel import Control, Emit
from trainer.errors import ArtClassError, SourceError, disk_error
from trainer.pace import Pace
from trainer.project import Project, relying_on

_BATCH = 4  # files a transaction: what a kill costs at most, besides those being read
_BLOCK = 1 << 20  # bytes of an archive that are hashed between two looks at the control


class _HaltedError(Exception):
    """Somebody asked to stop."""


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What the person chose before the import.

    Attributes:
        classes: What class names as found become; None: left out. Earlier choices hold for the others.
        splits: "pool": draw the splits ourselves; "honour": keep those that the sources name. None: as before.
        class_level: Which folder is the class: 1 is the one around a picture, 2 the one around that. None: as before.
    """

    classes: Mapping[str, str | None] = {}
    splits: SplitPolicy | None = None
    class_level: int | None = None


def check_sources(project_folder: Path, paths: Iterable[Path]) -> None:
    """Refuse to begin where no source can be imported, before anything is written; of several, one suffices.

    Raises:
        SourceError: Each source is not there, is no folder, archive or table, or lies in the project itself.
    """
    failures = []
    for path in paths:
        try:
            _check_source(project_folder, path)
        except ArtClassError as error:
            failures.append(error)
        else:
            return
    if failures:
        raise failures[0]


def _check_source(project_folder: Path, path: Path) -> None:
    sources.kind_of(path)
    if path.resolve().is_relative_to(project_folder.resolve()):
        raise SourceError("This lies inside the project itself", path=path, remedy="Choose your own pictures.")


def import_sources(
    project: Project, paths: Sequence[Path], *, emit: Emit, control: Control, choices: Choices | None = None
) -> ImportResult | None:
    """Take the pictures of folders, archives and tables into the project's catalog.

    Folders stay where they are and are never written to; what lies in archives is unpacked
    into the project. What is known already and unchanged is not looked at again, so that an
    import that was cut off goes on where it was. Emits everything but the last event.

    Args:
        project: Where to.
        paths: Folders, archives and tables.
        emit: Told of stages, progress, problems and notices.
        control: Any request ends the import; what was taken by then remains.
        choices: Names of classes, and whose splits are used.

    Returns:
        The state of the whole catalog; None when it was asked to end early.

    Raises:
        SourceError: None of the sources can be used, or no picture was found in any. Where some can, the others are
            told as notices.
        UsageError: Something was chosen about a class that is in none of them; nothing is written then.
        ProjectError: Another import is at work on the project, its catalog is damaged, or its folder vanished.
        DiskError: The disk is full, read-only or gone.
    """
    check_sources(project.folder, paths)
    choices = choices or Choices()
    with relying_on(project.folder), project.claimed("import"), Catalog.open(project) as catalog:
        emit(events.Started(job="import", version=__version__))
        if any(entry.finished is None for entry in catalog.ledger.entries()[:1]):
            clear_partial(project)
        try:
            _check_names(project, catalog, paths, choices, emit=emit, control=control)
        except _HaltedError:
            return None
        catalog.intake.name_classes(choices.classes)
        work = _Import(
            project=project,
            catalog=catalog,
            emit=emit,
            control=control,
            choices=choices,
            aliases=catalog.intake.aliases(),
            number=catalog.ledger.begin([path.resolve() for path in paths]),
            stages=2 * len(paths) + 1,
        )
        return work.go_through(paths)


def _check_names(
    project: Project, catalog: Catalog, paths: Sequence[Path], choices: Choices, *, emit: Emit, control: Control
) -> None:
    """Refuse names that are in no source before they are remembered; who chose none does not wait for that."""

    def check() -> None:
        if control.request:
            raise _HaltedError

    def level(path: Path) -> int:
        return choices.class_level or catalog.intake.class_level_at(path)

    if choices.classes:
        emit(events.Stage(name="naming", label="Looking for the classes that you named", index=1, count=1))
        places = [path.resolve() for path in paths]
        check_names(choices.classes, places, scratch=project.cache, check=check, level=level)


@dataclass(kw_only=True)
class _Import:
    """One import at work."""

    project: Project
    catalog: Catalog
    emit: Emit
    control: Control
    choices: Choices
    aliases: Mapping[str, str | None]
    number: int
    stages: int
    stage: int = 0
    gone: int = 0
    met: set[str] = field(default_factory=set)
    empty: list[int] = field(default_factory=list)
    failures: list[ArtClassError] = field(default_factory=list)

    def go_through(self, paths: Sequence[Path]) -> ImportResult | None:
        """Take all sources, compare, and say what came of it; None when it was asked to end early.

        Raises:
            SourceError: None of the sources could be used.
        """
        try:
            for path in paths:
                self.try_to_take(path)
            self.compare()
        except _HaltedError:
            return None
        result = self.finish()
        if len(self.failures) == len(paths):
            raise self.failures[0]
        for failure in self.failures:
            self.emit(events.Notice(message=str(failure), level="warning"))
        remark_on_classes(result, self.emit)
        return result

    def try_to_take(self, path: Path) -> None:
        """Go through one source; where it cannot be used, the others are gone on with."""
        before = self.stage
        try:
            _check_source(self.project.folder, path)
            self.take(path.resolve())
        except SourceError as error:
            self.failures.append(error)
            self.stage = before + 2

    def take(self, path: Path) -> None:
        """Go through one source."""
        intake = self.catalog.intake
        kind = sources.kind_of(path)
        self._begin_stage("listing", f"Looking through {path.name}")
        fingerprint = self._fingerprint(path) if kind == "archive" else None
        honour = None if self.choices.splits is None else self.choices.splits == "honour"
        level = self.choices.class_level
        source = intake.add_source(kind, path, fingerprint=fingerprint, honour=honour, class_level=level)
        lost = intake.lost_pictures(source)
        chosen = self.choices.classes or level is not None
        if kind == "archive" and intake.is_complete(source) and not lost and not chosen:
            self._begin_stage("reading", f"{path.name} is in the project already")
            return
        level = intake.class_level(source)
        with sources.opened(path, scratch=self.project.cache, check=self._check, class_level=level) as members:
            self._begin_stage("reading", f"Reading the pictures of {path.name}")
            self._take_members(source, path, members, known={} if lost else intake.known(source))

    def compare(self) -> None:
        """Look for the near-duplicates of what is new, and give it splits."""
        self._begin_stage("comparing", "Comparing the pictures with each other")
        aside = self.catalog.settle_splits(check=self._check)
        self._tell_of_halves()
        self._tell_of_names()
        if aside:
            pictures = "1 new picture is" if aside == 1 else f"{aside:,} new pictures are"
            text = (
                f"{pictures} nearly the same as pictures of two splits, and set aside: "
                "with them the figures would be flattered."
            )
            self.emit(events.Notice(message=text, level="warning"))

    def _tell_of_names(self) -> None:
        """Names of classes that were to become something else, and are not in these sources."""
        for name in self.choices.classes:
            if class_key(name) not in self.met:
                text = f"There is no class “{name}” in these sources, so nothing was done about it."
                self.emit(events.Notice(message=text, level="warning"))

    def _tell_of_halves(self) -> None:
        held_out = self.catalog.splits.named_held_out() if self.choices.splits == "honour" else {"validation", "test"}
        if not held_out:
            text = "The sources name no validation or test pictures, so the splits were drawn."
            self.emit(events.Notice(message=text, level="warning"))
        if self.choices.splits == "honour" and (count := self.catalog.splits.given_twice()):
            pictures = "1 picture lies" if count == 1 else f"{count:,} pictures lie"
            text = f"{pictures} in several of the sources' splits, as the same bytes; it counts as held out."
            self.emit(events.Notice(message=text, level="warning"))
        if len(held_out) == 1:
            (kind,) = held_out
            missing = "test" if kind == "validation" else "validation"
            text = f"The sources name no {missing} pictures: half of the {kind} pictures are used for that."
            self.emit(events.Notice(message=text))

    def finish(self) -> ImportResult:
        """Close the entry in the ledger; gives the state of the whole catalog."""
        self.catalog.ledger.finish(self.number, gone=self.gone)
        for source in self.empty:
            self.catalog.intake.drop_source(source)
        return msgspec.structs.replace(self.catalog.summary(), import_id=self.number)

    def _take_members(
        self, source: int, path: Path, members: Sequence[Member], *, known: Mapping[str | bytes, KnownFile]
    ) -> None:
        intake = self.catalog.intake
        remarks: list[FileProblem] = []
        fresh, moved = _sorted_out(map(self._named, members) if self.aliases else members, known)
        for batch in _batches(self._look_at(path, fresh)):
            new = [remark for remark in intake.record(source, batch, during=self.number) if remark]
            for remark in new:
                self.emit(events.Problem(path=remark.path, reason=remark.reason))
            remarks += new
        self._check()
        intake.relabel(source, moved, during=self.number)
        self._forget(source, _gone(known, members))
        if intake.has_pictures(source):
            intake.finish_source(source)
        else:
            self.empty.append(source)
            self.failures.append(_no_pictures(path, remarks))

    def _named(self, member: Member) -> Member:
        """The file under the class that the person chose for the one that was found."""
        if member.label is None:
            return member
        key = class_key(member.label)
        self.met.add(key)
        becomes = self.aliases.get(key, member.label)
        if becomes is None:
            return member._replace(refusal=f"its class, “{member.label}”, was left out", refused="passed over")
        return member if becomes == member.label else member._replace(label=becomes)

    def _look_at(self, path: Path, members: Sequence[Member]) -> Iterator[SeenFile]:
        """Look at files in threads; ends early when asked to."""
        pace = Pace(self.emit, "files", total=len(members))
        looked = parallel.in_order(lambda member: look(member, self.project), members)
        with contextlib.closing(looked):
            for seen in looked:
                if seen.problem and not path.exists():
                    remedy = "Check that its disk is connected, and import it again; what was read is kept."
                    raise SourceError("The pictures vanished during the import", path=path, remedy=remedy)
                yield seen
                pace.advance(1)
                if self.control.request:
                    return

    def _forget(self, source: int, names: Iterable[str | bytes]) -> None:
        gone = list(names)
        self.gone += len(gone)
        lost = self.catalog.intake.forget(source, gone, during=self.number)
        if lost:
            pictures = "1 picture is" if lost == 1 else f"{lost:,} pictures are"
            text = f"{pictures} no longer where they were imported from, and no longer in the project."
            self.emit(events.Notice(message=text, level="warning"))

    def _fingerprint(self, path: Path) -> str:
        digest = hashlib.sha256()
        try:
            with path.open("rb") as stream:
                while block := stream.read(_BLOCK):
                    self._check()
                    digest.update(block)
        except OSError as error:
            raise disk_error(error, path) from error
        return digest.hexdigest()

    def _begin_stage(self, name: str, label: str) -> None:
        self._check()
        self.stage += 1
        self.emit(events.Stage(name=name, label=label, index=self.stage, count=self.stages))

    def _check(self) -> None:
        if self.control.request:
            raise _HaltedError


def _sorted_out(
    members: Iterable[Member], known: Mapping[str | bytes, KnownFile]
) -> tuple[list[Member], list[tuple[str, str | None, Split | None, str | None]]]:
    """The files that are to be looked at, and those that have only another class, split or artist than before."""
    fresh, moved = [], []
    keys: dict[str | None, str | None] = {None: None}
    for member in members:
        before = known.get(as_stored(member.name))
        if member.refusal or before is None or before.stamp != member.stamp:
            fresh.append(member)
            continue
        if member.label not in keys:
            keys[member.label] = class_key(member.label or "")
        if before[1:] != (keys[member.label], member.given, member.group):
            moved.append((member.name, member.label, member.given, member.group))
    return fresh, moved


def _gone(known: Mapping[str | bytes, KnownFile], members: Sequence[Member]) -> list[str | bytes]:
    """Known files that are no longer listed, but for those in folders and archives that cannot be opened now."""
    gone = known.keys() - {as_stored(member.name) for member in members}
    shut = tuple(f"{member.name}/" for member in members if member.refusal is not None)
    return [name for name in gone if not (shut and as_text(name).startswith(shut))]


def _batches(seen: Iterable[SeenFile]) -> Iterator[list[SeenFile]]:
    batch: list[SeenFile] = []
    for file in seen:
        batch.append(file)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _no_pictures(path: Path, remarks: Sequence[FileProblem]) -> SourceError:
    if not remarks:
        return SourceError("There are no pictures in it", path=path, remedy="Choose a folder or archive with pictures.")
    first = f"{Path(remarks[0].path).name} {remarks[0].reason}"
    count = "1 file" if len(remarks) == 1 else f"{len(remarks):,} files"
    remedy = "Choose a folder or archive with pictures."
    return SourceError(f"None of its files is a picture that can be read ({count}; {first})", path=path, remedy=remedy)

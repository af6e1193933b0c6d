"""Importing: go through sources, look at every file, and write down what is found."""

from __future__ import annotations

import contextlib
import hashlib
import io
import lzma
import shutil
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from trainer import __version__, events, files, parallel, pixels
from trainer.catalog import sources
from trainer.catalog.connection import as_stored
from trainer.catalog.records import FileProblem, ImportResult, NotTaken
from trainer.catalog.sources import Member
from trainer.catalog.store import Catalog, SeenFile, image_path
from trainer.channel import Control, Emit
from trainer.errors import ArtClassError, PictureError, SourceError, disk_error
from trainer.project import Project, relying_on

FEW = 5  # readable pictures; a class of fewer is hardly learnt
_NO_CLASS = "lies in no class folder"
_BATCH = 200  # files a transaction
_IN_MEMORY = 32 << 20  # bytes; larger packed pictures are unpacked to a temporary file
_EVERY = 0.1  # seconds between two progress events


class _HaltedError(Exception):
    """Somebody asked to stop."""


def check_sources(project_folder: Path, paths: Iterable[Path]) -> None:
    """Refuse sources that cannot be imported, before anything is written.

    Raises:
        SourceError: A source is not there, is no folder or archive, or lies in the project itself.
    """
    for path in paths:
        sources.kind_of(path)
        if path.resolve().is_relative_to(project_folder.resolve()):
            raise SourceError("This lies inside the project itself", path=path, remedy="Choose your own pictures.")


def import_sources(project: Project, paths: Sequence[Path], *, emit: Emit, control: Control) -> ImportResult | None:
    """Take the pictures of folders and archives into the project's catalog.

    Folders stay where they are and are never written to; what lies in archives is unpacked
    into the project. What is known already and unchanged is not looked at again, so that an
    import that was cut off goes on where it was. Emits everything but the last event.

    Args:
        project: Where to.
        paths: Folders and zip files.
        emit: Told of stages, progress, problems and notices.
        control: Any request ends the import; what was taken by then remains.

    Returns:
        The state of the whole catalog; None when it was asked to end early.

    Raises:
        SourceError: A source cannot be used, or no picture was found in it.
        ProjectError: Another import is at work on the project, its catalog is damaged, or its folder vanished.
        DiskError: The disk is full, read-only or gone.
    """
    check_sources(project.folder, paths)
    with relying_on(project.folder), project.claimed("import"), Catalog.open(project) as catalog:
        emit(events.Started(job="import", version=__version__))
        work = _Import(project=project, catalog=catalog, emit=emit, control=control, stages=2 * len(paths))
        try:
            for path in paths:
                work.take(path.resolve())
        except _HaltedError:
            return None
        finally:
            catalog.settle_splits()
        _remark_on_classes(catalog, emit)
        if work.failures:
            raise work.failures[0]
        return catalog.summary()


def _remark_on_classes(catalog: Catalog, emit: Emit) -> None:
    classes = catalog.classes()
    for row in classes:
        if row.pictures < FEW:
            pictures = "1 readable picture" if row.pictures == 1 else f"{row.pictures} readable pictures"
            text = f"The class “{row.name}” has only {pictures}; a model will hardly learn it from so few."
            emit(events.Notice(message=text, level="warning"))
    if len(classes) == 1:
        text = f"There is only one class, “{classes[0].name}”. A model needs at least two to tell apart."
        emit(events.Notice(message=text, level="warning"))


@dataclass(kw_only=True)
class _Import:
    """One import at work."""

    project: Project
    catalog: Catalog
    emit: Emit
    control: Control
    stages: int
    stage: int = 0
    failures: list[ArtClassError] = field(default_factory=list)

    def take(self, path: Path) -> None:
        """Go through one source."""
        kind = sources.kind_of(path)
        self._begin_stage("listing", f"Looking through {path.name}")
        fingerprint = files.sha256_of(path) if kind == "archive" else None
        source = self.catalog.add_source(kind, path, fingerprint=fingerprint)
        lost = self.catalog.lost_pictures(source)
        if kind == "archive" and self.catalog.is_complete(source) and not lost:
            self._begin_stage("reading", f"{path.name} is in the project already")
            return
        with sources.opened(path, scratch=self.project.cache, check=self._check) as members:
            self._begin_stage("reading", f"Reading the pictures of {path.name}")
            self._take_members(source, path, members, known={} if lost else self.catalog.stamps(source))

    def _take_members(self, source: int, path: Path, members: list[Member], *, known: dict[str | bytes, str]) -> None:
        fresh = [member for member in members if known.get(as_stored(member.name)) != member.stamp]
        remarks: list[FileProblem] = []
        for batch in _batches(self._look_at(path, fresh)):
            new = [remark for remark in self.catalog.record(source, batch) if remark]
            for remark in new:
                self.emit(events.Problem(path=remark.path, reason=remark.reason))
            remarks += new
        self._check()
        self._forget(source, known.keys() - {as_stored(member.name) for member in members})
        if self.catalog.has_pictures(source):
            self.catalog.finish_source(
                source, seen=len(fresh), pictures=len(fresh) - len(remarks), problems=len(remarks)
            )
        else:
            self.catalog.drop_source(source)
            self.failures.append(_no_pictures(path, remarks))

    def _look_at(self, path: Path, members: list[Member]) -> Iterator[SeenFile]:
        """Look at files in threads; ends early when asked to."""
        pace = _Pace(self.emit, len(members))
        looked = parallel.in_order(lambda member: look(member, self.project), members)
        with contextlib.closing(looked):
            for done, seen in enumerate(looked, 1):
                if seen.problem and not path.exists():
                    remedy = "Check that its disk is connected, and import it again; what was read is kept."
                    raise SourceError("The pictures vanished during the import", path=path, remedy=remedy)
                yield seen
                pace.tell(done)
                if self.control.request:
                    return

    def _forget(self, source: int, gone: Iterable[str | bytes]) -> None:
        lost = self.catalog.forget(source, gone)
        if lost:
            pictures = "1 picture is" if lost == 1 else f"{lost:,} pictures are"
            text = f"{pictures} no longer where they were imported from, and no longer in the project."
            self.emit(events.Notice(message=text, level="warning"))

    def _begin_stage(self, name: str, label: str) -> None:
        self._check()
        self.stage += 1
        self.emit(events.Stage(name=name, label=label, index=self.stage, count=self.stages))

    def _check(self) -> None:
        if self.control.request:
            raise _HaltedError


class _Pace:
    """Tells of progress a few times a second, with the time left."""

    def __init__(self, emit: Emit, total: int) -> None:
        self._emit = emit
        self._total = total
        self._began = self._told = time.monotonic()

    def tell(self, done: int) -> None:
        """``done`` files have been looked at."""
        now = time.monotonic()
        if done < self._total and now - self._told < _EVERY:
            return
        self._told = now
        left = (now - self._began) / done * (self._total - done)
        self._emit(events.Progress(done=done, total=self._total, unit="files", seconds_left=left))


def _batches(seen: Iterable[SeenFile]) -> Iterator[list[SeenFile]]:
    batch: list[SeenFile] = []
    for file in seen:
        batch.append(file)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _no_pictures(path: Path, remarks: list[FileProblem]) -> SourceError:
    if any(remark.reason == _NO_CLASS for remark in remarks):
        remedy = "Make a folder for each class (drawings, paintings …), sort the pictures into them, and choose the folder around them."
        return SourceError("The pictures are not sorted into class folders", path=path, remedy=remedy)
    if not remarks:
        return SourceError("There are no pictures in it", path=path, remedy="Choose a folder or zip with pictures.")
    first = f"{Path(remarks[0].path).name} {remarks[0].reason}"
    count = "1 file" if len(remarks) == 1 else f"{len(remarks):,} files"
    remedy = "Choose a folder or zip with pictures."
    return SourceError(f"None of its files is a picture that can be read ({count}; {first})", path=path, remedy=remedy)


def look(member: Member, project: Project) -> SeenFile:
    """Decode, fingerprint and, from archives, unpack one file; runs in several threads at once.

    Raises:
        DiskError: The project's disk is full, read-only or gone.
    """
    if member.refusal:
        return _not_taken(member, member.refused, member.refusal)
    try:
        with member.open() as stream:
            head = b"" if sources.is_likely(member) else stream.read(512)
            if head and not pixels.looks_like_picture(head):
                return _not_taken(member, "passed over", pixels.why_no_picture(head))
            if head:
                stream.seek(0)
            with _seekable(stream, member, project) as whole:
                return _examined(whole, member, project)
    except PictureError as error:
        return _not_taken(member, "unreadable", error.what)
    except ArtClassError:
        raise
    except NotImplementedError:
        return _not_taken(member, "unreadable", "is packed in a way that ArtClass cannot unpack")
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError):
        return _not_taken(member, "unreadable", "is damaged inside its archive")
    except MemoryError:
        return _not_taken(member, "unreadable", "needs more memory than this computer has")
    except Exception as error:  # damaged archives make their readers raise anything
        return _not_taken(member, "unreadable", pixels.why_unreadable(error))


@contextlib.contextmanager
def _seekable(stream: BinaryIO, member: Member, project: Project) -> Iterator[BinaryIO]:
    if not member.packed:
        yield stream
    elif member.size <= _IN_MEMORY:
        yield io.BytesIO(stream.read())
    else:
        with sources.copied(stream, scratch=project.cache, check=lambda: None) as copy:
            yield copy


def _examined(stream: BinaryIO, member: Member, project: Project) -> SeenFile:
    facts = pixels.examine(stream)
    if member.label is None:
        return _not_taken(member, "passed over", _NO_CLASS)
    stream.seek(0)
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    if member.packed:
        _unpack(stream, image_path(project, sha256, facts.suffix), project, size=member.size)
    return SeenFile(
        name=member.name,
        stamp=member.stamp,
        size=member.size,
        unpacked=member.packed,
        label=member.label,
        sha256=sha256,
        width=facts.width,
        height=facts.height,
        suffix=facts.suffix,
    )


def _unpack(stream: BinaryIO, path: Path, project: Project, *, size: int) -> None:
    try:
        if path.exists() and path.stat().st_size == size:
            return
    except OSError as error:
        raise disk_error(error, path) from error
    stream.seek(0)
    files.make_folders(path.parent, within=project.folder)
    with files.atomic(path) as partial, partial.open("wb") as target:
        shutil.copyfileobj(stream, target)


def _not_taken(member: Member, kind: NotTaken, reason: str) -> SeenFile:
    problem = FileProblem(path=member.name, reason=reason, kind=kind)
    return SeenFile(name=member.name, stamp=member.stamp, size=member.size, problem=problem)

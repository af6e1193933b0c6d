"""What lies in a source: the files of a folder, of an archive, and of archives inside either."""

from __future__ import annotations

import contextlib
import lzma
import os
import re
import stat
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple, cast

from trainer import pixels
from trainer import project as projects
from trainer.catalog.labels import is_split_level, labels
from trainer.catalog.records import NotTaken, SourceKind, Split
from trainer.errors import SourceError, disk_error

MAX_DEPTH = 3  # archives in archives in archives
MAX_FILES = 2_000_000
MAX_BYTES = 1 << 30  # of one packed picture
_SWELLING = 200  # times its packed size: no picture or archive of pictures does that…
_HARMLESS = 100 << 20  # …unless it is small
_COPY_BYTES = 1 << 20

_ARCHIVES = (".zip", ".cbz")
_OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
_CLUTTER = frozenset(("__macosx", "thumbs.db", "desktop.ini", "icon\r"))


class Member(NamedTuple):
    """A file of a source.

    Attributes:
        name: Its path inside the source, as the person knows it.
        parents: The folders it lies in, outermost first.
        stamp: Changes when the file does.
        size: Bytes, unpacked.
        open: Gives a stream of its contents; raises anything that files and archives raise.
        packed: Whether it lies in an archive.
        label: Its class, if it lies in a class folder.
        refusal: Why it is not to be opened, in words.
        refused: What that makes of it: an archive that cannot be opened may have held pictures.
    """

    name: str
    parents: tuple[str, ...]
    stamp: str
    size: int
    open: Callable[[], BinaryIO]
    packed: bool = False
    label: str | None = None
    refusal: str | None = None
    refused: NotTaken = "passed over"
    given: Split | None = None
    group: str | None = None


def kind_of(path: Path) -> SourceKind:
    """Whether ``path`` is a folder or an archive.

    Raises:
        SourceError: It is neither, or it is not there.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return "folder"
        if stat.S_ISREG(mode) and (zipfile.is_zipfile(path) or path.suffix.lower() in _ARCHIVES):
            return "archive"
    except FileNotFoundError as error:
        raise SourceError("There is nothing here", path=path, remedy="Check the name and choose again.") from error
    except OSError as error:
        raise disk_error(error, path) from error
    remedy = "Choose a folder or a zip file; other archives have to be unpacked first."
    raise SourceError("This is neither a folder nor a zip file", path=path, remedy=remedy)


@contextlib.contextmanager
def opened(path: Path, *, scratch: Path, check: Callable[[], None]) -> Iterator[list[Member]]:
    """List the files of a source; they can be opened as long as the block lasts, in several threads at once.

    Args:
        path: A folder or an archive.
        scratch: A folder for copies of archives that lie inside archives; made where it is absent.
        check: Called often; may raise to break off.

    Raises:
        SourceError: The archive is damaged or holds too much.
        DiskError: ``scratch`` is full or cannot be written to.
    """
    with contextlib.ExitStack() as stack:
        reader = _Reader(scratch=scratch, check=check, stack=stack)
        if kind_of(path) == "folder":
            reader.read_folder(path)
        else:
            with _words_for_zips(path):
                archive = stack.enter_context(zipfile.ZipFile(path))
                reader.read_archive(archive, "", (), depth=1)
        yield reader.members


@dataclass(kw_only=True)
class _Reader:
    """Collects members; keeps archives open on ``stack``."""

    scratch: Path
    check: Callable[[], None]
    stack: contextlib.ExitStack
    members: list[Member] = field(default_factory=list)

    def read_folder(self, root: Path) -> None:
        found: list[Member] = []
        for folder, problem in _folders(root):
            self.check()
            found += [problem] if problem else _files(root, folder)
        self._add(found, depth=0)

    def read_archive(self, archive: zipfile.ZipFile, prefix: str, above: tuple[str, ...], *, depth: int) -> None:
        found: list[Member] = []
        seen: Counter[str] = Counter()
        for info in archive.infolist():
            self.check()
            if not info.is_dir():
                found += _packed(archive, info, prefix, above, seen)
        self._add(found, depth=depth)

    def _add(self, found: list[Member], *, depth: int) -> None:
        """Take the files of one folder or archive, and open the archives among them."""
        if len(self.members) + len(found) > MAX_FILES:
            raise SourceError(f"There are more than {MAX_FILES:,} files in it", remedy="Choose a smaller part of it.")
        archives = [member for member in found if _is_archive(member)]
        refused = [member for member in found if member.refusal]
        files = [member for member in found if not member.refusal and not _is_archive(member)]
        self.members += [
            *_labelled([f for f in files if is_likely(f)]),
            *_labelled([f for f in files if not is_likely(f)]),
        ]
        self.members += refused
        for member in archives:
            self._open_nested(member, depth=depth)

    def _open_nested(self, member: Member, *, depth: int) -> None:
        if depth >= MAX_DEPTH:
            self.members.append(member._replace(refusal="lies in too many archives inside each other"))
            return
        try:
            archive = self.stack.enter_context(zipfile.ZipFile(self._seekable(member)))
            self.read_archive(archive, f"{member.name}/", member.parents, depth=depth + 1)
        except DAMAGED_ZIP:
            self.members.append(member._replace(refusal="is a damaged or incomplete zip file", refused="unreadable"))

    def _seekable(self, member: Member) -> BinaryIO:
        stream = self.stack.enter_context(member.open())
        if not member.packed:
            return stream
        return self.stack.enter_context(copied(stream, scratch=self.scratch, check=self.check))


def is_likely(member: Member) -> bool:
    """Whether a file's name says that it is a picture; of others the first bytes are looked at."""
    return PurePosixPath(member.name).suffix.lower() in pixels.SUFFIXES


def _is_archive(member: Member) -> bool:
    return not member.refusal and member.name.lower().endswith(_ARCHIVES)


def _labelled(found: list[Member]) -> list[Member]:
    return [
        member._replace(label=label, given=_given(member.parents))
        for member, label in zip(found, labels([member.parents for member in found]), strict=True)
    ]


def _given(parents: tuple[str, ...]) -> Split | None:
    for folder in reversed(parents):
        if is_split_level(folder):
            word = folder.strip().casefold()
            return "training" if word.startswith("train") else "test" if word.startswith("test") else "validation"
    return None


DAMAGED_MEMBER = (zipfile.BadZipFile, zlib.error, lzma.LZMAError)

# What zipfile, its decompressors and its parsers raise on damaged archives; disk errors are caught before.
DAMAGED_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, LookupError, OverflowError,
)  # fmt: skip


@contextlib.contextmanager
def _words_for_zips(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise disk_error(error, path) from error
    except DAMAGED_ZIP as error:
        remedy = "Copy or download it once more and import it again."
        raise SourceError("This zip file is damaged or incomplete", path=path, remedy=remedy) from error


def _folders(root: Path) -> Iterator[tuple[Path, Member | None]]:
    """All folders below ``root``, sorted, without clutter and links; in place of one that cannot be read, a problem."""
    failed: list[OSError] = []
    for parent, below, _ in os.walk(root, onerror=failed.append):
        below[:] = sorted(name for name in below if _wanted_folder(Path(parent, name)))
        yield Path(parent), None
    for error in failed:
        if error.filename == str(root):
            raise disk_error(error, root) from error
        yield root, _refused(root, Path(error.filename), "is a folder that may not be opened (access refused)")


def _wanted_folder(folder: Path) -> bool:
    return not _is_clutter(folder.name) and not folder.is_symlink() and not projects.is_project(folder)


def _is_clutter(name: str) -> bool:
    return name.startswith(".") or name.casefold() in _CLUTTER


def _files(root: Path, folder: Path) -> Iterator[Member]:
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry for entry in entries if not _is_clutter(entry.name)), key=lambda entry: entry.name)
    except OSError:
        return  # `_folders` tells of it
    for entry in found:
        with contextlib.suppress(FileNotFoundError):  # deleted meanwhile
            if member := _file(root, entry):
                yield member


def _file(root: Path, entry: os.DirEntry[str]) -> Member | None:
    path = Path(entry.path)
    if entry.is_symlink():
        if not _leads_inside(path, root):
            return _refused(root, path, "is a link to something outside this folder")
        if path.is_dir():
            return None  # it is met at its own place
    status = entry.stat()
    if stat.S_ISDIR(status.st_mode):
        return None
    if not stat.S_ISREG(status.st_mode):
        return _refused(root, path, "is no ordinary file")
    member = Member(
        name=path.relative_to(root).as_posix(),
        parents=path.relative_to(root).parts[:-1],
        stamp=f"{status.st_size}:{status.st_mtime_ns}",
        size=status.st_size,
        open=lambda: path.open("rb"),
    )
    return member._replace(refusal=_refusal(member.name))


def _leads_inside(link: Path, root: Path) -> bool:
    try:
        return link.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # leads nowhere, or in a circle
        return False


def _refused(root: Path, path: Path, reason: str) -> Member:
    name = path.relative_to(root)
    return Member(
        name=name.as_posix(), parents=name.parts[:-1], stamp="", size=0, open=_cannot_be_opened, refusal=reason
    )


def _cannot_be_opened() -> BinaryIO:
    raise FileNotFoundError


def _refusal(name: str) -> str | None:
    if name.lower().endswith(_OTHER_ARCHIVES):
        return "is an archive of a kind that ArtClass cannot open; unpack it first"
    return None


def _packed(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, prefix: str, above: tuple[str, ...], seen: Counter[str]
) -> Iterator[Member]:
    name = _decoded(info).replace("\\", "/")
    parts = PurePosixPath(name).parts
    if any(_is_clutter(part) for part in parts if part != ".."):
        return
    seen[name] += 1
    shown = name if seen[name] == 1 else f"{name} [{seen[name]}]"  # archives may hold a name twice
    yield Member(
        name=prefix + shown,
        parents=above + parts[:-1],
        stamp=f"{info.file_size}:{info.CRC:08x}",
        size=info.file_size,
        open=lambda: cast("BinaryIO", archive.open(info)),
        packed=True,
        refusal=_unsafe(name, parts) or _unpackable(info) or _refusal(name),
    )


def _decoded(info: zipfile.ZipInfo) -> str:
    """The member's name; zip files of some systems hold UTF-8 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _unsafe(name: str, parts: tuple[str, ...]) -> str | None:
    if ".." in parts or name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "has an unsafe name that leads out of the archive; it was not unpacked"
    return None


def _unpackable(info: zipfile.ZipInfo) -> str | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link, not a picture"
    if info.flag_bits & 0x1:
        return "is locked with a password; unpack the archive first"
    swollen = info.file_size > _HARMLESS and info.file_size > _SWELLING * max(1, info.compress_size)
    too_large = info.file_size > MAX_BYTES and not info.filename.lower().endswith(_ARCHIVES)
    if swollen or too_large:
        return f"would take {info.file_size / 1e9:,.1f} GB unpacked, which no picture does"
    return None


@contextlib.contextmanager
def copied(stream: BinaryIO, *, scratch: Path, check: Callable[[], None]) -> Iterator[BinaryIO]:
    """Copy a packed file into a temporary one, which can be read at any place and vanishes in the end.

    Raises:
        DiskError: ``scratch`` is full or cannot be written to.
    """
    try:
        scratch.mkdir(exist_ok=True)  # in a project that is there: one that has vanished is not made anew
        copy = cast("BinaryIO", tempfile.TemporaryFile(dir=scratch))  # noqa: SIM115 - closed below
    except OSError as error:
        raise disk_error(error, scratch) from error
    with copy:
        while block := stream.read(_COPY_BYTES):
            check()
            try:
                copy.write(block)
            except OSError as error:
                raise disk_error(error, scratch) from error
        copy.seek(0)
        yield copy

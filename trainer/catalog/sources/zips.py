"""Zip files: their directory, read step by step, and their members, unpacked in small steps.

The standard library's `zipfile` unpacks the members. It does not read the directory: it would refuse a whole archive for
one odd entry, could not be broken off, and holds a kilobyte a member in memory.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from trainer.catalog.sources.limits import DICTIONARY, MAX_MEMBERS, Budget, TooMuchError, too_large
from trainer.catalog.sources.member import Member, Place
from trainer.catalog.sources.naming import Names, is_archive
from trainer.catalog.sources.spans import BLOCK, Span
from trainer.errors import PictureError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_BYTES = 20
_LONGEST_COMMENT = 0xFFFF
_LOCKED, _PATCHED, _STRONGLY_LOCKED, _UTF8 = 0x1, 0x20, 0x40, 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_OFTEN = 256  # members between two looks at the control

Damaged = zipfile.BadZipFile
"""What reading a damaged zip file or member raises."""


class Directory(NamedTuple):
    """Where the list of members lies; ``shift`` is by how much all places in it are too small."""

    start: int
    end: int
    shift: int


class _Entry(NamedTuple):
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    mode: int
    offset: int
    name: bytes
    extra: bytes
    length: int


class Listed(NamedTuple):
    """The members, and whether the directory broke off before its end."""

    members: list[Member]
    torn: bool


def directory(span: Span) -> Directory | None:
    """Where a zip file's directory lies; None: it is no zip file, or incomplete."""
    with span.open() as stream:
        base = max(0, span.length - _END.size - _LONGEST_COMMENT)
        stream.seek(base)
        tail = stream.read()
        at = len(tail)
        while (at := tail.rfind(b"PK\5\6", 0, at)) >= 0:
            if found := _directory(stream, tail[at:], base + at):
                return found
    return None


def _directory(stream: BinaryIO, record: bytes, at: int) -> Directory | None:
    """What the end record at ``at`` says, where it makes sense."""
    if len(record) < _END.size:
        return None
    *_, count, size, offset, comment = _END.unpack_from(record)
    trailing = len(record) - _END.size - comment
    end = at
    if stream.seek(max(0, at - _LOCATOR_BYTES)) == at - _LOCATOR_BYTES and stream.read(4) == b"PK\6\7":
        end = at - _LOCATOR_BYTES - _END64.size
        stream.seek(max(0, end))
        wide = stream.read(_END64.size)
        if end < 0 or len(wide) < _END64.size or not wide.startswith(b"PK\6\6"):
            return None
        *_, count, size, offset = _END64.unpack(wide)
    start = end - size
    # An archive inside a cut-off one ends like one that has something before it, but not at the end of the file
    if start < 0 or start < offset or trailing < 0 or (trailing and start != offset):
        return None
    stream.seek(start)
    if count and stream.read(4) != b"PK\1\2":
        return None
    return Directory(start, end, start - offset)


def listed(span: Span, where: Directory, names: Names, *, budget: Budget, check: Callable[[], None]) -> Listed:
    """The members of a zip file.

    Raises:
        TooMuchError: There are more members than a source may have.
        BadZipFile: The directory is damaged at its very beginning.
    """
    place = _ZipPlace(span, where)
    members: list[Member] = []
    starts, ends = array("q"), array("q")
    torn = False
    with span.open() as stream:
        for key, entry in _entries(stream, where, check):
            if entry is None:
                torn = True
                break
            member = _member(entry, key, place, names, budget)
            if member is not None:
                members.append(member)
                starts.append(entry.offset)
                ends.append(entry.offset + _LOCAL.size + entry.packed)
            if len(members) > MAX_MEMBERS:
                raise TooMuchError(f"holds more than {MAX_MEMBERS:,} files")
    for number in _overlapping(starts, ends):
        if members[number].refusal is None:
            reason = "shares its bytes with another member, as only bombs do; it was not unpacked"
            members[number] = members[number]._replace(refusal=reason)
    return Listed(members, torn)


def _entries(stream: BinaryIO, where: Directory, check: Callable[[], None]) -> Iterator[tuple[int, _Entry | None]]:
    """The entries with their places; None where what follows makes no sense."""
    at, number = where.start, 0
    stream.seek(at)
    while at < where.end:
        if number % _OFTEN == 0:
            check()
        entry = _entry(stream, where.shift)
        if entry is None and number == 0:
            raise Damaged("the directory makes no sense")
        yield at, entry
        if entry is None:
            return
        at += entry.length
        number += 1


def _entry(stream: BinaryIO, shift: int) -> _Entry | None:
    head = stream.read(_ENTRY.size)
    if len(head) < _ENTRY.size or not head.startswith(b"PK\1\2"):
        return None
    _, _, _, flags, method, _, _, crc, packed, size, n, x, c, _, _, mode, offset = _ENTRY.unpack(head)
    rest = stream.read(n + x + c)
    if len(rest) < n + x + c:
        return None
    extra = rest[n : n + x]
    if 0xFFFFFFFF in (size, packed, offset):
        size, packed, offset = _wide(extra, size, packed, offset)
    return _Entry(flags, method, crc, packed, size, mode >> 16, offset + shift, rest[:n], extra, len(head) + len(rest))


def _wide(extra: bytes, *values: int) -> list[int]:
    """Numbers of more than 4 bytes, which lie apart."""
    wide = _field(extra, 1) or b""
    places = iter(range(0, len(wide) - 7, 8))
    found = []
    for value in values:
        place = next(places, None) if value == 0xFFFFFFFF else None
        found.append(value if place is None else int.from_bytes(wide[place : place + 8], "little"))
    return found


def _field(extra: bytes, wanted: int) -> bytes | None:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == wanted:
            return extra[at + 4 : at + 4 + length]
        at += 4 + length
    return None


def _member(entry: _Entry, key: int, place: Place, names: Names, budget: Budget) -> Member | None:
    raw = _decoded(entry)
    if raw.endswith(("/", "\\")):
        return None
    where = names.place(raw)
    if where is None:
        return None
    refusal = where.refusal or _refusal(entry, where.name, budget)
    stamp = f"{entry.size}:{entry.crc:08x}"
    return Member(where.name, where.parents, stamp, entry.size, place, packed=True, refusal=refusal, key=key)


def _decoded(entry: _Entry) -> str:
    """The member's name; some systems write UTF-8 without saying so, others write it beside."""
    name = entry.name.split(b"\0")[0]
    if entry.flags & _UTF8:
        return name.decode("utf-8", "surrogateescape")
    beside = _field(entry.extra, 0x7075) or b""
    if len(beside) > 5 and int.from_bytes(beside[1:5], "little") == zlib.crc32(entry.name):
        return beside[5:].decode("utf-8", "surrogateescape")
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp437")


def _refusal(entry: _Entry, name: str, budget: Budget) -> str | None:
    if not name or name.endswith("/"):
        return "has no name"
    if stat.S_ISLNK(entry.mode):
        return "is a link, not a picture"
    if stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG):
        return "is no ordinary file"
    if entry.flags & (_LOCKED | _STRONGLY_LOCKED):
        return "is locked with a password; unpack the archive first"
    if entry.flags & _PATCHED or entry.method not in _METHODS:
        return "is packed in a way that ArtClass cannot unpack; unpack the archive first"
    if reason := too_large(entry.packed, entry.size, archive=is_archive(name)):
        return reason
    if entry.method != zipfile.ZIP_STORED and not budget.take(entry.size):
        return "was not unpacked: all of it would take far more space than pictures do"
    return None


def _overlapping(starts: array[int], ends: array[int]) -> Iterator[int]:
    """The members that end after the next one begins: a few bytes could be unpacked thousands of times."""
    order = sorted(range(len(starts)), key=starts.__getitem__)
    return (one for one, following in pairwise(order) if ends[one] > starts[following])


class _ZipPlace:
    """Opens the members of one zip file."""

    def __init__(self, span: Span, where: Directory) -> None:
        self._span = span
        self._where = where

    def open(self, member: Member) -> BinaryIO:
        stream = self._span.open(1 << 14)
        try:
            entry, start = self._find(stream, member)
            stream.seek(start)
            if entry.method == zipfile.ZIP_LZMA:
                _check_dictionary(stream)
                stream.seek(start)
            unpacking = zipfile.ZipExtFile(stream, "r", _info(entry), close_fileobj=True)  # type: ignore[arg-type, call-overload, unused-ignore]
        except BaseException:
            stream.close()
            raise
        small_steps = entry.method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
        return cast("BinaryIO", io.BufferedReader(_Unpacked(unpacking, entry.size, small_steps=small_steps), 1 << 16))

    def span(self, member: Member) -> Span | None:
        with self._span.open(1 << 12) as stream:
            entry, start = self._find(stream, member)
        return self._span.part(start, entry.size) if entry.method == zipfile.ZIP_STORED else None

    def _find(self, stream: BinaryIO, member: Member) -> tuple[_Entry, int]:
        """The member's entry, and where its bytes begin."""
        stream.seek(member.key)
        entry = _entry(stream, self._where.shift)
        if entry is None:
            raise Damaged("the directory has changed")
        stream.seek(max(0, entry.offset))
        head = stream.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(b"PK\3\4"):
            raise Damaged("the member does not lie where the directory says")
        _, _, flags, *_, name, extra = _LOCAL.unpack(head)
        start = entry.offset + _LOCAL.size + name + extra
        if flags & _LOCKED or start + entry.packed > self._span.length:
            raise Damaged("the directory lies")
        return entry, start


def _check_dictionary(stream: BinaryIO) -> None:
    if int.from_bytes(stream.read(9)[5:9], "little") > DICTIONARY:
        raise PictureError("needs more memory to be unpacked than any picture should")


def _info(entry: _Entry) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("member")
    info.flag_bits = entry.flags
    info.compress_type = entry.method
    info.CRC = entry.crc
    info.compress_size = entry.packed
    info.file_size = entry.size
    return info


class _Unpacked(io.RawIOBase):
    """A member's contents: read in steps, since a lying member would else be unpacked whole before it is cut."""

    def __init__(self, stream: zipfile.ZipExtFile, size: int, *, small_steps: bool) -> None:
        self._stream = stream
        self._size = size
        self._at = 0
        self._step = 1 << 12 if small_steps else 1 << 16  # of packed bytes; these grow up to 20,000 times

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._stream.read(min(len(view), self._step))
        except (zlib.error, lzma.LZMAError, EOFError, ValueError, struct.error, NotImplementedError) as error:
            raise Damaged(str(error)) from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise Damaged(str(error)) from error  # bz2 says so
        if not data and len(view) and self._at < self._size:
            raise Damaged("shorter than the directory says")
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        target = min(max(0, base + offset), self._size)
        if target < self._at:
            self._stream.seek(0)
            self._at = 0
        step = bytearray(BLOCK)
        while self._at < target and self.readinto(memoryview(step)[: target - self._at]):
            pass
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()

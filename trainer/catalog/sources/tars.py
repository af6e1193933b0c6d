"""Tar files: their members, found header by header, and the unpacking of compressed ones.

The standard library's `tarfile` is not used for it: a header that lies about its size could send it round in circles or
make it read gigabytes into memory, one damaged header would end it, and it takes five times as long.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import tarfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Literal, NamedTuple

from trainer.catalog.sources.limits import DICTIONARY, HARMLESS, MAX_MEMBERS, SWELLING, Budget, TooMuchError, too_large
from trainer.catalog.sources.member import Member, Place
from trainer.catalog.sources.naming import Names, is_archive
from trainer.catalog.sources.spans import BLOCK, Reader, Scratch, Span
from trainer.catalog.sources.zips import Listed

Codec = Literal["gz", "bz2", "xz"]
_MAGIC: dict[bytes, Codec] = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\0": "xz"}
_HEADER = 512  # bytes
_FIELDS = struct.Struct(
    "100s24x12s12s8sc100x6s82x155s12x"
)  # name, size, time, checksum, type, magic, front of the name
_LONGEST_NAME = 1 << 20  # bytes of what precedes a header: a long name, or attributes
_OFTEN = 64  # members between two looks at the control
_NO_DATA = tarfile.LNKTYPE + tarfile.SYMTYPE + tarfile.CHRTYPE + tarfile.BLKTYPE + tarfile.DIRTYPE + tarfile.FIFOTYPE

DAMAGED_STREAM = (zlib.error, lzma.LZMAError, EOFError, ValueError, gzip.BadGzipFile)
Damaged = tarfile.ReadError
"""What reading a damaged tar file raises."""


def codec(span: Span) -> Codec | None:
    """How a file is compressed; None: it is not, or in another way."""
    with span.open(_HEADER) as stream:
        head = stream.read(8)
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def is_tar(span: Span) -> bool:
    """Whether a file is a tar, compressed or not."""
    with span.open(1 << 14) as stream:
        how = codec(span)
        if how is None:
            return _header(stream.read(_HEADER)) is not None
        try:
            return _header(next(_blocks(stream, how, _HEADER), b"")) is not None
        except (*DAMAGED_STREAM, OSError, TooMuchError):
            return False


class _Header(NamedTuple):
    """What a header says of a member."""

    name: str
    size: int
    time: int
    type: bytes


def _header(block: bytes) -> _Header | None:
    """The header that a block is; None: it is none, or damaged."""
    if len(block) < _HEADER:
        return None
    name, size, time, checksum, kind, magic, front = _FIELDS.unpack(block)
    try:
        said, numbers = _number(checksum), (_number(size), _number(time))
    except ValueError:
        return None
    total = sum(block) - sum(checksum) + 8 * 32
    if said != total and said != total - 256 * sum(byte > 127 for byte in block):  # old programs counted with signs
        return None
    text = _text(name.split(b"\0")[0])
    if magic == b"ustar\0" and front[0]:
        text = f"{_text(front.split(bytes(1))[0])}/{text}"
    return _Header(text, *numbers, kind)


def _number(field: bytes) -> int:
    """A number of a header: octal digits, or bytes where it is too large for them."""
    if field[0] in (0o200, 0o377):
        return int.from_bytes(field[1:], "big") - (256 ** (len(field) - 1) if field[0] == 0o377 else 0)
    return int(field.split(b"\0")[0].strip() or b"0", 8)


def unpacked(
    span: Span, how: Codec, scratch: Scratch, *, budget: Budget, check: Callable[[], None]
) -> tuple[Span, bool]:
    """Unpack a compressed tar; also says whether it is torn: what came before the damage is kept.

    Raises:
        TooMuchError: It grows beyond all limits.
        DiskError: The disk is full or cannot be written to.
    """
    start = scratch.end
    limit = min(budget.left, max(HARMLESS, SWELLING * span.length))
    torn = False
    with span.open() as stream:
        blocks = _blocks(stream, how, BLOCK)
        while True:
            check()
            try:
                block = next(blocks, b"")
            except DAMAGED_STREAM:
                torn = True
                break
            except OSError as error:
                if error.errno is not None:
                    raise
                torn = True  # bz2 says so
                break
            if not block:
                break
            if scratch.end - start + len(block) > limit:
                scratch.forget(start)
                much = f"would take more than {limit / 1e9:,.1f} GB unpacked"
                raise TooMuchError(f"{much}, {SWELLING} times its packed size or more, as no pictures do")
            scratch.append(block)
    budget.take(scratch.end - start)
    return scratch.since(start), torn


def _blocks(stream: BinaryIO, how: Codec, size: int) -> Iterator[bytes]:
    if how == "xz":
        return _xz_blocks(stream, size)
    unpacking = gzip.GzipFile(fileobj=stream) if how == "gz" else bz2.BZ2File(stream)
    return iter(lambda: unpacking.read1(size), b"")  # not read: it would lose what comes before a damage


def _xz_blocks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """As `lzma.LZMAFile`, which cannot be told how much memory it may use."""
    unpacking = lzma.LZMADecompressor(memlimit=DICTIONARY)
    while True:
        data = b""
        if unpacking.eof:
            data = (unpacking.unused_data or stream.read(BLOCK)).lstrip(b"\0")
            if not data:
                return
            unpacking = lzma.LZMADecompressor(memlimit=DICTIONARY)
        elif unpacking.needs_input:
            data = stream.read(BLOCK)
            if not data:
                raise EOFError
        block = _xz_block(unpacking, data, size)
        if block:
            yield block


def _xz_block(unpacking: lzma.LZMADecompressor, data: bytes, size: int) -> bytes:
    try:
        return unpacking.decompress(data, size)
    except lzma.LZMAError as error:
        if "emory" in str(error):
            raise TooMuchError("needs more memory to be unpacked than pictures should") from error
        raise


class _Before(NamedTuple):
    """What was said of a member before its own header."""

    name: str | None = None
    size: int | None = None
    sparse: bool = False


def listed(span: Span, names: Names, *, stamp: str, check: Callable[[], None]) -> Listed:
    """The members of a tar that is not compressed.

    Args:
        span: The tar.
        names: Gives its members their names.
        stamp: Changes when the tar does.
        check: Called often; may raise to break off.

    Raises:
        TooMuchError: There are more members than a source may have.
        ReadError: There is no member in it that could be read.
    """
    place = _TarPlace(span)
    reader = span.store.reader()
    walk = _Walk(reader, span, check)
    mark = f"{zlib.crc32(stamp.encode()):08x}"
    members = []
    try:
        for info, at in walk.headers():
            member = _member(info, at, place, names, end=span.length, mark=mark)
            if member is not None:
                members.append(member)
            if len(members) > MAX_MEMBERS:
                raise TooMuchError(f"holds more than {MAX_MEMBERS:,} files")
    finally:
        reader.close()
    if walk.torn and not members:
        raise Damaged("no header makes sense")
    return Listed(members, walk.torn)


class _Walk:
    """Goes from header to header, and past what makes no sense to the next one that does."""

    def __init__(self, reader: Reader, span: Span, check: Callable[[], None]) -> None:
        self._reader = reader
        self._span = span
        self._check = check
        self.torn = False

    def headers(self) -> Iterator[tuple[_Header, int]]:
        """The members' headers, with their long names, and where their contents begin."""
        nothing = _Before()
        at, number, before = 0, 0, nothing
        while at + _HEADER <= self._span.length:
            if number % _OFTEN == 0:
                self._check()
            number += 1
            block = self._read(at, _HEADER)
            if not block.strip(b"\0"):
                return
            info = _header(block)
            if info is None or info.size < 0:
                self.torn, before = True, nothing
                at = self._next_header(at + _HEADER)
                continue
            at += _HEADER
            if info.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME):
                before = self._before(info, at, before)
            elif info.type not in (tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK):
                if before != nothing:
                    info, before = _completed(info, before), nothing
                yield info, at
            if info.type not in _NO_DATA:
                at += -(-info.size // _HEADER) * _HEADER
        self.torn = self.torn or number == 0

    def _read(self, at: int, size: int) -> bytes:
        return self._reader.read_at(self._span.start + at, max(0, min(size, self._span.length - at)))

    def _before(self, info: _Header, at: int, before: _Before) -> _Before:
        if info.size > _LONGEST_NAME:
            self.torn = True
            return before
        data = self._read(at, info.size)
        if info.type == tarfile.GNUTYPE_LONGNAME:
            return before._replace(name=_text(data.split(b"\0")[0]))
        return _attributes(data, before)

    def _next_header(self, at: int) -> int:
        while at < self._span.length:
            self._check()
            block = self._read(at, BLOCK)
            found = block.find(b"ustar")
            while found >= 0:
                start = found - 257
                if start >= 0 and start % _HEADER == 0 and _header(block[start : start + _HEADER]):
                    return at + start
                found = block.find(b"ustar", found + 1)
            at += BLOCK
        return self._span.length


def _completed(info: _Header, before: _Before) -> _Header:
    return info._replace(
        name=info.name if before.name is None else before.name,
        size=info.size if before.size is None else before.size,
        type=tarfile.GNUTYPE_SPARSE if before.sparse else info.type,
    )


def _attributes(data: bytes, before: _Before) -> _Before:
    """What a member's extended header (pax) says: lines of "length key=value"."""
    at = 0
    while at < len(data):
        space = data.find(b" ", at, at + 12)
        if space < 0 or not data[at:space].isdigit() or (length := int(data[at:space])) < space - at:
            break
        key, _, value = data[space + 1 : at + length].rstrip(b"\n").partition(b"=")
        at += length
        if key in (b"path", b"GNU.sparse.name"):
            before = before._replace(name=_text(value))
        elif key == b"size" and value.isdigit() and len(value) < 20:
            before = before._replace(size=int(value))
        if key.startswith(b"GNU.sparse."):
            before = before._replace(sparse=True)
    return before


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _member(info: _Header, at: int, place: Place, names: Names, *, end: int, mark: str) -> Member | None:
    if info.type == tarfile.DIRTYPE or info.name.endswith("/"):
        return None
    where = names.place(info.name)
    if where is None:
        return None
    torn = at + info.size > end
    refusal = where.refusal or _refusal(info, where.name) or ("ends too early (truncated)" if torn else None)
    return Member(
        where.name,
        where.parents,
        f"{info.size}:{info.time}:{mark}",
        info.size,
        place,
        packed=True,
        refusal=refusal,
        refused="unreadable" if torn else "passed over",
        key=at,
    )


def _refusal(info: _Header, name: str) -> str | None:
    if info.type in (tarfile.LNKTYPE, tarfile.SYMTYPE):
        return "is a link, not a picture"
    if info.type in (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
        return "is no ordinary file"
    if info.type == tarfile.GNUTYPE_SPARSE:
        return "is stored with its holes left out (sparse), which no picture is"
    if info.type in (b"D", b"M", b"N", b"V"):
        return "is no file, or a part of one"
    return too_large(info.size, info.size, archive=is_archive(name))


class _TarPlace:
    """Opens the members of one tar."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def open(self, member: Member) -> BinaryIO:
        return self._span.part(member.key, member.size).open()

    def span(self, member: Member) -> Span | None:
        return self._span.part(member.key, member.size)

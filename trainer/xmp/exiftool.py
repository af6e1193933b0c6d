"""ExifTool, where the person has it: writes XMP into picture files without touching the picture itself.

One process serves many files (``-stay_open``): starting it takes longer than writing.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from trainer.errors import UsageError
from trainer.xmp.document import XmpError

PROGRAM = "exiftool"
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'.encode()
_END = b'\n<?xpacket end="w"?>'
_DECLARATION = re.compile(rb"^(\xef\xbb\xbf)?\s*<\?xml[^>]*\?>\s*")
_EXTENDED = b"HasExtendedXMP"  # a JPEG's XMP of more than 64 KB, which lies in several pieces


def found() -> str | None:
    """Where ExifTool is on this machine; None where it is not."""
    return shutil.which(PROGRAM)


@contextlib.contextmanager
def started(*, keep_originals: bool) -> Iterator[ExifTool]:
    """ExifTool, as long as the block lasts.

    Args:
        keep_originals: Leave each file as it was beside it, as ``a.jpg_original``.

    Raises:
        UsageError: It is not on this machine.
    """
    program = found()
    if program is None:
        raise UsageError(
            "Writing into files needs ExifTool, which is not on this machine",
            remedy="Install it from exiftool.org or your system's packages, or write sidecar files.",
        )
    command = [program, "-stay_open", "True", "-@", "-"]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints) as process,
    ):
        try:
            yield ExifTool(process, complaints, keep_originals=keep_originals)
        finally:
            with contextlib.suppress(OSError):
                assert process.stdin is not None
                process.stdin.write(b"-stay_open\nFalse\n")
                process.stdin.close()


class ExifTool:
    """A running ExifTool; made by `started`. Safe to use from several threads, one after another."""

    def __init__(self, process: subprocess.Popen[bytes], complaints: IO[bytes], *, keep_originals: bool) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in: IO[bytes] = process.stdin
        self._out: IO[bytes] = process.stdout
        self._complaints = complaints  # what ExifTool writes to stderr; none of it may get into a packet
        self._keep = keep_originals
        self._lock = threading.Lock()
        self._number = 0

    def packet(self, picture: Path) -> bytes | None:
        """The XMP in a file; None where it has none.

        Raises:
            XmpError: It lies in several pieces, which cannot be replaced safely.
        """
        data = self._ask("-b", "-XMP", os.path.realpath(picture)).strip(b"\0\t\r\n ")
        if _EXTENDED in data:
            raise XmpError("has so much XMP that it lies in several pieces")
        return data or None

    def write(self, picture: Path, packet: bytes | None) -> None:
        """Put XMP into a file.

        Args:
            picture: The file.
            packet: The XMP; None takes out what there is.

        Raises:
            XmpError: ExifTool refuses, for the reason that it gives.
        """
        with tempfile.TemporaryDirectory(prefix="artclass-") as folder:
            place = None
            if packet is not None:
                place = Path(folder, "packet.xmp")
                place.write_bytes(as_packet(packet))
            self._write(picture, place)

    def _write(self, picture: Path, packet: Path | None) -> None:
        keep = [] if self._keep else ["-overwrite_original"]
        given = f"-XMP<={packet.absolute()}" if packet is not None else "-XMP="
        with self._lock:
            begun = self._complaints.seek(0, 2)
            self._put("-q", "-P", *keep, given, os.path.realpath(picture))
            self._complaints.seek(begun)
            said = self._complaints.read().decode(errors="replace")
        errors = [line for line in said.splitlines() if line.startswith("Error")]
        if errors or "Invalid XMP" in said:
            reason = (errors or said.splitlines())[0].partition(":")[2].partition(" - ")[0].strip()
            raise XmpError(f"could not be written to by ExifTool ({reason})")

    def _ask(self, *words: str) -> bytes:
        with self._lock:
            return self._put(*words)

    def _put(self, *words: str) -> bytes:
        self._number += 1
        lines = [*words, "-charset", "filename=utf8", f"-execute{self._number}"]
        try:
            self._in.write(b"".join(_line(word) for word in lines))
            self._in.flush()
        except OSError as error:
            raise XmpError("could not be asked about: ExifTool has ended") from error
        return self._until(f"{{ready{self._number}}}".encode())

    def _until(self, end: bytes) -> bytes:
        parts: list[bytes] = []
        while True:
            line = self._out.readline()
            if not line:
                raise XmpError("could not be asked about: ExifTool has ended")
            if line.rstrip().endswith(end):
                return b"".join((*parts, line.rstrip()[: -len(end)]))
            parts.append(line)


def as_packet(data: bytes) -> bytes:
    """XMP as it stands in files: between marks by which any program finds it (ISO 16684-1, 7.3)."""
    if b"<?xpacket" in data:
        return data
    return _BEGIN + _DECLARATION.sub(b"", data).rstrip() + _END


def _line(word: str) -> bytes:
    """An argument as a line of ExifTool's argument file, whatever characters it holds."""
    data = word.encode("utf-8", "surrogateescape")
    if b"\n" not in data and b"\r" not in data and not data.startswith((b"#", b" ")):
        return data + b"\n"
    escaped = data.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return b"#[CSTR]" + escaped + b"\n"

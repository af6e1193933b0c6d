"""Hundreds of damaged and hostile archives, listed and read to the end in a child: no crash, no hang, words for all."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import multiprocessing
import os
import random
import struct
import sys
import tarfile
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from trainer.catalog import sources
from trainer.errors import ArtClassError, PictureError
from trainer.pixels import why_unreadable

LIMIT = 10.0  # seconds for one archive
MEMORY = 1 << 30  # bytes at most, at any moment
IN_MEMORY = 32 << 20  # bytes; what an import reads in one go


class Report(NamedTuple):
    """What became of one archive."""

    seed: int
    seconds: float
    members: int
    refused: int
    damaged: int
    faults: list[str]


# Archives, good and bad


def contents(dice: random.Random) -> dict[str, bytes]:
    kinds = dice.sample(["drawings", "painting", "日本画", "train/etching", "a b", "__MACOSX", "x" * 120], 3)
    return {
        f"{kind}/{i}.jpg": dice.randbytes(dice.randint(0, 3_000)) for kind in kinds for i in range(dice.randint(1, 6))
    }


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def tarred(files: dict[str, bytes], kind: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=kind) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def sound(dice: random.Random, depth: int = 0) -> tuple[str, bytes]:
    """An archive without a fault and its ending, in half of the cases with archives in it."""
    files = contents(dice)
    while depth < 3 and dice.random() < 0.5:
        suffix, data = sound(dice, depth + 1)
        files[f"in/{dice.randrange(100)}{suffix}"] = data
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    packers: dict[str, Callable[[], bytes]] = {
        ".zip": lambda: zipped(files, dice.choice(methods)),
        ".tar": lambda: tarred(files, dice.choice((tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT))),
        ".tar.gz": lambda: gzip.compress(tarred(files)),
        ".tar.bz2": lambda: bz2.compress(tarred(files), 1),
        ".tar.xz": lambda: lzma.compress(tarred(files), preset=0),
    }
    suffix = dice.choice([".zip", *packers])
    return suffix, packers[suffix]()


def flipped(dice: random.Random) -> tuple[str, bytes]:
    suffix, data = sound(dice)
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 30, 300))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return suffix, bytes(changed)


def cut(dice: random.Random) -> tuple[str, bytes]:
    suffix, data = sound(dice)
    return suffix, data[: dice.randrange(len(data))]


def torn_out(dice: random.Random) -> tuple[str, bytes]:
    """Some bytes are missing in the middle, doubled, or come from another archive."""
    suffix, data = sound(dice)
    start, end = sorted((dice.randrange(len(data)), dice.randrange(len(data))))
    other = dice.choice((b"", data[start:end] * 2, sound(dice)[1], bytes(end - start), dice.randbytes(512)))
    return suffix, data[:start] + other + data[end:]


def lying_zip(dice: random.Random) -> tuple[str, bytes]:
    """The directory lies about sizes, places, methods, flags or its own place."""
    data = bytearray(zipped(contents(dice), dice.choice((0, 8, 12, 14))))
    places = [i for i in range(len(data) - 46) if data[i : i + 4] in (b"PK\1\2", b"PK\3\4")]
    for _ in range(dice.randint(1, 4)):
        field, kind = dice.choice(
            ((8, "<H"), (10, "<H"), (16, "<L"), (20, "<L"), (24, "<L"), (28, "<H"), (30, "<H"), (42, "<L"))
        )
        values = (0, 1, 9, 0xFFFF, dice.randrange(0xFFFF), 1 << 20, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)
        value = dice.choice([v for v in values if v < 1 << 8 * struct.calcsize(kind)])
        struct.pack_into(kind, data, dice.choice(places) + field, value)
    if dice.random() < 0.3:
        struct.pack_into("<L", data, len(data) - dice.choice((6, 10)), dice.randrange(2 * len(data)))
    return ".zip", bytes(data)


def lying_tar(dice: random.Random) -> tuple[str, bytes]:
    """Headers with right checksums lie about sizes, types and names."""
    data = bytearray(tarred(contents(dice), dice.choice((tarfile.PAX_FORMAT, tarfile.GNU_FORMAT))))
    headers = [i for i in range(0, len(data), 512) if data[i + 257 : i + 262] == b"ustar"]
    for at in dice.sample(headers, min(len(headers), dice.randint(1, 4))):
        size = dice.choice(
            (b"\x80" + b"\xff" * 11, b"\xff" * 12, b"77777777777\0", b"-0000000001\0", b"00000000000\0", b"x" * 12)
        )
        if dice.random() < 0.7:
            data[at + 124 : at + 136] = size
        if dice.random() < 0.7:
            data[at + 156] = dice.choice(b"0123456789xgLKSDMNVX\0\xff")
        if dice.random() < 0.3:
            data[at : at + 100] = dice.randbytes(100)
        data[at + 148 : at + 156] = b" " * 8
        data[at + 148 : at + 156] = f"{sum(data[at : at + 512]):06o}\0 ".encode()
    suffix = dice.choice((".tar", ".tar.gz"))
    return suffix, bytes(data) if suffix == ".tar" else gzip.compress(data)


HOSTILE = (
    "../" * 40 + "tmp/evil.jpg", "/tmp/evil.jpg", "C:\\evil.jpg", "\\\\host\\share\\evil.jpg", "CON", "d/nul.jpg", "d/aux",
    "d/..", "..", ".", "/", "//", "d//1.jpg", "d/./1.jpg", "d/1.jpg/", "d/1.jpg", "D/1.JPG", "d/1.jpg/2.jpg", "x" * 255,
    "d/" + "ж" * 127 + ".jpg", "a/" * 2_500 + "1.jpg", "d/\u202egpj.exe", "d/line\nbreak.jpg", "d/\x1b[31mred.jpg", "d/bell\x07",
    "d/\u05e9\u05dc\u05d5\u05dd.jpg", "d/1.jpg:stream", "d/\ufeff.jpg", "d/e\u0301.jpg", "d/\xe9.jpg", "d/🎨.jpg", "~/.ssh/x",
    "d/%2e%2e%2f.jpg", "in.zip", "in.tar", "d/in.tar.gz", " ", "d/ ", "d/trailing. ", "-rf", "$(reboot).jpg", "d/a|b<c>?.jpg",
)  # fmt: skip


def hostile(dice: random.Random) -> tuple[str, bytes]:
    names = dice.sample(HOSTILE, dice.randint(3, 20))
    if dice.random() < 0.5:
        data = bytearray(zipped(dict.fromkeys(names, b"x")))
        for name in names:
            if dice.random() < 0.2 and (raw := name.encode()) in data:  # bytes that are no UTF-8
                data = bytearray(bytes(data).replace(raw, bytes([0xFF]) + raw[1:]))
        return ".zip", bytes(data)
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.type = dice.choice((b"0", b"0", b"1", b"2", b"3", b"4", b"6", b"S", b"7"))
            info.linkname = "../../../../etc/passwd" if info.type in b"12" else ""
            archive.addfile(info)
    return ".tar", stream.getvalue()


def zeros(size: int) -> Iterable[bytes]:
    return (bytes(1 << 20) for _ in range(size >> 20))


def swelling(dice: random.Random) -> tuple[str, bytes]:
    """Bombs: one large member, many of them, one in another, members that share their bytes, lies about the size."""
    match dice.randrange(6):
        case 0:
            return ".zip", bomb(dice.choice((8, 12, 14)), 1, 120 << 20)
        case 1:
            return ".zip", bomb(8, 3, 90 << 20)
        case 2:
            inner = bomb(8, 1, 90 << 20)
            return ".zip", zipped({f"{i}.zip": zipped({"in.zip": inner, "2.zip": inner}) for i in range(2)})
        case 3:
            return ".tar.xz", lzma.compress(bytes(150 << 20), preset=0)
        case 4:
            packed = bytearray(zipped({f"d/{i:02}.bmp": bytes(100_000) for i in range(50)}))
            for at in [i for i in range(len(packed)) if packed[i : i + 4] == b"PK\1\2"]:
                struct.pack_into("<L", packed, at + 42, 0)
            return ".zip", bytes(packed)
        case _:
            packed = bytearray(bomb(dice.choice((8, 12, 14)), 1, 150 << 20))  # says that it is small
            for at in (packed.rindex(b"PK\1\2") + 24, packed.index(b"PK\3\4") + 22):
                struct.pack_into("<L", packed, at, dice.choice((10, 1 << 20)))
            return ".zip", bytes(packed)


def bomb(method: int, count: int, size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method, compresslevel=1) as archive:
        for number in range(count):
            with archive.open(f"d/{number}.bmp", "w") as member:
                for block in zeros(size):
                    member.write(block)
    return stream.getvalue()


MAKERS = (
    flipped,
    flipped,
    flipped,
    cut,
    torn_out,
    torn_out,
    lying_zip,
    lying_zip,
    lying_tar,
    lying_tar,
    hostile,
    hostile,
    swelling,
)


def made(seed: int) -> tuple[str, bytes]:
    dice = random.Random(seed)
    with warnings.catch_warnings(action="ignore"):
        return MAKERS[seed % len(MAKERS)](dice)


# The child


def tried(seed: int, path: Path, scratch: Path) -> Report:
    """List an archive and read all its members; faults are what a person would not be told in words."""
    began = time.perf_counter()
    members, damaged, faults = list[sources.Member](), 0, list[str]()
    try:
        with sources.opened(path, scratch=scratch, check=lambda: None) as members:
            for member in members:
                said = member.refusal or unread(member)
                damaged += member.refusal is None and said is not None
                if said is not None and not said.strip():
                    faults.append(f"{member.name}: no words")
            names = [member.name for member in members]
            if len(set(names)) < len(names):
                faults.append("a name twice")
            if any("\n" in name or "\x1b" in name for name in names):
                faults.append("a name that cannot be shown")
            for name in names:
                name.encode()
    except ArtClassError as error:
        if not (error.what and error.remedy):
            faults.append(f"no words: {error!r}")
    except Exception as error:
        faults.append(f"opened: {error!r}")
    refused = sum(member.refusal is not None for member in members)
    return Report(seed, time.perf_counter() - began, len(members), refused, damaged, faults)


def unread(member: sources.Member) -> str | None:
    """Read a member as an import does; why it cannot be read, in words, or None."""
    try:
        with member.open() as stream:
            stream.read(512)
            stream.seek(0)
            size = (
                len(stream.read())
                if member.size <= IN_MEMORY
                else sum(map(len, iter(lambda: stream.read(1 << 16), b"")))
            )
        return None if size == member.size else "changed while it was read"
    except PictureError as error:
        return error.what
    except sources.DAMAGED_MEMBER:
        return "is damaged inside its archive"
    except OSError as error:
        return why_unreadable(error)


def child(pipe: Connection, folder: str, seeds: list[int]) -> None:
    """Try archives one after the other, and tell of each before and after."""
    root = Path(folder)
    os.chdir(root / "here")
    for seed in seeds:
        suffix, data = made(seed)
        path = root / f"fuzz{suffix}"
        path.write_bytes(data)
        before = everything(root)
        pipe.send(("begin", seed))
        report = tried(seed, path, root / "scratch")
        strange = everything(root) - before - {root / "scratch"}
        report.faults.extend(f"left {name}" for name in strange)
        path.unlink()
        pipe.send(("end", report))
    pipe.send(("peak", peak()))


def everything(root: Path) -> set[Path]:
    around = Path(tempfile.gettempdir())
    return {*root.rglob("*"), *(path for path in around.iterdir() if "evil" in path.name)}


def peak() -> int:
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    status = Path("/proc/self/status")
    if status.exists():  # getrusage still counts what the process was before it became this program
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) << 10
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1 << 10)


def fuzz(tmp_path: Path, seeds: range) -> list[Report]:
    (tmp_path / "here").mkdir()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=child, args=(theirs, str(tmp_path), list(seeds)))
    process.start()
    theirs.close()
    reports, running = list[Report](), -1
    try:
        while True:
            wait = 120 if running < 0 else 3 * LIMIT  # what it took is measured inside; this is for what never ends
            assert ours.poll(wait), f"seed {running} hangs"
            kind, what = ours.recv()
            if kind == "peak":
                break
            running = what if kind == "begin" else -1
            if kind == "end":
                reports.append(what)
    except EOFError:
        pytest.fail(f"seed {running} brought the child down")
    finally:
        process.kill()
        process.join()
    assert what < MEMORY, f"{what >> 20} MB"
    return reports


def judged(reports: list[Report]) -> None:
    assert not {report.seed: report.faults for report in reports if report.faults}
    assert not {report.seed: report.seconds for report in reports if report.seconds > LIMIT}
    assert sum(report.refused + report.damaged for report in reports) > len(reports) // 2
    assert sum(report.members for report in reports) > len(reports)


def test_damaged_and_hostile_archives(tmp_path: Path) -> None:
    judged(fuzz(tmp_path, range(26)))


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("part", range(4))
def test_many_damaged_and_hostile_archives(tmp_path: Path, part: int) -> None:
    judged(fuzz(tmp_path, range(1_000 * (part + 1), 1_000 * (part + 1) + 300)))

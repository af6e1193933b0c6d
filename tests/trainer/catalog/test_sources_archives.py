"""Archives: what lies in them can be read, and nothing that lies in them can do harm."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import struct
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.trainer.catalog.test_sources import listed, refusals
from tests.trainer.tiny import folder, zipped
from trainer.catalog import sources
from trainer.catalog.sources import limits
from trainer.errors import ArtClassError, PictureError, SourceError

LINK = "is a link, not a picture"
UNSAFE = "has an unsafe name that leads out of the archive; it was not unpacked"
TORN = "is a damaged or incomplete archive; what could be read of it was taken"
CONTENTS = {
    f"art/train/{name}/{i}.jpg": f"{name} {i} ".encode() * 300 for name in ("drawings", "painting") for i in range(5)
}


def tarred(files: Mapping[str, bytes], kind: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=kind, errors="surrogateescape") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


PACKERS: dict[str, Callable[[Mapping[str, bytes]], bytes]] = {
    "a.zip": zipped,
    "stored.zip": lambda files: zipped(files, method=zipfile.ZIP_STORED),
    "bz2.zip": lambda files: zipped(files, method=zipfile.ZIP_BZIP2),
    "lzma.zip": lambda files: zipped(files, method=zipfile.ZIP_LZMA),
    "comic.cbz": zipped,
    "a.tar": tarred,
    "gnu.tar": lambda files: tarred(files, tarfile.GNU_FORMAT),
    "a.tar.gz": lambda files: gzip.compress(tarred(files)),
    "a.TGZ": lambda files: gzip.compress(tarred(files)),
    "a.tar.bz2": lambda files: bz2.compress(tarred(files), 1),
    "a.tbz2": lambda files: bz2.compress(tarred(files)),
    "a.tar.xz": lambda files: lzma.compress(tarred(files)),
    "two streams.txz": lambda files: (
        lzma.compress(tarred(files)[:3000]) + bytes(8) + lzma.compress(tarred(files)[3000:])
    ),
    "two streams.tgz": lambda files: gzip.compress(tarred(files)[:3000]) + gzip.compress(tarred(files)[3000:]),
    "misnamed.zip": lambda files: gzip.compress(tarred(files)),
    "no ending": lambda files: bz2.compress(tarred(files)),
    "zip in.tar": lambda files: tarred({"in.zip": zipped(files)}),
    "tar in.zip": lambda files: zipped({"in.tar": tarred(files)}, method=zipfile.ZIP_STORED),
    "packed tar in.zip": lambda files: zipped({"in.tar.gz": gzip.compress(tarred(files))}),
    "zip in zip.zip": lambda files: zipped({"in.zip": zipped(files)}),
    "three.tgz": lambda files: gzip.compress(tarred({"b.zip": zipped({"c.tar.xz": lzma.compress(tarred(files))})})),
    "after words.zip": lambda files: b"a program that unpacks itself" * 50 + zipped(files),
}


@pytest.mark.parametrize("name", PACKERS)
def test_every_kind_of_archive(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path / name, PACKERS[name](CONTENTS))
    assert sources.kind_of(path) == "archive"
    with listed(path) as found, ThreadPoolExecutor(4) as pool:
        assert {name[name.index("art/") :] for name in found} == CONTENTS.keys()
        assert {(m.label, m.given, m.packed) for m in found.values()} == {
            ("drawings", "training", True),
            ("painting", "training", True),
        }

        def read(member: sources.Member) -> tuple[bytes, bytes]:
            with member.open() as stream:
                head = stream.read(100)
                stream.seek(0)
                return head, stream.read()

        for member, (head, data) in zip(found.values(), pool.map(read, found.values()), strict=True):
            assert data == CONTENTS[member.name[member.name.index("art/") :]]
            assert head == data[:100]
            assert member.size == len(data)


def test_archives_in_a_folder_are_of_the_class_they_lie_in_and_of_the_split_they_are_named_for(tmp_path: Path) -> None:
    pack = zipped({"1.jpg": b"x"})
    root = folder(
        tmp_path / "my",
        {"drawings/2.jpg": b"x", "painting/pack.zip": pack, "test.zip": zipped({"etching/3.jpg": b"x"})},
    )
    with listed(root) as found:
        assert {m.name: (m.label, m.given) for m in found.values()} == {
            "drawings/2.jpg": ("drawings", None),
            "painting/pack.zip/1.jpg": ("painting", None),
            "test.zip/etching/3.jpg": ("etching", "test"),
        }


def test_many_archives_do_not_use_up_the_open_files(tmp_path: Path) -> None:
    root = folder(tmp_path / "my", {f"drawings/{i}.zip": zipped({"1.jpg": b"x"}) for i in range(1_500)})
    with listed(root) as found:
        assert len(found) == 1_500
        assert not any(member.refusal for member in found.values())


def test_clutter_in_archives(tmp_path: Path) -> None:
    files = {"./drawings/1.jpg": b"x", "__MACOSX/drawings/._1.jpg": b"x", "drawings/.DS_Store": b"x", "drawings/": b""}
    for path in (saved(tmp_path / "a.zip", zipped(files)), saved(tmp_path / "a.tar", tarred(files))):
        with listed(path) as found:
            assert [member.label for member in found.values()] == ["drawings"]


# Names


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_unsafe_names_are_refused_and_the_rest_goes_on(
    tmp_path: Path, pack: Callable[[Mapping[str, bytes]], bytes]
) -> None:
    names = [
        "../../up.jpg",
        "/etc/passwd.jpg",
        "drawings/../../up.jpg",
        "C:\\drive.jpg",
        "\\\\server\\share\\1.jpg",
        "D:1.jpg",
    ]
    devices = ["drawings/con.jpg", "NUL", "aux/1.jpg", "painting/COM1 .tar.jpg", "lpt³.png"]
    path = saved(
        tmp_path / "a", pack(dict.fromkeys([*names, *devices, "drawings/good.jpg", "drawings/console.jpg"], b"x"))
    )
    found = refusals(path)
    assert {reason for name, reason in found.items() if "device" not in reason} == {UNSAFE}
    assert sum("device" in reason for reason in found.values()) == len(devices)
    assert len(found) == len(names) + len(devices)


def test_names_twice_in_any_script_and_of_any_length(tmp_path: Path) -> None:
    names = ["日本画/一.jpg", "רסם/א.jpg", f"{'ж' * 127}/{'n' * 251}.jpg", "d/line\nbreak.jpg", "d/\u202egpj.exe.jpg"]
    stream = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(stream, "w") as archive:
        for name in [*names, "d/same.jpg", "d/same.jpg", "d/same.jpg", "d/same.jpg [2]"]:
            archive.writestr(name, name)
    with listed(saved(tmp_path / "a.zip", stream.getvalue())) as found:
        assert list(found)[:3] == names[:3]
        assert "d/line\\x0abreak.jpg" in found
        assert "d/\\x202egpj.exe.jpg" in found
        assert len(found) == 9
        assert sum("same" in name for name in found) == 4


def test_names_longer_than_any_system_opens(tmp_path: Path) -> None:
    for path in (
        saved(tmp_path / "a.zip", zipped({"d/" * 3_000 + "1.jpg": b"x", "d/2.jpg": b"x"})),
        saved(tmp_path / "a.tar", tarred({"d/" * 3_000 + "1.jpg": b"x", "d/2.jpg": b"x"})),
    ):
        (reason,) = refusals(path).values()
        assert reason == "has a name of 6,005 characters"


def test_names_that_are_no_unicode(tmp_path: Path) -> None:
    data = zipped({"d/XY.jpg": b"x", "d/ab.jpg": b"x", "d/ä.jpg": b"x"})
    wrong = data.replace("ä".encode(), b"\xff\xfe")  # which says that it is UTF-8
    old = wrong.replace(b"XY", b"\x84\x94")  # which says nothing: as DOS wrote it
    with listed(saved(tmp_path / "a.zip", old)) as found:
        assert list(found) == ["d/äö.jpg", "d/ab.jpg", "d/\\xff\\xfe.jpg"]
        for member in found.values():
            with member.open() as stream:
                assert stream.read() == b"x"
    tar = tarred({os.fsdecode(b"d/\xff.jpg"): b"x"}, tarfile.GNU_FORMAT)
    with listed(saved(tmp_path / "a.tar", tar)) as found:
        assert list(found) == ["d/\\xff.jpg"]


# Members that are no files, or locked


def test_special_members_of_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, kind in (("link", stat.S_IFLNK), ("pipe", stat.S_IFIFO), ("device", stat.S_IFCHR)):
            info = zipfile.ZipInfo(f"d/{name}.jpg")
            info.external_attr = (kind | 0o644) << 16
            archive.writestr(info, b"/etc/passwd")
        archive.writestr("d/locked.jpg", b"x")
        archive.infolist()[-1].flag_bits |= 1
        archive.writestr("d/odd.jpg", b"x")
        archive.infolist()[-1].compress_type = 98
        archive.writestr("d/good.jpg", b"x")
    assert refusals(path) == {
        "d/link.jpg": LINK,
        "d/pipe.jpg": "is no ordinary file",
        "d/device.jpg": "is no ordinary file",
        "d/locked.jpg": "is locked with a password; unpack the archive first",
        "d/odd.jpg": "is packed in a way that ArtClass cannot unpack; unpack the archive first",
    }


def test_special_members_of_a_tar(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in {
            "soft": b"2",
            "hard": b"1",
            "pipe": b"6",
            "character": b"3",
            "block": b"4",
            "part": b"M",
        }.items():
            info = tarfile.TarInfo(f"d/{name}.jpg")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("d/sparse.jpg")
        info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "d/sparse.jpg"}
        archive.addfile(info)
        info = tarfile.TarInfo("d/good.jpg")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"good"))
    special = "is no ordinary file"
    assert refusals(path) == {
        "d/soft.jpg": LINK,
        "d/hard.jpg": LINK,
        "d/pipe.jpg": special,
        "d/character.jpg": special,
        "d/block.jpg": special,
        "d/part.jpg": "is no file, or a part of one",
        "d/sparse.jpg": "is stored with its holes left out (sparse), which no picture is",
    }
    with listed(path) as found, found["d/good.jpg"].open() as stream:
        assert stream.read() == b"good"


# Limits


def test_too_deep(tmp_path: Path) -> None:
    deep = zipped({"d/1.jpg": b"x"})
    for number in range(4):
        deep = tarred({f"{number}.zip": deep}) if number % 2 else zipped({f"{number}.tar": deep})
    assert list(refusals(saved(tmp_path / "a.zip", zipped({"d/2.jpg": b"x", "deep.zip": deep}))).values()) == [
        "lies in too many archives inside each other"
    ]


def test_a_picture_that_swells(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("d/1.jpg", b"x")
        with archive.open("d/bomb.bmp", "w") as member:
            for _ in range(110):
                member.write(bytes(1 << 20))
    assert refusals(path) == {
        "d/bomb.bmp": "would take 0.1 GB unpacked, 200 times its packed size or more, as no picture does"
    }


def test_all_together_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HARMLESS_TOTAL", 100_000)
    monkeypatch.setattr(limits, "SWELLING", 1)
    path = saved(tmp_path / "a.zip", zipped({f"d/{i}.bmp": bytes(30_000) for i in range(10)}))
    reasons = list(refusals(path).values())
    assert len(reasons) == 7
    assert set(reasons) == {"was not unpacked: all of it would take far more space than pictures do"}


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tar.bz2", "a.tar.xz"])
def test_a_compressed_tar_that_swells(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.catalog.sources.tars.HARMLESS", 1 << 20)
    bomb = PACKERS[name]({"d/1.bmp": bytes(20 << 20)})
    with pytest.raises(SourceError, match="would take more than"), listed(saved(tmp_path / name, bomb)):
        pass
    both = zipped({f"in/{name}": bomb, "d/2.jpg": b"x"})
    (reason,) = refusals(saved(tmp_path / "both.zip", both)).values()
    assert "200 times its packed size or more, as no pictures do" in reason


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("zips", "tars", "reading", "tables"):
        monkeypatch.setattr(f"trainer.catalog.sources.{module}.MAX_MEMBERS", 10)
    files = {f"d/{i}.jpg": b"x" for i in range(11)}
    paths = [
        folder(tmp_path / "my", files),
        saved(tmp_path / "a.zip", zipped(files)),
        saved(tmp_path / "a.tar", tarred(files)),
    ]
    for path in paths:
        with pytest.raises(SourceError, match="holds more than 10 files"), listed(path):
            pass
    both = saved(tmp_path / "both.zip", zipped({"d/1.jpg": b"x", "many.zip": zipped(files)}))
    assert refusals(both) == {"many.zip": "holds more than 10 files"}


def test_members_that_share_their_bytes(tmp_path: Path) -> None:
    """As in David Fifield's bomb: many entries of the directory lead to the same packed bytes."""
    data = bytearray(zipped({"d/aa.jpg": bytes(1_000), "d/bb.jpg": bytes(1_000), "d/cc.jpg": b"x"}))
    second = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    data[second + 42 : second + 46] = struct.pack("<L", 0)
    shared = "shares its bytes with another member, as only bombs do; it was not unpacked"
    assert refusals(saved(tmp_path / "a.zip", bytes(data))) == {"d/aa.jpg": shared}


def test_lzma_that_wants_too_much_memory(tmp_path: Path) -> None:
    data = bytearray(zipped({"d/1.jpg": b"x" * 1_000}, method=zipfile.ZIP_LZMA))
    start = 30 + len("d/1.jpg")
    data[start + 5 : start + 9] = b"\xff" * 4
    with listed(saved(tmp_path / "a.zip", bytes(data))) as found, pytest.raises(PictureError, match="memory"):
        found["d/1.jpg"].open()
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 29}]
    path = saved(tmp_path / "a.tar.xz", lzma.compress(tarred(CONTENTS), filters=filters))
    with pytest.raises(SourceError, match="needs more memory"), listed(path):
        pass


# Damage


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.bz2", "a.tar.xz"])
@pytest.mark.parametrize("size", [0, 10, 60])
def test_next_to_nothing_of_an_archive(tmp_path: Path, name: str, size: int) -> None:
    path = saved(tmp_path / name, PACKERS[name](CONTENTS)[:size])
    kind = "zip" if name == "a.zip" else "tar"
    with pytest.raises(SourceError, match=f"This {kind} file is damaged or incomplete") as failure, listed(path):
        pass
    assert failure.value.remedy
    outer = saved(tmp_path / "outer.zip", zipped({f"in/{name}": PACKERS[name](CONTENTS)[:size], "d/1.jpg": b"x"}))
    assert refusals(outer) == {f"in/{name}": f"is a damaged or incomplete {kind} file"}


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.bz2", "a.tar.xz"])
def test_what_came_before_the_cut_of_a_tar_is_taken(tmp_path: Path, name: str) -> None:
    data = os.urandom(300_000)
    files = {f"d/{i}.jpg": data[i * 10_000 : (i + 1) * 10_000] for i in range(30)}
    whole = PACKERS[name](files)
    path = saved(tmp_path / name, whole[: int(len(whole) * 0.8)])
    with listed(path) as found:
        good = {name: member for name, member in found.items() if not member.refusal}
        assert len(good) >= 10
        for member in good.values():
            with member.open() as stream:
                assert stream.read() == files[member.name]
        bad = {member.refusal for member in found.values() if member.refusal}
        assert bad
        assert bad <= {"ends too early (truncated)", TORN}


def test_a_damaged_header_in_a_tar_costs_one_file(tmp_path: Path) -> None:
    data = bytearray(tarred(CONTENTS))
    data[data.index(b"art/train/drawings/3.jpg")] ^= 0xFF
    with listed(saved(tmp_path / "a.tar", bytes(data))) as found:
        assert sum(member.refusal is None for member in found.values()) == 9
        assert found["a.tar"].refusal == TORN
        assert found["a.tar"].refused == "unreadable"


def test_a_tar_that_leads_round_in_circles(tmp_path: Path) -> None:
    data = bytearray(tarred(CONTENTS, tarfile.GNU_FORMAT))
    data[124:136] = b"\xff" * 11 + b"\x00"  # a size below nothing
    header = bytes(data[:148]) + b" " * 8 + bytes(data[156:512])
    data[148:156] = f"{sum(header):06o}\0 ".encode()
    with listed(saved(tmp_path / "a.tar", bytes(data))) as found:
        assert sum(member.refusal is None for member in found.values()) == 9


def test_a_tar_whose_attributes_lie(tmp_path: Path) -> None:
    for size in (1 << 34, 0):
        info = tarfile.TarInfo("pax")
        info.type, info.size = tarfile.XHDTYPE, size
        data = info.tobuf() + b"9" * 512 + tarred({"d/1.jpg": b"x"})
        with listed(saved(tmp_path / "a.tar", data)) as found:
            assert all(member.refusal or member.name == "d/1.jpg" for member in found.values())


def test_a_damaged_member_of_a_zip(tmp_path: Path) -> None:
    for name in ("a.zip", "stored.zip", "bz2.zip", "lzma.zip"):
        data = bytearray(PACKERS[name](CONTENTS))
        data[80] ^= 0xFF
        with listed(saved(tmp_path / name, bytes(data))) as found:
            first = found.pop("art/train/drawings/0.jpg")
            with pytest.raises(sources.DAMAGED_MEMBER), first.open() as stream:
                stream.read()
            for member in found.values():
                with member.open() as stream:
                    assert stream.read() == CONTENTS[member.name]


@pytest.mark.parametrize(("field", "value"), [(20, 5), (20, 1 << 30), (24, 5), (24, 1 << 26), (42, 1 << 30), (16, 7)])
def test_a_directory_that_lies(tmp_path: Path, field: int, value: int) -> None:
    """About packed size, size, place and checksum: the member is damaged; the others are not."""
    data = bytearray(zipped(CONTENTS))
    start = data.index(b"PK\1\2") + field
    data[start : start + 4] = struct.pack("<L", value)
    with listed(saved(tmp_path / "a.zip", bytes(data))) as found:
        first = found.pop("art/train/drawings/0.jpg")
        if first.refusal is None:
            with pytest.raises(sources.DAMAGED_MEMBER), first.open() as stream:
                stream.read()
        good = [member for member in found.values() if not member.refusal]
        assert len(good) >= 8
        for member in good:
            with member.open() as stream:
                assert stream.read() == CONTENTS[member.name]


def test_a_zip_whose_directory_breaks_off(tmp_path: Path) -> None:
    data = bytearray(zipped(CONTENTS))
    entries = [at for at in range(len(data)) if data[at : at + 4] == b"PK\1\2"]
    data[entries[6]] = 0
    path = saved(tmp_path / "a.zip", bytes(data))
    assert refusals(path) == {"a.zip": TORN}
    with listed(path) as found:
        assert len(found) == 7


def test_an_archive_in_a_cut_off_one_is_not_taken_for_it(tmp_path: Path) -> None:
    outer = zipped({"in.zip": zipped(CONTENTS), "d/1.jpg": b"x" * 100}, method=zipfile.ZIP_STORED)
    path = saved(tmp_path / "a.zip", outer[: outer.index(b"x" * 100) + 50])
    with pytest.raises(SourceError, match="damaged or incomplete"), listed(path):
        pass


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_an_archive_that_changes_while_it_is_read(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path / name, PACKERS[name](CONTENTS))
    with listed(path) as found:
        saved(path, PACKERS[name]({"other.jpg": b"x"}))
        with pytest.raises(PictureError, match="changed while it was read"):
            found["art/train/drawings/0.jpg"].open()
        path.unlink()
        with pytest.raises(FileNotFoundError):
            found["art/train/drawings/1.jpg"].open()


def test_nothing_is_written_but_in_scratch_and_nothing_stays_there(tmp_path: Path) -> None:
    path = saved(tmp_path / "three.tgz", PACKERS["three.tgz"](CONTENTS))
    scratch = tmp_path / "scratch"
    with sources.opened(path, scratch=scratch, check=lambda: None) as members:
        assert len(members) == 10
    assert sorted(tmp_path.iterdir()) == [scratch, path]
    assert not list(scratch.iterdir())


def test_a_full_disk_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = saved(tmp_path / "a.tar.gz", PACKERS["a.tar.gz"](CONTENTS))
    monkeypatch.setattr("trainer.catalog.sources.spans._temporary", full)
    with pytest.raises(ArtClassError, match="disk is full"), listed(path):
        pass


@pytest.mark.parametrize("name", ["a.tar.gz", "packed tar in.zip", "zip in.tar", "a.zip", "a.tar"])
def test_unpacking_can_be_broken_off(tmp_path: Path, name: str) -> None:
    class Enough(Exception):
        pass

    files = {f"d/{i}.jpg": os.urandom(2_000) for i in range(1_000)}
    path = saved(tmp_path / name, PACKERS[name](files))
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise Enough

    scratch = tmp_path / "scratch"
    with pytest.raises(Enough), sources.opened(path, scratch=scratch, check=check):
        pass
    assert not scratch.exists() or not list(scratch.iterdir())

"""What a file says of itself is told as far as it can be read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PIL import Image, ImageCms
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.gallery import file_facts
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.gallery.view import GalleryView
from artclass_gui.gallery.viewer import Viewer


def _photo(path: Path) -> Path:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "Canon", "Canon EOS 5D", "Vera Example"
    exif.get_ifd(0x8769).update(
        {0x9003: "2019:05:03 14:03:07", 0x829A: 0.005, 0x829D: 2.8, 0x8827: 400, 0x920A: 50.0, 0xA434: "50mm\x00 lens"}
    )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (60, 40)).save(path, exif=exif, icc_profile=profile)
    return path


def test_a_photograph_tells_how_it_was_taken(tmp_path: Path) -> None:
    path = _photo(tmp_path / "a.jpg")
    facts = file_facts.read(path)
    assert (facts.format, facts.camera, facts.lens) == ("JPEG", "Canon EOS 5D", "50mm lens")
    assert facts.taken == datetime(2019, 5, 3, 14, 3, 7)
    assert facts.exposure == "1/200 s · f/2.8 · 50 mm · ISO 400"
    assert facts.creator == "Vera Example"
    assert facts.profile.startswith("sRGB")
    assert facts.bytes == path.stat().st_size


def test_damaged_and_odd_files_tell_what_they_can(tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"no picture")
    assert (file_facts.read(path).bytes, file_facts.read(path).format) == (10, "")
    exif = Image.Exif()
    exif[0x0131] = "x" * 500
    exif.get_ifd(0x8769).update({0x9003: "yesterday", 0x829A: (0, 0)})
    odd = tmp_path / "odd.jpg"
    Image.new("RGB", (9, 9)).save(odd, exif=exif)
    facts = file_facts.read(odd)
    assert (facts.taken, facts.exposure, len(facts.program)) == (None, "", 80)


def test_the_large_view_tells_them(qtbot: QtBot, context: Context, tmp_path: Path) -> None:
    view = GalleryView(context)
    viewer = Viewer(context, view)
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    view.images.set_pictures(
        [ImageRow(_photo(tmp_path / "a.jpg"), label="a", novel=True, distance=0.31, seen=True, seen_alike=True)], ("a",)
    )
    viewer.open(0)

    def said() -> str:
        return " ".join(label.text() for label in viewer.findChildren(QLabel) if label.isVisible())

    qtbot.waitUntil(lambda: "Canon EOS 5D" in said())
    assert "distance 0.31" in said()
    assert "a picture that looks the same" in said()

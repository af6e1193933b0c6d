"""Thumbnails lie where all programs of a desktop look for them, and those of others are not trusted blindly."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from artclass_gui.gallery.desktop_thumbnails import DesktopThumbnails, is_custom, uri_of
from artclass_gui.gallery.thumbnail_cache import Original, Refused
from artclass_gui.gallery.thumbnails import Thumbnails
from artclass_gui.settings import Settings


def _jpeg(path: Path, *, profile: bytes | None = None) -> Path:
    Image.new("RGB", (400, 300), (200, 90, 120)).save(path, icc_profile=profile)
    return path


def _entry(folder: Path, kind: str, picture: Path) -> Path:
    return folder / kind / (hashlib.md5(uri_of(str(picture)).encode()).hexdigest() + ".png")


def _by_another_program(folder: Path, picture: Path, *, mtime: int | None = None, uri: str = "") -> None:
    facts = PngInfo()
    facts.add_text("Thumb::URI", uri or uri_of(str(picture)))
    facts.add_text("Thumb::MTime", str(int(picture.stat().st_mtime) if mtime is None else mtime))
    facts.add_text("Software", "GNOME::ThumbnailFactory")
    entry = _entry(folder, "normal", picture)
    entry.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (128, 96), "blue").save(entry, pnginfo=facts)


def test_a_thumbnail_is_where_the_standard_says_and_says_what_it_is_of(qtbot: QtBot, tmp_path: Path) -> None:
    picture = _jpeg(tmp_path / "an Ä (1) 100%.jpg")
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    thumbnails = Thumbnails(DesktopThumbnails(tmp_path / "thumbnails"), settings)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.pixmap(picture, 200)
    entry = _entry(tmp_path / "thumbnails", "large", picture)
    qtbot.waitUntil(entry.exists)
    assert thumbnails.finish(10_000)
    with Image.open(entry) as image:
        image.load()
        assert image.size == (256, 192)
        assert image.info["Thumb::URI"] == uri_of(str(picture)) == f"file://{tmp_path}/an%20%C3%84%20(1)%20100%25.jpg"
        assert image.info["Thumb::MTime"] == str(int(picture.stat().st_mtime))
    assert entry.stat().st_mode & 0o777 == 0o600
    assert entry.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in entry.parent.iterdir()] == [entry.name]


@pytest.mark.parametrize("change", ["time", "size", "content within the same second"])
def test_what_was_made_of_another_state_of_the_file_is_dropped(tmp_path: Path, change: str) -> None:
    cache, picture = DesktopThumbnails(tmp_path / "thumbnails"), _jpeg(tmp_path / "a.jpg")
    before = Original.of(str(picture))
    cache.keep(before, 128, QImage(128, 96, QImage.Format.Format_RGB32))
    assert isinstance(cache.find(before, 128), QImage)
    second = before.mtime_ns - before.mtime_ns % 1_000_000_000
    match change:
        case "time":
            os.utime(picture, ns=(1, second + 2_000_000_000))
        case "size":
            picture.write_bytes(picture.read_bytes() + b"more")
            os.utime(picture, ns=(1, before.mtime_ns))
        case _:
            os.utime(picture, ns=(1, second + (before.mtime_ns + 1) % 1_000_000_000))
    assert cache.find(Original.of(str(picture)), 128) is None


def test_thumbnails_of_other_programs_are_shown_where_they_are_of_this_file(tmp_path: Path) -> None:
    folder = tmp_path / "thumbnails"
    cache, picture = DesktopThumbnails(folder), _jpeg(tmp_path / "a.jpg")
    _by_another_program(folder, picture)
    found = cache.find(Original.of(str(picture)), 128)
    assert isinstance(found, QImage)
    assert found.pixelColor(60, 40).blue() == 255
    _by_another_program(folder, picture, mtime=5)
    assert cache.find(Original.of(str(picture)), 128) is None
    _by_another_program(folder, picture, uri="file:///another.jpg")
    assert cache.find(Original.of(str(picture)), 128) is None


def test_thumbnails_of_other_programs_are_not_trusted_with_colour_profiles(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    folder = tmp_path / "thumbnails"
    cache, picture = DesktopThumbnails(folder), _jpeg(tmp_path / "a.jpg", profile=profile)
    _by_another_program(folder, picture)
    assert cache.find(Original.of(str(picture)), 128) is None
    cache.keep(Original.of(str(picture)), 128, QImage(128, 96, QImage.Format.Format_RGB32))
    assert isinstance(cache.find(Original.of(str(picture)), 128), QImage)


def test_an_unreadable_picture_is_remembered_with_its_reason_until_it_changes(qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "broken.jpg"
    picture.write_bytes(_jpeg(tmp_path / "whole.jpg").read_bytes()[:400])
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    cache = DesktopThumbnails(tmp_path / "thumbnails")
    thumbnails = Thumbnails(cache, settings)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.pixmap(picture, 120)
    reason = thumbnails.reason(picture)
    assert reason
    qtbot.waitUntil(lambda: cache.find(Original.of(str(picture)), 128) == Refused(reason))
    assert thumbnails.finish(10_000)
    assert list((tmp_path / "thumbnails" / "fail").glob("artclass-*/*.png"))
    os.utime(picture, (1, 1))
    assert cache.find(Original.of(str(picture)), 128) is None


def test_a_disk_that_cannot_be_read_now_is_not_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    thumbnails = Thumbnails(DesktopThumbnails(tmp_path / "thumbnails"), settings)
    (tmp_path / "a folder.jpg").mkdir()
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.pixmap(tmp_path / "a folder.jpg", 120)
    assert thumbnails.reason(tmp_path / "a folder.jpg") == "is a folder, not a picture"
    assert thumbnails.finish(10_000)
    assert not (tmp_path / "thumbnails").exists()


def test_without_a_place_nothing_is_kept_and_nothing_is_raised(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in the way")
    cache, picture = DesktopThumbnails(tmp_path / "a file" / "thumbnails"), _jpeg(tmp_path / "a.jpg")
    cache.keep(Original.of(str(picture)), 128, QImage(128, 96, QImage.Format.Format_RGB32))
    cache.refuse(Original.of(str(picture)), "is damaged")
    assert cache.find(Original.of(str(picture)), 128) is None


def test_thumbnails_have_no_thumbnails(tmp_path: Path) -> None:
    cache, picture = DesktopThumbnails(tmp_path / "thumbnails"), _jpeg(tmp_path / "a.jpg")
    cache.keep(Original.of(str(picture)), 128, QImage(128, 96, QImage.Format.Format_RGB32))
    entry = _entry(tmp_path / "thumbnails", "normal", picture)
    cache.keep(Original.of(str(entry)), 128, QImage(128, 96, QImage.Format.Format_RGB32))
    assert len(list((tmp_path / "thumbnails").rglob("*.png"))) == 1


def test_the_free_desktops_share_thumbnails() -> None:
    assert [name for name in ("linux", "freebsd14", "win32", "darwin") if is_custom(name)] == ["linux", "freebsd14"]

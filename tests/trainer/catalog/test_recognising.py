"""Own labels stay with what files hold, whatever these are called, when they were written, and what is noted in them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.trainer.catalog.making import by_name, opened
from tests.trainer.catalog.test_reviewing import catalog, flat, pictures  # noqa: F401 - fixtures
from trainer.catalog import recognising
from trainer.catalog.copies import Copies
from trainer.errors import UsageError


def _labels(catalog, *paths: Path) -> dict[str, str]:  # noqa: F811
    return {Path(path).name: label for path, label in catalog.own_labels(paths).items()}


def test_a_file_whose_time_alone_is_another_keeps_its_label(catalog, flat) -> None:  # noqa: F811
    catalog.label_files([flat / "0.png", flat / "1.png"], "drawings")
    os.utime(flat / "0.png", (1, 1))
    assert _labels(catalog, *flat.iterdir()) == {"0.png": "drawings", "1.png": "drawings"}


def test_a_file_that_was_renamed_or_moved_by_hand_keeps_its_label(catalog, flat, tmp_path: Path) -> None:  # noqa: F811
    catalog.label_files([flat / "0.png", flat / "1.png"], "drawings")
    (flat / "0.png").rename(flat / "renamed.png")
    (flat / "1.png").rename(tmp_path / "elsewhere.png")
    os.utime(tmp_path / "elsewhere.png", (1, 1))
    assert _labels(catalog, *flat.iterdir(), tmp_path / "elsewhere.png") == {
        "renamed.png": "drawings",
        "elsewhere.png": "drawings",
    }


def test_the_label_of_a_renamed_file_can_be_taken_back_and_given_anew(catalog, flat) -> None:  # noqa: F811
    catalog.label_files([flat / "0.png"], "drawings")
    new = (flat / "0.png").rename(flat / "renamed.png")
    catalog.label_files([new], None)
    assert not catalog.items()
    catalog.undo_decision()
    assert _labels(catalog, new) == {"renamed.png": "drawings"}
    catalog.label_files([new], "etchings")
    assert _labels(catalog, new) == {"renamed.png": "etchings"}
    assert len(catalog.items()) == 1


def test_files_that_have_changed_names_with_each_other_keep_their_own(catalog, flat) -> None:  # noqa: F811
    catalog.label_each({flat / "0.png": "drawings", flat / "1.png": "etchings"})
    for old, new in (("0", "x"), ("1", "0"), ("x", "1")):
        (flat / f"{old}.png").rename(flat / f"{new}.png")
    assert _labels(catalog, *flat.iterdir()) == {"0.png": "etchings", "1.png": "drawings"}
    catalog.label_files([flat / "0.png"], None)
    assert _labels(catalog, *flat.iterdir()) == {"1.png": "drawings"}


def test_copies_of_a_labelled_picture_have_its_label_and_lose_it_with_it(catalog, flat) -> None:  # noqa: F811
    shutil.copy(flat / "0.png", flat / "copy.png")
    catalog.label_files([flat / "0.png"], "drawings")
    assert _labels(catalog, *flat.iterdir()) == {"0.png": "drawings", "copy.png": "drawings"}
    catalog.label_files([flat / "copy.png"], "etchings")
    assert _labels(catalog, *flat.iterdir()) == {"0.png": "etchings", "copy.png": "etchings"}
    catalog.label_files([flat / "copy.png", flat / "0.png"], None)
    assert not catalog.items()
    catalog.undo_decision()
    assert _labels(catalog, *flat.iterdir()) == {"0.png": "etchings", "copy.png": "etchings"}


def test_a_rating_that_another_program_writes_takes_no_label(catalog, tmp_path: Path) -> None:  # noqa: F811
    path, other = tmp_path / "0.jpg", tmp_path / "1.jpg"
    for number, file in enumerate((path, other)):
        patches = np.random.default_rng(number).integers(0, 255, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(patches).resize((160, 120), Image.Resampling.BICUBIC).save(file)
    catalog.label_files([path, other], "drawings")
    for file, pixels in ((path, path), (other, path)):  # the second one holds another picture now
        data = pixels.read_bytes()
        comment = b"\xff\xfe\x00\x0aRating=5"
        (tmp_path / "written").write_bytes(data[:2] + comment + data[2:])
        (tmp_path / "written").replace(file)
    assert _labels(catalog, path, other) == {"0.jpg": "drawings"}


def test_what_is_unreadable_or_gone_has_no_label(catalog, flat) -> None:  # noqa: F811
    catalog.label_files([flat / "0.png", flat / "1.png"], "drawings")
    (flat / "0.png").write_bytes((flat / "0.png").read_bytes()[:200])
    (flat / "1.png").unlink()
    (flat / "1.png").mkdir()
    assert _labels(catalog, flat / "0.png", flat / "1.png", flat / "gone.png") == {}


def test_without_labels_no_file_is_touched(catalog, flat, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(recognising, "_status", lambda path: pytest.fail(f"{path} was looked up"))
    assert _labels(catalog, *flat.iterdir()) == {}


def test_files_are_read_that_may_be_labelled_and_no_others(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, read, real = tmp_path / "scans", [], recognising.contents
    folder.mkdir()
    for number in range(100):  # a scanner writes all files with the same size
        colours = np.random.default_rng(number).integers(0, 255, (40, 50, 3), dtype=np.uint8)
        Image.fromarray(colours).save(folder / f"{number:03}.bmp")
    monkeypatch.setattr(recognising, "contents", lambda path, version: read.append(path) or real(path, version))
    with opened(tmp_path) as catalog:  # noqa: F811
        catalog.label_files([folder / "000.bmp", folder / "001.bmp"], "drawings")
        (folder / "000.bmp").rename(folder / "zzz.bmp")
        os.utime(folder / "001.bmp", (1, 1))
        assert _labels(catalog, *sorted(folder.iterdir())) == {"001.bmp": "drawings", "zzz.bmp": "drawings"}
        assert len(read) < 60
        assert set(by_name(catalog)) == {"000.bmp", "001.bmp"}


def test_it_is_broken_off_when_asked(catalog, flat) -> None:  # noqa: F811
    def stop() -> None:
        raise UsageError("Enough")

    catalog.label_files([flat / "0.png"], "drawings")
    with pytest.raises(UsageError, match="Enough"):
        catalog.own_labels([flat / "0.png"], check=stop)


def test_copies_are_found_by_what_files_hold(flat) -> None:  # noqa: F811
    for name in ("copy.png", "copy 2.png"):
        shutil.copy(flat / "0.png", flat / name)
    (flat / "as long.png").write_bytes(bytes((flat / "0.png").stat().st_size))
    copies = Copies([*map(str, sorted(flat.iterdir())), str(flat / "gone.png")])
    assert copies.of([str(flat / "0.png")]) == [], "it has not looked yet"
    copies.look()
    assert copies.of([str(flat / "1.png")]) == []
    assert copies.of([str(flat / "0.png")]) == [str(flat / "copy 2.png"), str(flat / "copy.png")]
    assert copies.of([str(flat / "0.png"), str(flat / "copy.png")]) == [str(flat / "copy 2.png")]
    (flat / "copy 2.png").unlink()
    assert copies.of([str(flat / "copy 2.png"), str(flat / "0.png")]) == [str(flat / "copy.png")]

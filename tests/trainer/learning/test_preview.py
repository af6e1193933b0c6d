"""The sheet of varied pictures: what a training would see, drawn again as the settings change."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rich.console import Console

from tests.trainer.tiny import classes, folder
from trainer import config, dataset, pixels, presets
from trainer.catalog.scan import import_sources
from trainer.channel import Control
from trainer.commands import previewing
from trainer.errors import DatasetError, UsageError
from trainer.events import Notice, Previewed, Stopped
from trainer.project import Project
from trainer.varying import MIRRORED, variation


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """Coarse patches, whose movements are seen; two classes."""
    root = tmp_path_factory.mktemp("preview")
    made = Project.create(root / "p.artclass")
    pictures = folder(root / "pictures", classes("red", "blue", count=12))
    import_sources(made, [pictures], emit=lambda _: None, control=Control())
    return made


def arguments(project: Project, out: Path, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    previewing.add_arguments(parser)
    return parser.parse_args(["--project", str(project.folder), "--out", str(out), "--image-size", "64", *words])


def tiles(path: Path, row: int) -> list[np.ndarray]:
    """The pictures in a row of a sheet."""
    from trainer.learning.preview import GAP, TILE

    with Image.open(path) as sheet:
        drawn = np.asarray(sheet.convert("RGB"), np.int16)
    top, step = row * (TILE + GAP), TILE + GAP
    return [drawn[top : top + TILE, left : left + TILE] for left in range(0, drawn.shape[1], step)]


def drawn(project: Project, out: Path, *words: str) -> list[np.ndarray]:
    previewing.run(arguments(project, out, *words), lambda _: None, Control())
    return tiles(out, 0)


def test_pictures_are_varied_as_the_settings_say(project, tmp_path) -> None:
    plain, *varied = drawn(project, tmp_path / "a.png", "--model", "deep_cnn")
    assert len(varied) == 5
    assert all(np.abs(one - plain).mean() > 2 for one in varied)
    again = drawn(project, tmp_path / "b.png", "--model", "deep_cnn")
    assert all((one == other).all() for one, other in zip(varied, again[1:], strict=True))
    other_seed = drawn(project, tmp_path / "c.png", "--model", "deep_cnn", "--seed", "9")
    assert any((one != other).any() for one, other in zip(varied, other_seed[1:], strict=True))


def test_without_variation_they_stay_as_they_are(project, tmp_path) -> None:
    plain, *varied = drawn(project, tmp_path / "a.png", "--model", "deep_cnn", "--no-augment")
    assert all((one == plain).all() for one in varied)


def test_it_is_told_whether_these_settings_vary_pictures(project, tmp_path) -> None:
    for words, told in (
        ((), "as a training would vary it"),
        (("--no-augment",), "varies no picture"),
        (("--no-mirror", "--turn", "0", "--zoom", "0"), "varies no picture"),
    ):
        given = arguments(project, tmp_path / "a.png", "--model", "deep_cnn", *words)
        done = previewing.run(given, lambda _: None, Control())
        console = Console(file=io.StringIO(), width=200)
        previewing.show(done.result, console)
        assert told in console.file.getvalue()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--model", "vgg16", "--no-augment", "--fine-tune", "0"), "--augment would show this network each picture"),
        (("--model", "vgg16", "--augment", "--no-mirror", "--fine-tune", "0"), "--mirror would show this network each"),
        (("--model", "deep_cnn", "--no-augment"), "--augment switches that on."),
        (
            ("--model", "deep_cnn", "--no-mirror", "--turn", "0", "--zoom", "0"),
            "--mirror, --turn, --zoom and the like do.",
        ),
    ],
)
def test_where_nothing_is_varied_it_is_told_what_would(project, tmp_path, words, told) -> None:
    done = previewing.run(arguments(project, tmp_path / "a.png", *words), lambda _: None, Control())
    console = Console(file=io.StringIO(), width=200)
    previewing.show(done.result, console)
    assert told in console.file.getvalue()


def test_a_variation_that_has_no_effect_is_told(project, tmp_path) -> None:
    said = []
    given = arguments(project, tmp_path / "a.png", "--model", "vgg16", "--fine-tune", "0", "--turn", "90")
    previewing.run(given, said.append, Control())
    assert any(isinstance(one, Notice) and "--turn can have no effect" in one.message for one in said)


def test_a_frozen_network_sees_them_mirrored_only(project, tmp_path) -> None:
    plain, *varied = drawn(project, tmp_path / "a.png", "--model", "vgg16", "--fine-tune", "0", "--turn", "90")
    assert all((one == plain).all() or np.abs(one - plain[:, ::-1]).max() <= 1 for one in varied)


def test_what_is_done_to_pictures_follows_from_the_settings() -> None:
    frozen = presets.config("vgg16", "best", fine_tuning=None)
    assert variation(frozen) == MIRRORED
    assert (
        variation(presets.config("vgg16", "best", fine_tuning=None, variation=config.Variation(mirror=False))) is None
    )
    every = config.FineTuning(blocks=5)
    whole = presets.config("vgg16", fine_tuning=every, augment=True)
    assert variation(whole) == whole.variation
    assert variation(presets.config("deep_cnn", augment=False)) is None


def test_each_class_is_shown(project, tmp_path) -> None:
    from trainer.dataset import load
    from trainer.learning.preview import chosen

    pictures = chosen(load(project).training)
    assert {picture.label for picture in pictures[:2]} == {"red", "blue"}
    drawn(project, tmp_path / "a.png", "--model", "deep_cnn", "--pictures", "2", "--versions", "1")
    with Image.open(tmp_path / "a.png") as sheet:
        assert sheet.size == (228, 228)
    first = pixels.read_square(pictures[0].path, 64)
    tile = Image.fromarray(first).resize((112, 112), Image.Resampling.LANCZOS)
    assert (tiles(tmp_path / "a.png", 0)[0] == np.asarray(tile)).all()


def test_it_follows_the_settings_in_a_file_until_it_is_cancelled(project, tmp_path) -> None:
    wish, out, control, sheets = tmp_path / "wish.json", tmp_path / "a.png", Control(), []
    wish.write_bytes(config.encode(presets.config("deep_cnn", image_size=64)))

    def hear(event: object) -> None:
        if not isinstance(event, Previewed):
            return
        sheets.append(out.read_bytes())
        if len(sheets) == 1:
            wish.write_bytes(b"{half")
            wish.write_bytes(config.encode(presets.config("deep_cnn", image_size=64, augment=False)))
        else:
            control.ask("cancel")

    ending = previewing.run(arguments(project, out, "--follow", str(wish)), hear, control)
    assert ending == Stopped(resumable=False)
    assert len(sheets) == 2
    assert sheets[0] != sheets[1]


def test_what_cannot_be_drawn_is_said(project, tmp_path) -> None:
    from trainer.learning.preview import Sheet

    with pytest.raises(UsageError, match="out of range for --versions"):
        drawn(project, tmp_path / "a.png", "--versions", "0")
    with pytest.raises(DatasetError, match="can be read"):
        Sheet([]).write(tmp_path / "a.png", presets.config("deep_cnn"))


@pytest.mark.parametrize("name", ["sheet.txt", "sheet", "sheet.tar.gz"])
def test_a_name_that_is_no_pictures_is_refused_before_the_work(project, tmp_path, monkeypatch, name: str) -> None:
    monkeypatch.setattr(dataset, "load", lambda _: pytest.fail("the work has begun"))
    with pytest.raises(UsageError, match="no picture's name") as refusal:
        previewing.run(arguments(project, tmp_path / name), lambda _: None, Control())
    assert refusal.value.remedy == "Let the file's name end in one of .png, .jpg, .jpeg, .webp."
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(("name", "kind"), [("a.JPG", "JPEG"), ("a.webp", "WEBP"), ("a.png", "PNG")])
def test_the_sheet_has_the_format_that_its_name_says(project, tmp_path, name: str, kind: str) -> None:
    assert len(drawn(project, tmp_path / name, "--model", "deep_cnn")) == 6
    with Image.open(tmp_path / name) as sheet:
        assert sheet.format == kind
        assert sheet.convert("RGBA").getpixel((114, 5))[3] == (255 if kind == "JPEG" else 0)  # between two pictures

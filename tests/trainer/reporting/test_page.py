"""The report is one file that asks for nothing, shows each class with its pictures, and obeys no name."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.trainer import tiny
from trainer import answers, cli
from trainer.answers import About, Answered
from trainer.events import Prediction
from trainer.reporting import page
from trainer.reporting.groups import Agreement, agreement, groups

EVIL = '<img src=x onerror="alert(1)"> & "κυβισμός"'
ABOUT = About(("drawings", EVIL, "empty"), run="2026-11-23-1405-vgg16", model="0123")
KIND = page.Kind("Report <b>", "2026-11-26 03:40")


class Reader(HTMLParser):
    """Elements and the words of a page; a tag that is not closed is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("img", "meta"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def said(path: Path | str, label: str, sure: float, **more: object) -> Prediction:
    shares = tuple(sure if name == label else (1 - sure) / 2 for name in ABOUT.classes)
    return Prediction(path=str(path), label=label, confidence=sure, probabilities=shares, **more)  # type: ignore[arg-type]


@pytest.fixture
def rows(tmp_path: Path) -> list[Answered]:
    """Pictures of all sorts, one with a name that is markup where names may be."""
    names = [f"{number}.jpg" for number in range(6)] + [
        "Мир 和平 &amp;.jpg" if os.name == "nt" else "<b>Мир & 和平.jpg"
    ]
    tiny.folder(tmp_path / "p", {name: tiny.jpeg(seed, (300, 200)) for seed, name in enumerate(names)})
    places = [tmp_path / "p" / name for name in names]
    return [
        Answered(said(places[0], "drawings", 0.95)),
        Answered(said(places[1], "drawings", 0.45)),
        Answered(said(places[2], EVIL, 0.8, seen_in_training=True)),
        Answered(said(places[3], "drawings", 0.7), own=EVIL),
        Answered(said(places[4], "drawings", 0.7, seen_in_training=True), own="drawings"),
        Answered(said(places[5], "drawings", 0.99, novel=True)),
        Answered(said(places[6], "drawings", 0.9), own="drawings"),
        Answered(
            Prediction(path="gone.jpg", label=None, confidence=None, status="unreadable", reason="is no longer there")
        ),
    ]


def test_pictures_are_grouped_and_only_unseen_ones_are_a_test(rows: list[Answered]) -> None:
    found = groups(rows, ABOUT.classes)
    assert [(group.kind, group.name, len(group.pictures)) for group in found] == [
        ("class", "drawings", 4),
        ("class", EVIL, 2),
        ("class", "empty", 0),
        ("novel", "", 1),
        ("unreadable", "", 1),
    ]
    assert [picture.confidence for picture in found[0].pictures] == [0.95, 0.9, 0.7, 0.45]
    assert found[0].histogram == (0, 0, 0, 0, 1, 0, 0, 1, 0, 2)
    assert agreement(found) == Agreement(right=1, pictures=2, seen=1)


def test_the_page_stands_alone_and_obeys_no_name(rows: list[Answered], tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    found = groups(rows, ABOUT.classes)
    assert page.write(path, found, ABOUT, KIND) == page.count(found, KIND) == 8
    reader = Reader(path.read_text("utf-8"))
    assert "script" not in {tag for tag, _ in reader.elements}
    assert not [name for _, given in reader.elements for name in given if name.startswith("on")]
    images = [given for tag, given in reader.elements if tag == "img"]
    assert len(images) == 7
    assert all((given["src"] or "").startswith("data:image/jpeg;base64,") for given in images)
    assert f"{EVIL} (2)" in reader.text
    assert "45 %, then" in reader.text
    assert "your label; the model: drawings 70 %" in reader.text
    assert "is no longer there" in reader.text
    assert "Of 2 pictures that you labelled and the model had not seen, it says the same of 1 (50 %" in reader.text
    assert "1 more was seen in training, and not counted." in reader.text
    assert "Probably none of the classes (1)" in reader.text
    assert not re.search(r"https?://", path.read_text("utf-8"))


def test_of_a_large_class_the_surest_are_shown(rows: list[Answered], tmp_path: Path) -> None:
    found = groups(rows, ABOUT.classes)
    assert page.write(tmp_path / "r.html", found, ABOUT, KIND._replace(most=1)) == 4
    assert "and 3 more, of which the model is less sure" in Reader((tmp_path / "r.html").read_text("utf-8")).text


def test_a_contact_sheet_has_all_pictures_in_columns(rows: list[Answered], tmp_path: Path) -> None:
    found = groups(rows, ABOUT.classes)
    assert page.write(tmp_path / "s.html", found, ABOUT, KIND._replace(columns=4)) == 8
    text = (tmp_path / "s.html").read_text("utf-8")
    reader = Reader(text)
    assert "repeat(4, 1fr)" in text
    assert "@page" in text
    assert "empty" not in reader.text


def test_breaking_off_leaves_no_file(rows: list[Answered], tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        page.write(tmp_path / "r.html", groups(rows, ABOUT.classes), ABOUT, KIND, check=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_the_command_makes_it_of_a_list(
    rows: list[Answered], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with answers.writing(tmp_path / "a.json", ABOUT) as sheet:
        sheet.add([row.prediction for row in rows], {row.prediction.path: row.own for row in rows if row.own})
    words = ["report", "--answers", str(tmp_path / "a.json"), "--output", str(tmp_path / "r.html"), "--title", "Mine"]
    assert cli.main(words) == 0
    assert "8 of 8 pictures are shown in" in " ".join(capsys.readouterr().out.split())
    assert "<title>Mine</title>" in (tmp_path / "r.html").read_text("utf-8")
    assert cli.main([*words[:-4], "--output", str(tmp_path / "r.pdf")]) == cli.WRONG_USAGE
    assert ".html" in capsys.readouterr().err

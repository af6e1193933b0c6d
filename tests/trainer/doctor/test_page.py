"""The page: whole, small, by itself, and no name gets onto it unescaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.trainer.making import COLOURS
from tests.trainer.making import project as made_project
from tests.trainer.tiny import encoded, picture
from trainer.catalog.records import LeftOut
from trainer.catalog.scan import import_sources
from trainer.catalog.store import Catalog
from trainer.channel import Control
from trainer.doctor import health, page
from trainer.doctor.html import tag, text
from trainer.doctor.records import Finding, Health, Suspect
from trainer.errors import DiskError
from trainer.pace import Interrupted
from trainer.project import Project

EVIL = '<script>alert("x")</script> & "quotes" \'of\' both kinds'


class Reader(HTMLParser):
    """Takes a page apart: its elements, and the text that a person reads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, Any]]] = []
        self.text = ""
        self._style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_endtag(self, _tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.text += data

    def of(self, name: str) -> list[dict[str, Any]]:
        return [attributes for tag, attributes in self.elements if tag == name]


def report(project: Project) -> Health:
    with Catalog.open(project, readonly=True) as catalog:
        return health.examine(project, catalog, emit=lambda _: None, control=Control())


def written(project: Project, told: Health, place: Path) -> tuple[Reader, str]:
    with Catalog.open(project, readonly=True) as catalog:
        page.write(place / "health.html", told, catalog)
    source = (place / "health.html").read_text("utf-8")
    return Reader(source), source


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return made_project(tmp_path, 25)


def test_everything_in_the_report_is_on_the_page(project, tmp_path) -> None:
    told = report(project)
    reader, _ = written(project, told, tmp_path)
    for finding in told.findings:
        assert finding.title in reader.text
        assert finding.words in reader.text
    for label in COLOURS:
        assert label in reader.text
    assert "75 pictures in 3 classes" in reader.text


def test_pictures_are_shown_inside_the_page(project, tmp_path) -> None:
    told = report(project)
    numbers = tuple(row.id for row in Catalog.open(project, readonly=True).facts()[:5])
    suspects = tuple(Suspect(id=n, label="red", suggested="blue", own=0.1, other=0.9, words="…") for n in numbers)
    reader, _ = written(project, msgspec.structs.replace(told, suspects=suspects, suspects_of="run"), tmp_path)
    assert len(reader.of("img")) >= 5
    assert all(image["src"].startswith("data:image/jpeg;base64,") for image in reader.of("img"))
    assert reader.text.count("red → blue") == 5


def test_the_page_runs_nothing_and_asks_for_nothing(project, tmp_path) -> None:
    reader, source = written(project, report(project), tmp_path)
    assert not reader.of("script")
    assert not reader.of("link")
    assert all(value.startswith("data:") for value in re.findall(r'(?:src|href)="([^"]*)"', source))
    assert "url(" not in source
    assert "@import" not in source
    policy = next(row["content"] for row in reader.of("meta") if "http-equiv" in row)
    assert policy.startswith("default-src 'none'")


def test_it_follows_the_reader_and_can_be_printed(project, tmp_path) -> None:
    _, source = written(project, report(project), tmp_path)
    assert "prefers-color-scheme: dark" in source
    assert "@media print" in source


def test_no_name_gets_onto_the_page_unescaped(project, tmp_path) -> None:
    told = report(project)
    (number, *_) = (row.id for row in Catalog.open(project, readonly=True).facts())
    finding = Finding(
        kind="unreadable",
        level="warning",
        title=EVIL,
        words=f"About {EVIL}.",
        count=2,
        pictures=(number,),
        files=(LeftOut(path=f"/x/{EVIL}", reason=EVIL), LeftOut(path="b\udcffd", reason="is damaged")),
    )
    suspect = Suspect(id=number, label=EVIL, suggested=EVIL, own=0.1, other=0.9, words=EVIL)
    classes = tuple(msgspec.structs.replace(row, name=EVIL) for row in told.classes)
    evil = msgspec.structs.replace(
        told, project=EVIL, findings=(finding,), suspects=(suspect,), suspects_of=EVIL, classes=classes
    )
    reader, source = written(project, evil, tmp_path)
    assert not reader.of("script")
    assert "<script" not in source
    assert reader.text.count("<script>") > 6


def test_attributes_are_escaped() -> None:
    assert tag("img", alt='a" onerror="alert(1)') == '<img alt="a&quot; onerror=&quot;alert(1)">'
    assert tag("b", text("<i>"), class_="x") == '<b class="x">&lt;i&gt;</b>'


def test_what_cannot_be_opened_any_more_is_said_in_its_place(project, tmp_path) -> None:
    told = report(project)
    first, second = Catalog.open(project, readonly=True).items()[:2]
    first.path.unlink()
    gone = Finding(
        kind="too small", level="warning", title="t", words="w.", count=2, pictures=(first.id, second.id, 999)
    )
    reader, _ = written(project, msgspec.structs.replace(told, findings=(gone,), shortcuts=()), tmp_path)
    assert "is no longer there" in reader.text
    assert "no longer in the project" in reader.text
    assert len(reader.of("img")) == 1


def test_paths_do_not_tell_where_somebody_lives(project, tmp_path) -> None:
    (tmp_path / "pictures" / "red" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 broken")
    import_sources(project, [tmp_path / "pictures"], emit=lambda _: None, control=Control())
    reader, source = written(project, report(project), tmp_path)
    assert "pictures/red/broken.jpg" in reader.text.replace("\\", "/")
    assert str(tmp_path) not in source


def test_a_page_stays_small(tmp_path, monkeypatch) -> None:
    folder = tmp_path / "noise"
    for label in "ab":
        (folder / label).mkdir(parents=True)
        for n in range(30):
            (folder / label / f"{n}.jpg").write_bytes(
                encoded(picture(n + 100 * (label == "b"), (400, 400)), quality=95)
            )
    project = Project.create(tmp_path / "p.artclass")
    import_sources(project, [folder], emit=lambda _: None, control=Control())
    told = report(project)
    suspects = tuple(
        Suspect(id=row.id, label="a", suggested="b", own=0.0, other=1.0, words="…")
        for row in Catalog.open(project, readonly=True).facts()
    )
    monkeypatch.setattr(page, "_BUDGET", 60_000)
    reader, source = written(project, msgspec.structs.replace(told, suspects=suspects), tmp_path)
    assert 5 < len(reader.of("img")) < 60
    assert "the page would be too large" in reader.text
    assert len(source) < 150_000


def test_a_folder_that_is_not_there(project, tmp_path) -> None:
    with Catalog.open(project, readonly=True) as catalog, pytest.raises(DiskError):
        page.write(tmp_path / "nowhere" / "health.html", report(project), catalog)


def test_writing_is_broken_off_and_leaves_nothing(project, tmp_path) -> None:
    def stop() -> None:
        raise Interrupted("cancel")

    told = report(project)
    told = msgspec.structs.replace(told, largest_groups=((1, 2, 3),))
    with Catalog.open(project, readonly=True) as catalog, pytest.raises(Interrupted):
        page.write(tmp_path / "health.html", told, catalog, check=stop)
    assert not list(tmp_path.glob("*health*"))

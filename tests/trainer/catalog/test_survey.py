"""A survey tells what sources hold, and writes nothing."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.trainer.tiny import classes, folder, zipped
from trainer.catalog.records import LeftOut
from trainer.catalog.survey import FoundClass, LevelSample, Survey, survey
from trainer.errors import SourceError


def surveyed(tmp_path: Path, *paths: Path, **options: object) -> Survey:
    return survey(paths, scratch=tmp_path / "scratch", check=lambda: None, **options)  # type: ignore[arg-type]


def many(*names: str, count: int = 3) -> dict[str, bytes]:
    return {f"{name}/{i}.jpg": b"x" for name in names for i in range(count)}


def test_classes_splits_and_what_is_unlabelled(tmp_path: Path) -> None:
    one = folder(
        tmp_path / "one",
        {**many("train/drawings", "test/drawings", "train/Painting"), "cover.jpg": b"x", "notes.txt": b"x"},
    )
    two = tmp_path / "two.zip"
    two.write_bytes(zipped({**many("drawing", count=2), "paintings/1.jpg": b"x", "../up.jpg": b"x"}))
    three = tmp_path / "three.csv"
    three.write_text("path,label,split,artist\none/cover.jpg,cover,val,Hals\none/nothing.jpg,cover,val,Hals\n")
    found = surveyed(tmp_path, one, two, three)
    assert found.classes == (
        FoundClass(name="drawings", files=6, becomes="drawings"),
        FoundClass(name="Painting", files=3, becomes="Painting"),
        FoundClass(name="drawing", files=2, becomes="drawings", why="looks like the singular of “drawings”"),
        FoundClass(name="cover", files=1, becomes="cover"),
        FoundClass(name="paintings", files=1, becomes="Painting", why="looks like the plural of “Painting”"),
    )
    assert found.unlabelled == 1
    assert found.splits == {"training": 6, "validation": 1, "test": 3}
    kinds = [(s.location, s.kind, s.files, s.pictures_likely, s.classes, s.unlabelled) for s in found.sources]
    assert kinds == [
        (str(one), "folder", 11, 10, 2, 1),
        (str(two), "archive", 4, 3, 2, 0),
        (str(three), "table", 2, 1, 1, 0),
    ]
    assert [source.splits for source in found.sources] == [{"training": 6, "test": 3}, {}, {"validation": 1}]
    assert [source.has_table_groups for source in found.sources] == [False, False, True]
    assert found.sources[2].refusals == (LeftOut(path="one/nothing.jpg", reason="line 3: there is no such file"),)
    assert found.sources[1].refused == 1
    assert msgspec.json.decode(msgspec.json.encode(found), type=Survey) == found
    assert not (tmp_path / "scratch").exists()


def test_a_flat_folder(tmp_path: Path) -> None:
    found = surveyed(tmp_path, folder(tmp_path / "my", {f"{i}.jpg": b"x" for i in range(4)}))
    assert (found.classes, found.unlabelled, found.splits, found.nested_levels) == ((), 4, {}, ())


def test_pictures_without_endings(tmp_path: Path) -> None:
    found = surveyed(
        tmp_path, folder(tmp_path / "my", {"drawings/1": b"x", "painting/2": b"x", "painting/read.me": b"x"})
    )
    assert [(row.name, row.files) for row in found.classes] == [("drawings", 1), ("painting", 1)]


def test_earlier_choices_hold(tmp_path: Path) -> None:
    source = folder(tmp_path / "my", many("Drawings", "sketches", "junk", "Sculptures"))
    aliases = {"sketches": "drawings", "junk": None, "drawings": "drawings"}
    found = surveyed(tmp_path, source, aliases=aliases, known=("drawings", "sculpture"))
    assert {row.name: (row.becomes, row.why) for row in found.classes} == {
        "Drawings": ("drawings", "was renamed in an earlier import"),
        "sketches": ("drawings", "was renamed in an earlier import"),
        "junk": (None, "was left out in an earlier import"),
        "Sculptures": ("sculpture", "looks like the plural of “sculpture”"),
    }


def test_folders_to_group_by(tmp_path: Path) -> None:
    names = [f"{artist}/{kind}" for artist in ("hals", "rembrandt", "vermeer") for kind in ("drawings", "painting")]
    found = surveyed(tmp_path, folder(tmp_path / "my", many(*names)))
    assert found.nested_levels == (
        LevelSample(level=1, example=("drawings", "painting"), distinct=2),
        LevelSample(level=2, example=("hals", "rembrandt", "vermeer"), distinct=3),
    )


def test_names_come_from_all_over(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", {f"a/{i:04}.jpg": b"" for i in range(900)})
    two = folder(tmp_path / "two", {f"b/{i:04}.jpg": b"" for i in range(5)})
    names = surveyed(tmp_path, one, two).names
    assert 200 < len(names) <= 500
    assert {name[0] for name in names} == {"a", "b"}
    assert any(name > "a/0890" for name in names)


def test_it_can_be_broken_off_and_says_what_cannot_be_used(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def check() -> None:
        raise Enough

    source = folder(tmp_path / "my", many("drawings"))
    with pytest.raises(Enough):
        survey([source], scratch=tmp_path / "scratch", check=check)
    with pytest.raises(SourceError, match="There is nothing here"):
        surveyed(tmp_path, tmp_path / "nothing")


def test_a_source_that_cannot_be_used_does_not_keep_the_others_out(tmp_path: Path) -> None:
    good = folder(tmp_path / "good", classes("drawings", "painting"))
    torn = tmp_path / "torn.zip"
    torn.write_bytes(b"PK\x03\x04 torn")
    found = survey([torn, good], scratch=tmp_path / "scratch", check=lambda: None)
    assert [row.name for row in found.classes] == ["drawings", "painting"]
    (failure,) = found.failures
    assert failure.path == str(torn)
    with pytest.raises(SourceError):
        survey([torn, tmp_path / "nowhere"], scratch=tmp_path / "scratch", check=lambda: None)

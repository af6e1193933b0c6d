"""Tables: which picture is of which class; a row that cannot be used is named by its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.trainer.catalog.test_sources import listed, refusals
from tests.trainer.tiny import folder
from trainer.errors import SourceError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    names = ["drawings/1.jpg", "drawings/2.jpg", "painting/3.jpg", "Gemälde, alt.jpg", "0001.png", "0002.png"]
    return folder(tmp_path / "my", {name: name.encode() for name in names})


def table(root: Path, text: str, *, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    path = root / name
    path.write_bytes(text.encode(encoding))
    return path


def rows(path: Path) -> dict[str, tuple[str | None, str | None, str | None]]:
    with listed(path) as found:
        for member in found.values():
            assert member.refusal is None
            with member.open() as stream:
                assert stream.read().decode() == member.name
        return {member.name: (member.label, member.given, member.group) for member in found.values()}


FULL = "path,label,split,group\ndrawings/1.jpg,Drawing,train,Rembrandt\npainting/3.jpg,Painting,dev,\n0001.png,,test,Hals\n"
EXPECTED = {
    "drawings/1.jpg": ("Drawing", "training", "Rembrandt"),
    "painting/3.jpg": ("Painting", "validation", None),
    "0001.png": (None, "test", "Hals"),
}


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        FULL.replace(",", ";"),
        FULL.replace(",", "\t"),
        FULL.replace(",", " , "),
        FULL.replace("\n", "\r\n"),
        FULL.replace("\n", "\r"),
        FULL.replace("\n", "\n\n"),
        f"sep=;\n{FULL.replace(',', ';')}",
        f"\n\n{FULL}",
        FULL.replace("path,label,split,group", "File Path,Class Name,SUBSET,Artist"),
        FULL.replace("path,label,split,group", "filename,class,set,creator"),
        FULL.replace("path,label,split,group", "image,category,Split,series"),
        FULL.replace("path,label,split,group", '"path","label","split","group"'),
        FULL.replace("drawings/1.jpg", '"drawings/1.jpg"').replace("painting/3.jpg", "./drawings/../painting//3.jpg"),
    ],
)
def test_tables_as_people_write_them(root: Path, text: str) -> None:
    assert rows(table(root, text)) == EXPECTED


def test_columns_in_any_order_and_more_of_them(root: Path) -> None:
    text = "id,year,artist,target,filename\n7,1650,Hals,portrait,0001.png\n8,1651,,portrait,0002.png\n"
    assert rows(table(root, text)) == {"0001.png": ("portrait", None, "Hals"), "0002.png": ("portrait", None, None)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_encodings(root: Path, encoding: str) -> None:
    text = 'path,label\n"Gemälde, alt.jpg",Öl\n'
    assert rows(table(root, text, encoding=encoding)) == {"Gemälde, alt.jpg": ("Öl", None, None)}


def test_tab_separated(root: Path) -> None:
    text = "path\tlabel\nGemälde, alt.jpg\toil, old\n"
    assert rows(table(root, text, name="t.tsv")) == {"Gemälde, alt.jpg": ("oil, old", None, None)}


def test_absolute_paths_and_those_above(root: Path) -> None:
    below = root / "tables"
    below.mkdir()
    path = table(below, f"path,label\n{root / 'drawings' / '1.jpg'},a\n../0001.png,b\n")
    with listed(path) as found:
        assert {member.label: member.parents for member in found.values()}["b"] == ()
        for member in found.values():
            assert member.refusal is None
            with member.open() as stream:
                assert stream.read()
            assert (path.parent / member.name).is_file()


@pytest.mark.skipif(os.sep != "/", reason="there they are as they should be")
def test_paths_of_windows(root: Path) -> None:
    assert list(rows(table(root, "path,label\ndrawings\\1.jpg,a\n"))) == ["drawings/1.jpg"]


def test_names_whose_ending_or_folder_is_left_out(root: Path) -> None:
    folder(root, {f"train_images/{i:04x}.png": f"train_images/{i:04x}.png".encode() for i in range(20)})
    path = table(root, "id_code,diagnosis\n" + "".join(f"{i:04x},{i % 3}\n" for i in range(20)), name="train.csv")
    (root / "0001.png").unlink()
    (root / "0002.png").unlink()
    found = rows(path)
    assert len(found) == 20
    assert found["train_images/0013.png"] == ("1", None, None)


def test_no_header_but_files_and_classes(root: Path) -> None:
    assert rows(table(root, "drawings/1.jpg,a\npainting/3.jpg,b\n")) == {
        "drawings/1.jpg": ("a", None, None),
        "painting/3.jpg": ("b", None, None),
    }


def test_rows_that_cannot_be_used_are_named_by_their_lines(root: Path) -> None:
    folder(root, {"more.zip": b"x"})
    text = """path,label,split
drawings/1.jpg,a,train

drawings/nothing.jpg,a,train
drawings/nothing.jpg,a,train
painting/3.jpg,b,holiday
,b,test
drawings,a,test
drawings/1.jpg,b,train
drawings/1.jpg,a,test
"two
lines.jpg",a,train
more.zip,a,train
https://example.org/1.jpg,a,train
drawings/2.jpg,a
"""
    path = table(root, text)
    assert refusals(path) == {
        "drawings/nothing.jpg": "line 4: there is no such file",
        "drawings/nothing.jpg (line 5)": "line 5: there is no such file",
        "painting/3.jpg (line 6)": "line 6: “holiday” is no split; write training, validation or test",
        "(line 7)": "line 7: names no file",
        "drawings (line 8)": "line 8: names a folder",
        "drawings/1.jpg (line 9)": "line 9: names the same file as line 2, which gives it another class; that one counts",
        "drawings/1.jpg (line 10)": "line 10: names the same file as line 2",
        "two\nlines.jpg": "line 11: there is no such file; a quotation mark may be missing",
        "more.zip (line 13)": "line 13: names an archive; import it by itself",
        "https://example.org/1.jpg": "line 14: names a web address; download the picture first",
    }
    with listed(path) as found:
        assert [name for name, member in found.items() if not member.refusal] == ["drawings/1.jpg", "drawings/2.jpg"]
        assert {m.refused for m in found.values() if m.refusal and "no such" in m.refusal} == {"unreadable"}


def test_a_bad_row_first_does_not_take_the_name_of_a_good_one(root: Path) -> None:
    path = table(root, "path,label,split\npainting/3.jpg,b,holiday\npainting/3.jpg,b,test\n")
    with listed(path) as found:
        assert found["painting/3.jpg"].refusal is None
        assert found["painting/3.jpg (line 2)"].refusal


def test_a_quotation_mark_that_is_not_closed(root: Path) -> None:
    text = 'path,label\ndrawings/1.jpg,a\n"' + "drawings/2.jpg,a\n" * 20_000
    assert any(reason.startswith("line 3: cannot be read") for reason in refusals(table(root, text)).values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("title,year,price\na,b,c\n", r"found: title, year, price"),
        ("nothing.jpg,drawing\n", "found: nothing.jpg, drawing"),
        ("path\n0001.png\n", "found: path"),
        ("\0\1\2", "does not name the columns"),
    ],
)
def test_tables_without_a_usable_header(root: Path, text: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as failure, listed(table(root, text)):
        pass
    assert "path" in str(failure.value)
    assert failure.value.remedy


def test_a_table_that_is_too_large(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.catalog.sources.tables.MAX_TABLE", 10)
    with pytest.raises(SourceError, match="larger than"), listed(table(root, FULL)):
        pass


def test_words_that_are_no_table(root: Path) -> None:
    path = root / "t.csv"
    path.write_bytes(os.urandom(5_000))
    with pytest.raises(SourceError), listed(path):
        pass

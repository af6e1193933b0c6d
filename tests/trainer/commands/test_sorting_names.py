"""Names as long as disks take, and names that are taken: what goes along keeps its picture's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer.sorting.conftest import journals  # noqa: F401 - a fixture
from tests.trainer.sorting.scenes import made, said, sort, tree


@pytest.mark.parametrize("how", ["copy", "move", "hardlink", "symlink"])
def test_a_name_as_long_as_the_disk_takes_goes_every_way(
    how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No sidecar can have such a name and an ending; to look for one is no reason to fail."""
    name = "絵" * 83 + ".jpg"
    pictures = made(tmp_path / "p", name)
    listed = said(tmp_path / "a.json", {pictures / name: ("drawings", 0.9)})
    result = sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--how", how)
    assert (result["pictures"], result["refused"], list(tree(tmp_path / "out"))) == (1, [], [f"drawings/{name}"])
    assert sort(capsys, "--undo")["refused"] == []
    assert list(tree(pictures)) == [name]


@pytest.mark.parametrize(("along", "length"), [("{name}.xmp", 82), ("{stem}_01.jpg.xmp", 81), ("{stem}.CR2", 83)])
def test_what_goes_along_has_room_for_its_name_where_a_number_is_added(
    along: str, length: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sidecar whose name was cut by itself would not be its picture's any more."""
    stem = "絵" * length
    name, sidecar = f"{stem}.jpg", along.format(name=f"{stem}.jpg", stem=stem)
    folders = [made(tmp_path / "p" / part, name, sidecar) for part in "xy"]
    before, out = tree(tmp_path / "p"), tmp_path / "out"
    listed = said(tmp_path / "a.json", {folder / name: ("drawings", 0.9) for folder in folders})
    result = sort(capsys, "--answers", listed, "--into", out, "--how", "move")
    assert (result["pictures"], result["companions"], result["refused"]) == (2, 2, [])
    (second,) = (path for path in (out / "drawings").glob("*(2).jpg"))
    assert (second.with_name(along.format(name=second.name, stem=second.stem))).is_file()
    assert sort(capsys, "--undo")["refused"] == []
    assert tree(tmp_path / "p") == before


def test_a_raw_file_keeps_its_own_sidecar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures = made(tmp_path / "p", "a.jpg", "a.CR2", "a.CR2.xmp")
    theirs = tree(made(tmp_path / "out", "drawings/a.CR2.xmp"))
    listed = said(tmp_path / "a.json", {pictures / "a.jpg": ("drawings", 0.9)})
    before = tree(pictures)
    result = sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--how", "move")
    assert (result["pictures"], result["companions"], tree(pictures)) == (1, 2, {})
    ours = {f"drawings/a (2).{ending}" for ending in ("jpg", "CR2", "CR2.xmp")}
    assert set(tree(tmp_path / "out")) == {*theirs, *ours}
    assert sort(capsys, "--undo")["refused"] == []
    assert (tree(pictures), tree(tmp_path / "out")) == (before, theirs)

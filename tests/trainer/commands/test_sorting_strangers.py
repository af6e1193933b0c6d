"""Sidecars of others in a sort's target: neither adopted by the pictures that come beside them nor taken away."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.trainer.sorting.conftest import journals  # noqa: F401 - a fixture
from tests.trainer.sorting.scenes import made, said, sort, tree
from trainer.sorting import placing, running
from trainer.sorting.running import Outcome


def let_the_clock_go_on(file: Path) -> None:
    """Until what comes next is younger than this file, for the clocks of disks are coarse."""
    probe = file.with_name("probe")
    while True:
        probe.touch()
        younger = probe.stat().st_ctime_ns > file.stat().st_ctime_ns
        probe.unlink()
        if younger:
            return


@pytest.mark.parametrize("name", ["p.jpg.xmp", "p.xmp", "p_01.jpg.xmp"])
def test_a_strange_sidecar_in_the_target_is_neither_adopted_nor_taken_away(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (
        made(tmp_path / "pictures", "p.jpg", "p.jpg.xmp") if name == "p.xmp" else made(tmp_path / "pictures", "p.jpg")
    )
    before = tree(source)
    strange = tmp_path / "out" / "drawings" / name
    strange.parent.mkdir(parents=True)
    strange.write_bytes(b"somebody's")
    listed = said(tmp_path / "answers.json", {source / "p.jpg": ("drawings", 0.9)})
    sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--how", "move")
    assert set(tree(tmp_path / "out" / "drawings")) == {name, *(one.replace("p.", "p (2).", 1) for one in before)}
    sort(capsys, "--undo")
    assert tree(source) == before
    assert tree(tmp_path / "out") == {f"drawings/{name}": b"somebody's"}


@pytest.mark.parametrize("name", ["p.jpg.xmp", "p.xmp", "p_01.jpg.xmp", "P.JPG.dop"])
def test_a_strange_sidecar_that_came_between_plan_and_move_is_not_taken_away(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out, do = made(tmp_path / "pictures", "p.jpg", "p.jpg.xmp"), tmp_path / "out" / "drawings", running.do

    def meanwhile(*given: Any) -> Outcome:
        out.mkdir(parents=True)
        (out / name).write_bytes(b"somebody's")
        return do(*given)

    before = tree(source)
    listed = said(tmp_path / "answers.json", {source / "p.jpg": ("drawings", 0.9)})
    monkeypatch.setattr(running, "do", meanwhile)
    assert sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--how", "move")["pictures"] == 1
    made(out, "p.jpg.pp3")
    assert sort(capsys, "--undo")["refused"] == []
    assert tree(source) == before | {"p.jpg.pp3": b"contents of p.jpg.pp3"}
    assert tree(out) == {name: b"somebody's"}
    assert sort(capsys, "--list")["sorts"][0]["state"] == "undone"


@pytest.mark.parametrize("name", ["1.jpg.xmp", "1.xmp", "1_01.jpg.xmp", "1.AAE", "1.jpg.PP3"])
def test_a_strange_sidecar_that_comes_while_others_are_moved_is_not_taken_away(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out, rename = made(tmp_path / "pictures", "0.jpg", "1.jpg"), tmp_path / "out" / "drawings", placing.rename

    def meanwhile(one: Path, other: Path, **more: Any) -> None:
        if other.name == "0.jpg":
            made(out, name)
            let_the_clock_go_on(out / name)
        rename(one, other, **more)

    before = tree(source)
    listed = said(tmp_path / "answers.json", dict.fromkeys(sorted(source.iterdir()), ("drawings", 0.9)))
    monkeypatch.setattr(placing, "rename", meanwhile)
    sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--how", "move")
    sort(capsys, "--undo")
    assert tree(source) == before
    assert set(tree(out)) == {name}


def test_a_sort_of_an_older_version_leaves_sidecars_that_are_older_than_itself(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    journals: Path,  # noqa: F811
) -> None:
    source, out = made(tmp_path / "pictures", "p.jpg"), tmp_path / "out" / "drawings"
    listed = said(tmp_path / "answers.json", {source / "p.jpg": ("drawings", 0.9)})
    sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--how", "move")
    made(out, "p.xmp", "p.jpg.xmp")
    older = (out / "p.xmp").stat().st_ctime + 0.002
    while (out / "p.jpg.xmp").stat().st_ctime <= older:
        made(out, "p.jpg.xmp")
    (journal,) = journals.glob("*/plan.json")
    head = json.loads(journal.read_bytes()) | {"at": datetime.fromtimestamp(older, UTC).isoformat()}
    del head["strangers"]
    journal.write_text(json.dumps(head))
    assert sort(capsys, "--undo")["pictures"] == 1
    assert set(tree(source)) == {"p.jpg", "p.jpg.xmp"}
    assert set(tree(out)) == {"p.xmp"}

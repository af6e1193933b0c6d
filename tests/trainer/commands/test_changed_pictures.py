"""A list of answers speaks of contents: a picture that is another one by now is left alone, whoever takes the list."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pytest

from tests.trainer import tiny
from tests.trainer.commands import tagged
from tests.trainer.commands.tagged import tag
from tests.trainer.predicting import models
from tests.trainer.sorting.conftest import journals  # noqa: F401 - a fixture
from tests.trainer.sorting.scenes import sort, tree
from trainer import cli
from trainer.catalog.store import Catalog
from trainer.project import Project

WORDS = "has changed since it was classified; classify it again"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Three of them."""
    return tiny.folder(tmp_path / "pictures", {f"{seed}.jpg": tiny.jpeg(seed, (64, 48)) for seed in range(3)})


@pytest.fixture
def listed(pictures: Path, tmp_path: Path) -> Path:
    """What a model says of them, and what became of one of them: another file of the same length and the same time."""
    out = tmp_path / "answers.json"
    assert (
        cli.main(
            ["classify", str(pictures), "--model", str(models.written(tmp_path / "m.artmodel")), "--output", str(out)]
        )
        == 0
    )
    changed = sorted(pictures.iterdir())[1]
    before, data = changed.stat(), changed.read_bytes()
    changed.write_bytes(data[:-3] + bytes(1) + data[-2:])
    os.utime(changed, ns=(before.st_atime_ns, before.st_mtime_ns))
    return out


def test_a_second_dry_run_reads_no_file_again_but_the_sort_itself_does(
    pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--answers", listed, "--into", tmp_path / "out", "--sums", tmp_path / "sums")
    reads: list[object] = []
    digest = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda stream, name: (reads.append(stream), digest(stream, name))[1])
    first = sort(capsys, *words, "--dry-run")
    assert len(reads) == 3
    assert sort(capsys, *words, "--dry-run", "--how", "move")["left"] == first["left"]
    assert len(reads) == 3
    assert sort(capsys, *words)["left"] == first["left"]
    assert len(reads) >= 6


@pytest.mark.parametrize("how", ["copy", "move", "hardlink", "symlink"])
def test_it_is_not_sorted_by_what_was_said_of_another(
    how: str, pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = sorted(pictures.iterdir())[1]
    words = ("--answers", listed, "--into", tmp_path / "out", "--how", how)
    assert sort(capsys, *words, "--dry-run")["planned"] == 2
    result = sort(capsys, *words)
    assert (result["pictures"], result["left"]) == (2, [{"path": str(changed), "reason": WORDS}])
    assert changed.name not in {Path(name).name for name in tree(tmp_path / "out")}
    assert changed.exists()


def test_it_is_not_tagged_by_it_and_keeps_the_keywords_that_it_had(
    pictures: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = sorted(pictures.iterdir())[1]
    sidecar = pictures / f"{changed.name}.xmp"
    before = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
    sidecar.write_bytes(before)
    result = tag(capsys, "--answers", listed)
    assert result["counts"] == {"written": 2, "changed": 1}
    assert [(row["path"], row["reason"]) for row in result["pictures"]] == [(str(changed), WORDS)]
    assert sidecar.read_bytes() == before
    assert "1 picture left alone, for the file has changed." in tagged.told(capsys, "--answers", listed)


def test_it_is_not_reported_by_it(
    pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed, page = sorted(pictures.iterdir())[1], tmp_path / "r.html"
    words = ["report", "--answers", str(listed), "--output", str(page)]
    assert cli.main([*words, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["pictures"], result["changed"], sum(result["labels"].values())) == (3, 1, 2)
    apart = page.read_text("utf-8").partition("<h2>Changed since they were classified (1)</h2>")[2]
    assert re.findall(r"<figcaption>.*?</figcaption>", apart) == [
        f'<figcaption><bdi title="{changed.name}">{changed.name}</bdi></figcaption>'
    ]
    assert cli.main([*words, "--sheet"]) == 0
    assert "1 picture has changed since it was classified" in capsys.readouterr().out
    assert "Changed since they were classified (1)" in page.read_text("utf-8")


def test_a_label_given_to_it_as_it_is_now_counts(
    pictures: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed, project = sorted(pictures.iterdir())[1], Project.create(tmp_path / "art.artclass")
    with Catalog.open(project) as catalog:
        catalog.label_each({str(changed): "drawings"})
    result = sort(capsys, "--answers", listed, "--into", tmp_path / "out", "--project", project.folder)
    assert (result["pictures"], result["left"]) == (3, [])

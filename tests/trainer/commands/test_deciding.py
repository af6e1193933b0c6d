"""The decide command: what is so already is no decision."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.trainer import making
from trainer import cli
from trainer.catalog.store import Catalog
from trainer.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three classes of five pictures."""
    return making.project(tmp_path, 5)


def decided(project: Project, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """What the command tells a program."""
    assert cli.main(["decide", "--project", str(project.folder), *words, "--json"]) == cli.DONE
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def recorded(project: Project) -> int:
    """How many decisions there are."""
    with Catalog.open(project, readonly=True) as catalog:
        return len(catalog.decisions.journal())


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ([], ["--use", "blue/*"]),
        ([], ["--source-label", "blue/*"]),
        (["--label", "Sky", "blue/*"], ["--label", "sky", "blue/*"]),
        (["--leave-out", "blue/*"], ["--leave-out", "blue/*"]),
        (["--apart", "blue/*"], ["--apart", "blue/*"]),
        (["--keep", "blue/*"], ["--keep", "blue/*"]),
        ([], ["--keep-best"]),
        ([], ["--mend-leaks"]),
    ],
)
def test_what_is_so_already_is_told_and_not_recorded(
    project: Project, capsys: pytest.CaptureFixture[str], first: list[str], again: list[str]
) -> None:
    if first:
        assert decided(project, capsys, *first)["changed"] == 5 - (first[0] == "--keep")
    before = recorded(project)
    result = decided(project, capsys, *again)
    assert (result["changed"], result["decision"]) == (0, None)
    assert cli.main(["decide", "--project", str(project.folder), *again]) == cli.DONE
    assert capsys.readouterr().out == "There was nothing to change, so nothing was recorded.\n"
    assert recorded(project) == before == bool(first)


def test_only_what_changes_is_counted(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    with Catalog.open(project) as catalog:
        catalog.leave_out([catalog.items()[0].id])
        class_of_it = catalog.items()[0].label
    assert decided(project, capsys, "--leave-out", f"{class_of_it}/*")["changed"] == 4
    assert decided(project, capsys, "--undo")["changed"] == 4
    with Catalog.open(project, readonly=True) as catalog:
        assert len(catalog.set_aside()) == 1

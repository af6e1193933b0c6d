"""Project folders: made, opened, claimed, and refused in words."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trainer.errors import DiskError, ProjectError
from trainer.project import Project, is_project


def test_made_and_opened_again(tmp_path: Path) -> None:
    made = Project.create(tmp_path / "new" / "Ölbilder.artclass")
    assert made.name == "Ölbilder"
    assert is_project(made.folder)
    assert Project.open(made.folder).catalog == made.catalog
    assert Project.create(made.folder).folder == made.folder


def test_an_empty_folder_may_become_a_project(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert is_project(Project.create(tmp_path / "empty").folder)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ProjectError, match="not empty"):
        Project.create(tmp_path)
    with pytest.raises(ProjectError, match="not empty"):
        Project.create(tmp_path / "letter.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DiskError):
        Project.create(tmp_path / "file" / "p.artclass")


@pytest.mark.parametrize(
    ("marker", "sentence"),
    [(None, "no ArtClass project here"), (b"{", "project.json is damaged"), (b'{"format": 99}', "newer ArtClass")],
)
def test_what_cannot_be_opened(tmp_path: Path, marker: bytes | None, sentence: str) -> None:
    if marker is not None:
        (tmp_path / "project.json").write_bytes(marker)
    with pytest.raises(ProjectError, match=sentence) as failure:
        Project.open(tmp_path)
    assert failure.value.remedy


def test_a_claim_keeps_others_out_and_dies_with_its_process(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p.artclass")
    code = (
        "import pathlib, sys; from trainer.project import Project\n"
        "with Project.open(pathlib.Path(sys.argv[1])).claimed('window'): print('held', flush=True); input()"
    )
    command = [sys.executable, "-c", code, str(project.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(ProjectError, match="Another ArtClass window"), project.claimed("window"):
            pass
        with project.claimed("import"):
            pass
        other.kill()
    with project.claimed("window"):
        pass


def test_a_project_that_vanished_is_not_made_anew_by_claiming_it(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p.artclass")
    shutil.rmtree(project.folder)
    with pytest.raises(ProjectError, match="no longer there"), project.claimed("import"):
        pass
    assert not project.folder.exists()


def test_clearing_the_cache_frees_it_and_nothing_else(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p.artclass")
    project.cache.mkdir()
    (project.cache / "features").write_bytes(bytes(1_000))
    project.images.mkdir()
    (project.images / "a").write_bytes(bytes(10))
    assert project.clear_cache() == 1_000
    assert not project.cache.exists()
    assert (project.images / "a").exists()
    assert project.clear_cache() == 0

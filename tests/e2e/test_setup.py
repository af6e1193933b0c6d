"""The newcomer's commands: make setup is quick when nothing changed, and nothing names a machine or an index."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITTEN = ("Makefile", "pyproject.toml", "constraints.txt", "build.spec", ".ci/run", "README.md", "CONTRIBUTING.md")


@pytest.fixture
def make() -> str:
    program = shutil.which("make")
    if program is None:
        pytest.skip("make is not installed")
    return program


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A folder with the files that decide about the set-up, and a Python that only notes what it is asked."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    fake = tmp_path / "fake-python"
    fake.write_text(
        "#!/bin/sh\n"
        f'echo "$@" >> "{tmp_path}/asked"\n'
        'if [ "$2" = venv ]; then mkdir -p .venv/bin; cp "$0" .venv/bin/python; fi\n'
    )
    fake.chmod(0o755)
    return tmp_path


def ask(make: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([make, *words], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_setup_installs_the_pinned_versions_once(make: str, fresh: Path) -> None:
    python = f"PYTHON={fresh / 'fake-python'}"
    assert ask(make, fresh, "setup", python).returncode == 0
    asked = (fresh / "asked").read_text()
    assert "-m venv" in asked
    assert "-m pip install --editable .[dev]" in asked
    assert ask(make, fresh, "setup", python).returncode == 0
    assert (fresh / "asked").read_text() == asked, "nothing changed, so nothing is to be done"


def test_setup_runs_again_when_a_version_changes(make: str, fresh: Path) -> None:
    python = f"PYTHON={fresh / 'fake-python'}"
    ask(make, fresh, "setup", python)
    before = (fresh / "asked").read_text()
    ready = (fresh / ".venv" / ".ready").stat().st_mtime
    os.utime(fresh / "constraints.txt", (ready + 10, ready + 10))
    ask(make, fresh, "setup", python)
    assert len((fresh / "asked").read_text()) > len(before)


def test_without_a_python_it_says_what_to_install(make: str, fresh: Path) -> None:
    done = ask(make, fresh, "setup", "PYTHON=")
    assert done.returncode != 0
    assert "3.11, 3.12 or 3.13" in done.stderr


def test_help_names_every_target(make: str) -> None:
    said = ask(make, ROOT, "help").stdout
    for target in ("run", "setup", "test", "check", "soak", "bench", "dist", "dist-test"):
        assert re.search(rf"make {target} ", said), target


def test_every_dependency_is_pinned_exactly() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {_canonical(re.split(r"[^\w.-]", row)[0]) for row in wanted}
    rows = [row for row in (ROOT / "constraints.txt").read_text().splitlines() if row and not row.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", row) for row in rows)
    assert names <= {_canonical(row.split("==")[0]) for row in rows}


def test_no_committed_file_of_the_setup_names_a_machine_or_an_index() -> None:
    for name in WRITTEN:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"index-url|find-links|/root/|/work/|/home/\w", text), name


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

"""The frozen programs do the sample job; run by make dist-test, which says where they are."""

from __future__ import annotations

import ast
import csv
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trainer.exporting.formats import FORMATS

ROOT = Path(__file__).parents[2]
SUFFIX = ".exe" if sys.platform == "win32" else ""
TIMEOUT = 600


@pytest.fixture(scope="module")
def dist() -> Path:
    place = os.environ.get("ARTCLASS_DIST")
    if place is None:
        pytest.skip("needs a frozen folder: make dist, then make dist-test")
    return (ROOT / place).resolve()


def run(dist: Path, name: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [dist / (name + SUFFIX), *words], env=inherited, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )


def result(dist: Path, *words: str | Path) -> dict[str, Any]:
    done = run(dist, "artclass-cli", *words, "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(("program", "package"), [("artclass", "artclass_gui"), ("artclass-cli", "trainer")])
def test_what_a_program_loads_later_is_there_too(dist: Path, program: str, package: str) -> None:
    """What is imported within a function, as the charts' library, would be missed only when it is needed."""
    from PyInstaller.archive.readers import CArchiveReader  # it is there where something was frozen

    frozen = CArchiveReader(str(dist / (program + SUFFIX))).open_embedded_archive("PYZ.pyz").toc
    beside = {path.name.partition(".")[0] for path in (dist / "_internal").iterdir()}
    missing = {
        f"{name} ({path.relative_to(ROOT)})"
        for path in (ROOT / package).rglob("*.py")
        for name in imported(path)
        if name not in frozen
        and name.partition(".")[0] not in beside | sys.stdlib_module_names
        and importlib.util.find_spec(name.partition(".")[0]) is not None  # else it is not installed here: an extra
    }
    assert not missing


def imported(path: Path) -> set[str]:
    """The modules that a source file imports, wherever in it; not what is for the type checker alone."""
    tree = ast.parse(path.read_text("utf-8"))
    typed = {node for test in ast.walk(tree) if _for_types(test) for node in ast.walk(test)}
    names = set()
    for node in ast.walk(tree):
        if node in typed:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def test_both_programs_say_which_version_they_are(dist: Path) -> None:
    assert run(dist, "artclass-cli", "--version").stdout.startswith("artclass-cli ")
    assert run(dist, "artclass", "--version").returncode == 0


@pytest.mark.timeout(TIMEOUT * 3)
def test_the_sample_job(dist: Path, tmp_path: Path) -> None:
    project, resources = tmp_path / "sample.artclass", dist / "_internal" / "resources"
    imported = result(dist, "import", resources / "sample", "--project", project)
    assert imported["images"] == 200
    settings = ("--model", "deep_cnn", "--epochs", "2", "--image-size", "64")
    trained = result(dist, "train", "--project", project, *settings)
    assert 0 <= trained["validation_accuracy"] <= 1
    table = tmp_path / "answers.csv"
    classified = result(dist, "classify", resources / "unsorted", "--project", project, "--output", table)
    assert classified["classified"] == 20
    with table.open(encoding="utf-8-sig", newline="") as rows:
        assert {row["model_label"] for row in csv.DictReader(rows)} <= set(imported["classes"])
    exported = result(dist, "export", "--project", project, "--format", "all", "--out", tmp_path / "models")
    assert {item["format"] for item in exported["exports"]} == {row.name for row in FORMATS}


@pytest.mark.timeout(TIMEOUT)
def test_the_window_opens_and_shows_its_pictures(dist: Path) -> None:
    """Without a window system of its own: it must still be there after a while, and not have complained."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    window = subprocess.Popen([dist / ("artclass" + SUFFIX)], env=environment, stderr=subprocess.PIPE, text=True)
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            window.wait(timeout=15)
    finally:
        window.kill()
        _, complaints = window.communicate()
    assert "Traceback" not in complaints

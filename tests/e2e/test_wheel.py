"""The wheel: both packages and the resources, no tests, and it works where it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True)
    (built,) = folder.glob("artclass-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, *words], cwd=installed.parent, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_it_holds_the_packages_the_resources_and_the_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"artclass_gui", "trainer", "artclass_resources"}
    assert not [name for name in names if "test" in Path(name).name and name.endswith(".py")]
    assert "artclass_resources/icons/app.svg" in names
    assert sum(name.startswith("artclass_resources/sample/") for name in names) == 200
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_it_brings_both_programs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        entries = archive.read(name).decode()
    assert "artclass-cli = trainer.__main__:main" in entries
    assert "artclass = artclass_gui.__main__:main" in entries


def test_installed_it_finds_its_own_resources(installed: Path) -> None:
    code = "from trainer.resources import resource; print(resource('icons/app.svg'))"
    assert Path(run(installed, "-c", code)) == installed / "artclass_resources" / "icons" / "app.svg"


def test_installed_it_answers_with_its_version(installed: Path) -> None:
    assert run(installed, "-m", "trainer", "--version").startswith("artclass-cli ")

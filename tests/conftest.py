"""Shared fixtures: an offscreen window system, a cache folder of the tests' own, and the real pictures where they are present."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from trainer import cache

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # tests that ask onnxruntime themselves tell nobody either

_ROOT = Path(__file__).parent.parent
_SHOWN = 20_000  # characters of the log, the last ones


@pytest.fixture(scope="session", autouse=True)
def caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder for this session and its children: what tests measure is nothing to the person's machine."""
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("caches")
        patch.setenv(cache.PLACE, str(place))
        yield place


_logs = pytest.StashKey[tuple[Path, int]]()


@pytest.fixture(scope="session")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where this session and its children log, on Linux: the person's own log is for what the person did."""
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("state")
        patch.setenv("XDG_STATE_HOME", str(place))
        yield place / "artclass" / "log" / "artclass-cli.log"


@pytest.fixture(autouse=True)
def logged(request: pytest.FixtureRequest, log_file: Path) -> None:
    """Remember where the log of this test begins, for the report of its failure."""
    request.node.stash[_logs] = log_file, log_file.stat().st_size if log_file.exists() else 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what was logged meanwhile, tracebacks of children among it, to the report of a failure."""
    report = yield
    if report.failed and _logs in item.stash:
        path, begin = item.stash[_logs]
        written = path.read_bytes()[begin:] if path.exists() else b""
        if written:
            report.sections.append(("Log of ArtClass", written.decode(errors="replace")[-_SHOWN:]))
    return report


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Disks of their own, of a size that ``mount`` understands: ``40k``, ``24m``."""
    made: list[Path] = []

    def make(size: str) -> Path:
        place = tmp_path / f"disk{len(made)}"
        place.mkdir()
        asked = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        if shutil.which("mount") is None or subprocess.run(asked, capture_output=True, check=False).returncode:
            pytest.skip("a small disk can be mounted by root on Linux only")
        made.append(place)
        return place

    yield make
    for place in made:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real pictures and weights, beside the project or where ARTCLASS_SHARED points."""
    folder = Path(os.environ.get("ARTCLASS_SHARED", _ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("real pictures are not on this machine (ARTCLASS_SHARED)")
    return folder


@pytest.fixture(scope="session")
def art_mini(shared: Path) -> Path:
    """A zip of 200 real pictures, 40 a class."""
    return shared / "data" / "art-mini.zip"


@pytest.fixture(scope="session")
def art_images(shared: Path) -> Path:
    """A zip of two overlapping zips of real pictures, 3,765 entries."""
    return shared / "data" / "art-images.zip"


@pytest.fixture(scope="session")
def keras_home(shared: Path) -> Path:
    """A Keras home with MobileNetV2's real weights."""
    return shared / "keras"

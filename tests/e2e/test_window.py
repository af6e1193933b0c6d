"""Opens, trains, watches and classifies in a real window under Xvfb, with the real child on real pictures."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent.parent
SHOTS = _ROOT / "tests" / "screenshots"

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="Xvfb is not installed (Debian: apt install xvfb)"),
]


def fly(zip_path: Path, folder: Path, shots: Path, *options: str, **env: str) -> None:
    """Run the click-through in a window of its own."""
    done = subprocess.run(
        [
            "xvfb-run", "-a", "-s", "-screen 0 1400x1000x24",
            sys.executable, "-m", "tests.e2e.click_through", str(zip_path), str(folder), "--shots", str(shots), *options,
        ],
        cwd=_ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "xcb", **env},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4_000:]


def test_the_main_job_on_real_pictures(art_mini: Path, keras_home: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(art_mini) as archive:
        archive.extractall(tmp_path / "unpacked")
    folder = tmp_path / "unpacked" / "art-mini" / "painting"
    fly(art_mini, folder, SHOTS, "--epochs", "8", KERAS_HOME=str(keras_home))
    names = sorted(path.stem for path in SHOTS.glob("*.png"))
    assert [name for name in names if name[0].isdigit()] == [
        "1-welcome", "2-dataset", "3-train", "4-training", "5-trained", "6-results", "7-classifying", "8-classified",
    ]  # fmt: skip


def test_the_main_job_on_the_sample_pictures(tmp_path: Path) -> None:
    samples = _ROOT / "resources" / "sample"
    fly(samples, samples / "painting", tmp_path, "--network", "Deep CNN", "--epochs", "2", "--dark")
    assert (tmp_path / "8-classified.png").stat().st_size > 10_000

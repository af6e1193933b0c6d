"""The sample job in the terminal, as a newcomer without a display sees it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_it_imports_trains_classifies_and_prints_the_table(tmp_path: Path) -> None:
    quick = ("--epochs", "1", "--batch-size", "32", "--image-size", "32")
    done = subprocess.run(
        [sys.executable, "-m", "trainer.demo", str(tmp_path), *quick],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert "test accuracy" in done.stdout
    for picture in (ROOT / "resources" / "unsorted").iterdir():
        assert picture.name in done.stdout
    assert (tmp_path / "sample.artclass" / "project.json").is_file()
    assert (tmp_path / "sample.csv").is_file()

"""The longest stall of the GUI thread during import, training and classification of the real pictures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tests.benchmarks.training import shared

_ROOT = Path(__file__).parents[2]


def main() -> None:
    """Click through the main job offscreen and print the stalls."""
    data = shared()
    if data is None:
        print("skipped: the real pictures are not on this machine (ARTCLASS_SHARED)")
        return
    archive = data / "data" / "art-images.zip"
    with tempfile.TemporaryDirectory() as home:
        with zipfile.ZipFile(data / "data" / "art-mini.zip") as mini:
            mini.extractall(home)
        command = [sys.executable, "-m", "tests.e2e.click_through", str(archive), home]
        environment = {**os.environ, "KERAS_HOME": str(data / "keras"), "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout.splitlines()[-1])
    for part, figures in report["stalls"].items():
        longest, work = figures["longest"] * 1000, figures["most_work"] * 1000
        print(
            f"{part}: longest stall {longest:.0f} ms ({figures['over_100_ms']} over 100 ms), "
            f"of its own work at most {work:.0f} ms at a time"
        )


if __name__ == "__main__":
    main()

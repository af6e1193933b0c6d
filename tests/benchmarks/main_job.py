"""The main job on the real pictures: time, memory and accuracy of import, train and classify.

``python -m tests.benchmarks.main_job [SEEDS]`` trains ``mobilenet_v2`` with seeds 1 to SEEDS (default 1).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("ARTCLASS_SHARED", ROOT.parent / "shared"))


class Outcome(NamedTuple):
    """What a command said, how long it took in seconds, and its largest resident size in bytes."""

    result: dict[str, Any]
    seconds: float
    peak: int


def command(*words: str | Path) -> Outcome:
    """Run one command of the command line with ``--json``."""
    environment = {**os.environ, "KERAS_HOME": str(SHARED / "keras")}
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "trainer", *map(str, words), "--json"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert child.stdout is not None
    said = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, f"exit status {child.returncode}: {words}"
    return Outcome(json.loads(said), seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def show(what: str, outcome: Outcome, more: str) -> None:
    """Print one line."""
    print(f"{what}: {outcome.seconds:.1f} s, at most {outcome.peak / 1e9:.2f} GB of memory; {more}", flush=True)


def trained(project: Path, seeds: int) -> None:
    """Train with every seed and print each figure and their mean."""
    accuracies = []
    for seed in range(1, seeds + 1):
        outcome = command("train", "--project", project, "--model", "mobilenet_v2", "--seed", str(seed))
        accuracy, (low, high) = outcome.result["test_accuracy"], outcome.result["test_interval"]
        accuracies.append(accuracy)
        pictures = outcome.result["test_images"]
        show(f"train, seed {seed}", outcome, f"test accuracy {accuracy:.3f} [{low:.3f}, {high:.3f}] on {pictures}")
    if seeds > 1:
        print(f"mean test accuracy of {seeds} seeds: {statistics.mean(accuracies):.3f}")


def main() -> None:
    """Do the job in a temporary project."""
    archive = SHARED / "data" / "art-images.zip"
    if not archive.exists():
        print("needs the real pictures (ARTCLASS_SHARED)")
        return
    with tempfile.TemporaryDirectory() as home:
        project, pictures = Path(home) / "art.artclass", Path(home) / "pictures"
        outcome = command("import", archive, "--project", project)
        show("import", outcome, f"{outcome.result['images']} pictures, {len(outcome.result['unreadable'])} unreadable")
        trained(project, int(sys.argv[1]) if len(sys.argv) > 1 else 1)
        with zipfile.ZipFile(SHARED / "data" / "art-mini.zip") as mini:
            mini.extractall(pictures)
        outcome = command("classify", pictures, "--project", project, "--output", Path(home) / "answers.csv")
        show(
            "classify",
            outcome,
            f"{outcome.result['classified']} pictures at {outcome.result['images_per_second']:.0f} a second",
        )


if __name__ == "__main__":
    main()

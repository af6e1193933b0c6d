"""How long a training takes, what memory, how accurate: mobilenet_v2 on the shared art pictures, several seeds.

The first seed pays for the look at the pictures; the others find it in the cache. Every seed is measured on the test
pictures, for no choice is made between them.
``python -m tests.benchmarks.training [NUMBER OF SEEDS [PRESET]]``
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil

from tests.benchmarks._kept import loaded, machine
from trainer import presets

_SEEDS = 5


def shared() -> Path | None:
    """The folder with real pictures and weights, if it is on this machine."""
    folder = Path(os.environ.get("ARTCLASS_SHARED", Path(__file__).parents[3] / "shared"))
    return folder if (folder / "data" / "art-images.zip").is_file() else None


def cli(*words: str | Path) -> tuple[dict[str, Any], float, float]:
    """Run a command: its result, the seconds it took, and its highest resident memory in GB."""
    began, peak = time.monotonic(), [0]
    command = [sys.executable, "-m", "trainer", *map(str, words), "--json"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    watcher = threading.Thread(target=_watch, args=(child.pid, peak), daemon=True)
    watcher.start()
    output = child.communicate()[0]
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}")
    watcher.join()
    return json.loads(output), time.monotonic() - began, peak[0] / 1e9


def _watch(pid: int, peak: list[int]) -> None:
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            peak[0] = max(peak[0], process.memory_info().rss)
            time.sleep(0.1)
    except psutil.NoSuchProcess:
        return


def main() -> None:
    """Print the figures."""
    data = shared()
    if data is None:
        print("skipped: the real pictures are not on this machine (ARTCLASS_SHARED)")
        return
    os.environ.setdefault("KERAS_HOME", str(data / "keras"))
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else _SEEDS
    preset = sys.argv[2] if len(sys.argv) > 2 else presets.DEFAULT
    with tempfile.TemporaryDirectory() as place:
        project = Path(place, "art.artclass")
        _, seconds, _ = cli("import", data / "data" / "art-images.zip", "--project", project)
        print(f"{machine()}, load {loaded()}\nimport: {seconds:.0f} s; preset {preset}")
        results = [_train(project, seed, preset) for seed in range(1, seeds + 1)]
        figures = [result["test_accuracy"] for result in results]
        spread = f", standard deviation {statistics.stdev(figures):.4f}" if len(figures) > 1 else ""
        print(f"test accuracy, mean of {seeds} seeds on one split: {statistics.mean(figures):.4f}{spread}")
        _classify(project, Path(place, "answers.csv"))


def _train(project: Path, seed: int, preset: str) -> dict[str, Any]:
    words = ("--model", "mobilenet_v2", "--preset", preset, "--seed", str(seed), "--pin")
    result, seconds, memory = cli("train", "--project", project, *words)
    print(
        f"train, seed {seed}: {seconds:.0f} s, peak {memory:.2f} GB, validation {result['validation_accuracy']:.4f}, "
        f"test {result['test_accuracy']:.4f} of {result['test_images']}, {result['epochs_trained']} epochs",
        flush=True,
    )
    return result


def _classify(project: Path, output: Path) -> None:
    result, seconds, memory = cli("classify", project / "images", "--project", project, "--output", output)
    rate = result["images_per_second"]
    print(f"classify: {rate:.0f} pictures a second, {seconds:.0f} s in all, peak {memory:.2f} GB")


if __name__ == "__main__":
    main()

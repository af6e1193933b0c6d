"""How often a run ends within its band: ten short runs of all kinds and two as they come, each estimated before it begins.

Every network is measured first (``estimate --refine``), then each run is told its band and held against it. The file
that is written tells, for each run, seconds estimated and taken, memory estimated and taken, and how busy the machine was.
``python -m tests.benchmarks.estimates [OUT.json]``
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.training import cli, shared
from trainer import cache
from trainer.estimating import history, kept
from trainer.estimating.history import Record

_RUNS: tuple[tuple[str, ...], ...] = (
    ("--model", "mobilenet_v2", "--image-size", "224", "--sizes", "none", "--epochs", "10"),
    ("--model", "deep_cnn", "--epochs", "2"),
    ("--model", "shallow_cnn", "--epochs", "2", "--image-size", "96"),
    ("--model", "custom_cnn", "--epochs", "2", "--blocks", "4", "--filters", "16"),
    ("--model", "mobilenet_v2", "--epochs", "20"),
    ("--model", "vgg16", "--weights", "random", "--epochs", "5", "--head", "article"),
    ("--model", "deep_cnn", "--epochs", "2", "--batch-size", "32", "--image-size", "128"),
    ("--model", "efficientnet_v2_b0", "--weights", "random", "--epochs", "5", "--image-size", "160", "--sizes", "none"),
    ("--model", "custom_cnn", "--epochs", "3", "--blocks", "2", "--image-size", "96", "--batch-size", "16"),
    (
        "--model",
        "mobilenet_v2",
        "--image-size",
        "224",
        "--sizes",
        "none",
        "--fine-tune",
        "3",
        "--fine-tune-epochs",
        "2",
    ),
    ("--model", "deep_cnn"),  # these may end early by themselves, which is the hardest to tell beforehand
    ("--model", "mobilenet_v2", "--preset", "best"),
)


def main() -> None:
    """Print a table; skip where the real pictures are absent."""
    data = shared()
    if data is None:
        print("skipped: the real pictures are not on this machine (ARTCLASS_SHARED)")
        return
    os.environ.setdefault("KERAS_HOME", str(data / "keras"))
    with tempfile.TemporaryDirectory() as place:
        os.environ[cache.PLACE] = str(Path(place, "cache"))
        project = Path(place, "art.artclass")
        cli("import", data / "data" / "art-images.zip", "--project", project)
        print(f"first answer: {cli('estimate', '--project', project)[1]:.0f} s", flush=True)
        print(f"refined: {cli('estimate', '--project', project, '--refine')[1]:.0f} s", flush=True)
        for words in _RUNS:
            cli("train", "--project", project, *words)
            print(_line(words, history.records()[-1]), flush=True)
        _summary(history.records())


def _line(words: tuple[str, ...], record: Record) -> str:
    miss = record.actual.total / record.total - 1
    return (
        f"{'within ' if record.within else 'outside'} {record.total:6.0f} s ({record.low:.0f} to {record.high:.0f}), took "
        f"{record.actual.total:6.0f} s ({miss:+.0%}), {record.epochs_trained} of {record.epochs_planned} epochs, memory "
        f"{record.estimated_memory_mb:,.0f} MB, took {record.peak_memory_mb:,.0f} MB"
        f"{', busy machine' if record.busy else ''}: {' '.join(words[1:])}"
    )


def _summary(records: list[Record]) -> None:
    quiet = [record for record in records if not record.busy]
    print(f"within the band: {sum(record.within for record in records)} of {len(records)} runs")
    print(f"of them on a quiet machine: {sum(record.within for record in quiet)} of {len(quiet)}")
    if len(sys.argv) > 1:
        rows: list[Any] = [json.loads(history.msgspec.json.encode(record)) for record in records]
        Path(sys.argv[1]).write_text(json.dumps({"machine": kept.machine_name(), "runs": rows}, indent=1))


if __name__ == "__main__":
    main()

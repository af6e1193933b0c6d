"""What importing costs at 1,000, 10,000 and 100,000 pictures of about 100 KB, in the terminal and in the window.

``python -m tests.benchmarks.importing [NUMBER…]``: the first import, an unchanged one, cancelling half-way, and the
longest stall of the window while it imports. 100,000 pictures take 10 GB in the folder for temporary files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import many_pictures
from tests.benchmarks.training import cli
from trainer import events

SIZES = (1_000, 10_000, 100_000)
_ROOT = Path(__file__).parents[2]


def main() -> None:
    """Print the figures."""
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory() as place:
        for size in sizes:  # the larger ones grow out of the smaller
            pictures = many_pictures.make(Path(place, "pictures"), size)
            _measure(size, pictures, Path(place))


def _measure(size: int, pictures: Path, place: Path) -> None:
    project = place / f"{size}.artclass"
    _warm(pictures)
    result, seconds, memory = cli("import", pictures, "--project", project)
    assert result["images"] == size, result
    print(
        f"{size:,} pictures: first import {seconds:.1f} s ({size / seconds:.0f} a second), at most {memory * 1000:.0f} MB; "
        f"{result['near_duplicates']} near-duplicates",
        flush=True,
    )
    _, seconds, memory = cli("import", pictures, "--project", project)
    print(f"  unchanged import {seconds:.2f} s, at most {memory * 1000:.0f} MB", flush=True)
    for share in (0.5, 1.0):
        print(f"  {_cancelled(pictures, place / f'{size}-{share}.artclass', round(share * size))}", flush=True)
    print(f"  window: {_in_window(pictures, place / f'{size}-window')}", flush=True)


def _warm(pictures: Path) -> None:
    for path in pictures.rglob("*.jpg"):
        path.read_bytes()


def _cancelled(pictures: Path, project: Path, after: int) -> str:
    """Cancel when ``after`` files have been read, and see how long the child takes to leave."""
    command = [sys.executable, "-m", "trainer", "import", str(pictures), "--project", str(project), "--events"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT
    ) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        what = "nothing"
        for line in child.stdout:
            event = events.decode(line)
            if isinstance(event, events.Stage):
                what = event.name
            if isinstance(event, events.Progress) and event.done >= after:
                break
        if after and what == "reading" and event.done == event.total:
            what = "the end of reading"
        asked = time.monotonic()
        child.stdin.write(b"cancel\n")
        child.stdin.flush()
        ending = child.stdout.read().splitlines()[-1]
        child.wait()
        return (
            f"cancelled at {what}: {time.monotonic() - asked:.2f} s until it had left ({json.loads(ending)['event']})"
        )


def _in_window(pictures: Path, home: Path) -> str:
    """The longest stall of the window's own thread during an import; offscreen."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.benchmarks._window_import", str(pictures), str(home)]
    done = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    return ", ".join(
        f"{part} longest stall {row['longest'] * 1000:.0f} ms ({row['over_100_ms']} over 100 ms, "
        f"own work {row['most_work'] * 1000:.0f} ms)"
        for part, row in figures.items()
    )


if __name__ == "__main__":
    main()

"""How fast a resident predictor answers, against what the cores allow; what is known, what is alike, and its memory.

``python -m tests.benchmarks.classifying [PACKAGE [PICTURES]]``: by default a mobilenet_v2 at 224 pixels that has learnt
nothing (its speed is the same), with features, 2,000 reference rows and the looks of 4,000 training pictures; and 600 made
JPEGs of one megapixel.

*decoding* is what the cores do without a model, *the model* what they do with decoded pictures in memory, and a pass that
does both cannot be faster than 1 / (1/decoding + 1/the model). *the predictor* is the program itself, from the question to
its word that all is answered: it reads, hashes, decodes, asks, looks for near-duplicates, keeps and tells. All are
measured in turns, several times, and the median counts: another process at work then slows all alike.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks import many_pictures
from tests.benchmarks._kept import loaded, machine
from trainer import package, parallel, pixels
from trainer.events import Classified, Event, Ready, Settled, decode
from trainer.package import Package
from trainer.predicting.nearest import Nearest
from trainer.predicting.predictor import Predictor

_TURNS = 5
_SIZE = (1_152, 864)  # one megapixel
_ALIKE = 100_000
_FEATURES = 128
_TARGET, _READY, _SIMILAR = 0.9, 1.0, 0.2


def main() -> int:
    """Print the figures; the exit status is 1 where one misses its target."""
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        model = Path(sys.argv[1]) if len(sys.argv) > 1 else _made_apart(folder / "model.artmodel")
        paths = sorted(many_pictures.make_flat(folder / "pictures", count, size=_SIZE).iterdir())
        asked = package.read(model)
        sys.stdout.write(f"{asked.info.architecture}, {asked.info.image_size} px, {machine()}, load {loaded()}\n")
        good = [_rates(asked, model, paths, folder), _similar()]
        sys.stdout.write(f"load afterwards {loaded()}\n")
    return 0 if all(good) else 1


def _rates(asked: Package, model: Path, paths: Sequence[Path], folder: Path) -> bool:
    predictor = Predictor(asked)
    squares = [pixels.read_square(path, asked.info.image_size) for path in paths[:64]]
    many = [squares[number % len(squares)] for number in range(len(paths))]
    decoding, inference, combined, ready, known, memory = [], [], [], [], [], []
    for turn in range(_TURNS):
        decoding.append(_rate(lambda path: pixels.read_square(path, asked.info.image_size), paths))
        inference.append(_rate(predictor.probabilities, many))
        store = folder / f"store {turn}"
        fresh, again = _asked(model, store, paths), _asked(model, store, paths)
        combined.append(fresh["rate"])
        known.append(again["rate"])
        ready += [fresh["ready"], again["ready"]]
        memory.append(fresh["memory_mb"])
    d, i, c = (statistics.median(rates) for rates in (decoding, inference, combined))
    shares = [got / (1 / (1 / one + 1 / two)) for one, two, got in zip(decoding, inference, combined, strict=True)]
    share, start = statistics.median(shares), statistics.median(ready)
    _say("decoding", f"{d:,.0f} pictures a second")
    _say("the model", f"{i:,.0f} pictures a second")
    _say("the predictor", f"{c:,.0f} pictures a second, {share:.2f} of {1 / (1 / d + 1 / i):,.0f} (at least {_TARGET})")
    _say("known pictures", f"{statistics.median(known):,.0f} pictures a second")
    _say("ready", f"after {start:.2f} s (less than {_READY:.0f})")
    _say("memory", f"{max(memory):,.0f} MB at most")
    return share >= _TARGET and start < _READY


def _rate(work: Callable[[Any], Any], items: Sequence[Any]) -> float:
    """So many items a second with all cores at them."""
    began = time.perf_counter()
    for _ in parallel.in_order(work, items, ahead=8):
        pass
    return len(items) / (time.perf_counter() - began)


def _asked(model: Path, store: Path, paths: Sequence[Path]) -> dict[str, float]:
    """The program itself: seconds until it is ready, pictures a second, megabytes."""
    words = [sys.executable, "-m", "trainer", "predictor", "--model", str(model), "--store", str(store), "--events"]
    began = time.perf_counter()
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        answered, ready, asked = 0, 0.0, 0.0
        for line in child.stdout:
            event: Event = decode(line)
            now = time.perf_counter()
            if isinstance(event, Ready):
                ready, asked = now - began, now
                child.stdin.write(
                    json.dumps({"do": "classify", "paths": [str(path) for path in paths]}).encode() + b"\n"
                )
                child.stdin.flush()
            elif isinstance(event, Classified):
                answered += sum(prediction.status == "ok" for prediction in event.predictions)
            elif isinstance(event, Settled):
                break
        assert answered == len(paths)
        memory = _peak_mb(child.pid)
        child.stdin.close()
    return {"ready": ready, "rate": answered / (now - asked), "memory_mb": memory}


def _peak_mb(pid: int) -> float:
    import psutil

    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1_000
    return float(psutil.Process(pid).memory_info().rss) / 1e6


def _similar() -> bool:
    chance = np.random.default_rng(0)
    rows = chance.standard_normal((_ALIKE, _FEATURES)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    nearest = Nearest(_FEATURES)
    nearest.add((f"{number}.jpg", row) for number, row in enumerate(rows.astype(np.float16)))
    seconds = []
    for number in range(21):  # the first one imports the library
        began = time.perf_counter()
        nearest.of(f"{number}.jpg", 60)
        seconds.append(time.perf_counter() - began)
    first, usual = seconds[0], statistics.median(seconds[1:])
    _say("similar", f"{usual * 1e3:.0f} ms over {_ALIKE:,} pictures, the first time {first * 1e3:.0f} (less than 200)")
    return max(first, usual) < _SIMILAR


def _say(name: str, words: str) -> None:
    sys.stdout.write(f"{name:16} {words}\n")
    sys.stdout.flush()


def _made_apart(path: Path) -> Path:
    """Make the package in another process: TensorFlow's threads and memory are not to be measured."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    subprocess.run([sys.executable, "-c", _MAKE, str(path)], check=True, env=environment)
    return path


_MAKE = """
import sys
from pathlib import Path
import numpy as np
from trainer import config, package
from trainer.exporting import export
from trainer.learning import networks
from trainer.learning.embedding import Embedding
from trainer.pixels import DECODE_SPEC
settings = config.default_config("mobilenet_v2", weights="random", image_size=224)
parts = networks.build(settings, 5)
chance = np.random.default_rng(0)
kernel = chance.standard_normal((parts.backbone.output_shape[-1], 128)).astype(np.float32)
rows = chance.standard_normal((2_000, 128))
rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
features = Embedding(kernel=kernel, reference=rows)
model = export.litert(parts, image_size=224, temperature=1.0, features=features)
info = package.PackageInfo(format=package.FORMAT, name="benchmark", classes=tuple("abcde"), image_size=224,
    decode=DECODE_SPEC, architecture="mobilenet_v2", version="0", created="", temperature=1.0, embedding=128,
    seen=("00" * 32,), looks=tuple(f"{number:064x}" for number in range(4_000)))
package.write(Path(sys.argv[1]), package.Package(info=info, model=model, reference=rows))
"""

if __name__ == "__main__":
    sys.exit(main())

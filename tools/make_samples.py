"""Draws the pictures that the program can show itself with, without a network.

    python -m tools.make_samples [--output FOLDER] [--only CLASS]

resources/sample has the five classes to learn from; resources/unsorted has other pictures of the same
kinds, in one heap, to classify afterwards. Every picture has a seed of its own: its class and its number.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from tools.sample_art import drawings, engraving, iconography, painting, sculpture
from tools.sample_art.kit import Field, Random, finished

ROOT = Path(__file__).resolve().parent.parent
PER_CLASS = 40
UNSORTED_PER_CLASS = 4
QUALITY = 78
ARTISTS: dict[str, Callable[[Random, int], Field]] = {
    "drawings": drawings.draw,
    "engraving": engraving.draw,
    "iconography": iconography.draw,
    "painting": painting.draw,
    "sculpture": sculpture.draw,
}


def picture(kind: str, number: int) -> Image.Image:
    """Picture ``number`` (from 1) of the class ``kind``: RGB, its longer side 256 pixels."""
    seed = [list(ARTISTS).index(kind), number]
    return finished(ARTISTS[kind](np.random.default_rng(seed), number))


def places(kinds: Sequence[str]) -> list[tuple[str, str, int]]:
    """Every picture of ``kinds``: its path below the resources, its class and its number."""
    sorted_ones = [(f"sample/{kind}/{number:03d}.jpg", kind, number) for kind in kinds for number in _learnt()]
    heap = [(kind, number) for kind in ARTISTS for number in _unseen()]
    order = np.random.default_rng(0).permutation(len(heap))
    named = [(f"unsorted/{place:02d}-{heap[k][0]}.jpg", *heap[k]) for place, k in enumerate(order, start=1)]
    return sorted_ones + [place for place in named if place[1] in kinds]


def _learnt() -> range:
    return range(1, PER_CLASS + 1)


def _unseen() -> range:
    return range(PER_CLASS + 1, PER_CLASS + UNSORTED_PER_CLASS + 1)


def write(folder: Path, kinds: Sequence[str]) -> None:
    """Draw the pictures of ``kinds`` into ``folder``."""
    for name, kind, number in places(kinds):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        picture(kind, number).save(path, quality=QUALITY, optimize=True)
        sys.stdout.write(f"{path}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and draw."""
    parser = argparse.ArgumentParser(description="Draw the sample pictures.")
    parser.add_argument("--output", type=Path, default=ROOT / "resources")
    parser.add_argument("--only", choices=list(ARTISTS))
    options = parser.parse_args(arguments)
    write(options.output, [options.only] if options.only else list(ARTISTS))


if __name__ == "__main__":
    main()

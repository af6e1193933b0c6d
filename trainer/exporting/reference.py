"""The few lines of Python that read a picture as a model wants it, for those who use one without ArtClass. Light."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trainer.resources import resource

NAME = "decode.py"

Read = Callable[[Path, int], npt.NDArray[np.uint8]]


def source() -> str:
    """The reference as a module of its own (``decode.py``): it needs Pillow and NumPy only."""
    return resource(f"export/{NAME}").read_text(encoding="utf-8")


def loaded() -> Read:
    """Its function from a picture file and a side in pixels to the model's input; raises whatever Pillow does."""
    read: Read = runpy.run_path(str(resource(f"export/{NAME}")))["read_square"]
    return read


def in_card() -> str:
    """The same as a chapter of a model's card, in Markdown."""
    return (
        "## Using it without ArtClass\n\n"
        "The model takes uint8 RGB squares of shape (1, S, S, 3) and gives calibrated probabilities. "
        "What is between a file and that square, in Python:\n\n"
        f"```python\n{source().rstrip()}\n```\n"
    )

"""Which graphics cards TensorFlow could compute on, told without bringing it up: measurements hold for one set of them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

DRIVER = Path("/proc/driver/nvidia/gpus")
"""Where NVIDIA's driver for Linux lists its cards, a folder for each; TensorFlow uses no others."""
SUBSYSTEM = Path("/dev/dxg")
"""The card of Windows as its subsystem for Linux has it, which does not tell its name."""
VISIBLE = "CUDA_VISIBLE_DEVICES"
_CUDA = "nvidia-cudnn-cu12"  # comes with tensorflow[and-cuda]; without it the card is not used


def cards() -> tuple[str, ...]:
    """The cards by name, and what decides whether they are used; empty where there are none."""
    names = [_name(folder) for folder in _folders()]
    if not names and SUBSYSTEM.exists():
        names = ["a graphics card"]
    if not names:
        return ()
    visible = os.environ.get(VISIBLE)
    chosen = () if visible is None else (f"of these only “{visible}”",)
    return (*names, *chosen, f"cuDNN {_version()}")


def _folders() -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(DRIVER.iterdir())
    return []


def _name(folder: Path) -> str:
    """From a line such as "Model:           NVIDIA T4"."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        for line in (folder / "information").read_text().splitlines():
            if line.startswith("Model:"):
                return line.partition(":")[2].strip()
    return "a graphics card"


def _version() -> str:
    from importlib import metadata  # noqa: PLC0415 - it takes a while, and the window starts without it

    try:
        return metadata.version(_CUDA)
    except metadata.PackageNotFoundError:
        return "of the system"

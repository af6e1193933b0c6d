"""Where Keras keeps pretrained weights on this machine. Light: it looks at paths and imports nothing heavy."""

from __future__ import annotations

import os
from pathlib import Path

from trainer.architectures import Architecture


def cached_file(architecture: Architecture) -> Path | None:
    """Where Keras keeps the architecture's ImageNet weights (there or not); None where it has none."""
    if architecture.weights_file is None:
        return None
    return _keras_home() / "models" / architecture.weights_file


def available(architecture: Architecture) -> bool:
    """Whether the weights are on this machine already, or none are needed. Looks at one path, imports nothing."""
    path = cached_file(architecture)
    return path is None or path.is_file()


def _keras_home() -> Path:
    """As Keras finds it (keras/src/backend/config.py)."""
    if "KERAS_HOME" in os.environ:
        return Path(os.environ["KERAS_HOME"])
    base = Path.home()
    return (base if os.access(base, os.W_OK) else Path("/tmp")) / ".keras"  # noqa: S108 - that is where Keras looks

"""From a trained network to the files that are kept: a Keras model and a LiteRT model, both with temperature inside."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from trainer import files
from trainer.learning import embedding, networks
from trainer.learning import litert as lite
from trainer.learning.embedding import Embedding
from trainer.learning.networks import Parts

_log = logging.getLogger(__name__)


def keras_file(parts: Parts, path: Path, *, image_size: int, temperature: float) -> None:
    """Write the deployed graph as a ``.keras`` file, for those who go on with it in Python.

    Raises:
        DiskError: The disk is full, read-only or gone.
    """
    model = networks.deployed(parts, image_size, temperature)
    with files.atomic(path) as partial:
        whole = partial.with_suffix(".keras")  # Keras looks at the ending
        try:
            model.save(whole)
            whole.replace(partial)
        finally:
            whole.unlink(missing_ok=True)


def litert(parts: Parts, *, image_size: int, temperature: float, features: Embedding | None = None) -> bytes:
    """The deployed graph for LiteRT: (1, S, S, 3) uint8 to (1, classes) float32.

    With ``features`` its outputs are called "probabilities" and, (1, D) of unit length, "embedding".

    Raises:
        DiskError: The disk of the temporary folder is full, read-only or gone.
    """
    if features is None:
        model: Any = networks.deployed(parts, image_size, temperature, batch=1)
    else:
        model = embedding.packaged(parts, image_size, temperature, features)
    data = lite.converted(model)
    _log.info("LiteRT model of %d bytes", len(data))
    return data

"""From a Keras model to LiteRT, by way of a SavedModel on disk. Heavy: this imports TensorFlow."""

from __future__ import annotations

import contextlib
import functools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from trainer.learning.refused import in_words

_ENDPOINT = "serve"


def converted(model: Any) -> bytes:
    """A model in LiteRT's format, its weights as they are.

    Raises:
        DiskError: The disk of the temporary folder is full, read-only or gone.
    """
    with converter(model) as ready:
        return bytes(ready.convert())


@contextlib.contextmanager
def converter(model: Any) -> Iterator[tf.lite.TFLiteConverter]:
    """A converter of a model of one input of a fixed shape, for as long as the block lasts.

    `TFLiteConverter.from_keras_model` goes the same way, but says nothing where the SavedModel cannot be written, and then
    tries another that Keras 3 does not know: "'NoneType' object is not callable" was all that came of a refusal.

    Raises:
        DiskError: The disk of the temporary folder is full, read-only or gone.
    """
    with contextlib.ExitStack() as stack:
        with in_words(Path(tempfile.gettempdir())):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="artclass-", ignore_cleanup_errors=True))
            _save(model, folder)
        yield tf.lite.TFLiteConverter.from_saved_model(folder)


def _save(model: Any, folder: str) -> None:
    archive = keras.export.ExportArchive()
    archive.track(model)
    given = [tf.TensorSpec(one.shape, one.dtype, one.name) for one in model.inputs]
    archive.add_endpoint(_ENDPOINT, functools.partial(model.__call__, training=False), given)
    archive.write_out(folder, verbose=False)

"""TensorFlow brought up quietly, with what it computes on; import this only in a job that trains."""

from __future__ import annotations

import contextlib
import logging
import os
from typing import Any

from trainer import log, parallel
from trainer.errors import ArtClassError

_SETTINGS = {
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "GRPC_VERBOSITY": "ERROR",
    "KERAS_BACKEND": "tensorflow",
    # left to itself, TensorFlow uses oneDNN on some processors only; it takes a third off a step on the others too
    "TF_ENABLE_ONEDNN_OPTS": "1",
}
_log = logging.getLogger(__name__)


def prepare() -> str:
    """Import TensorFlow and set it up: repeatable results, GPU memory only as needed.

    Returns:
        What it will compute on, in words: "NVIDIA T4" or "processor, 2 cores".

    Raises:
        ArtClassError: TensorFlow is not there, or cannot be loaded.
    """
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    with log.instead_of_stderr():  # its C++ half greets there before its own settings of verbosity count
        tf = _tensorflow()
        tf.get_logger().setLevel("ERROR")
        gpus = tf.config.list_physical_devices("GPU")
        for gpu in gpus:
            _grow(tf, gpu)
        tf.config.experimental.enable_op_determinism()
        _limit_threads(tf)
        device = _name(tf, gpus[0]) if gpus else _processor()
    _log.info("TensorFlow %s on %s", tf.__version__, device)
    return device


def _tensorflow() -> Any:
    try:
        import tensorflow as tf  # noqa: PLC0415 - the environment must be set first
    except ImportError as error:
        raise ArtClassError(
            f"TensorFlow cannot be loaded on this computer ({error})",
            remedy="Training and heat maps need it; classifying does not. Install ArtClass anew.",
        ) from error
    return tf


def _processor() -> str:
    cores = parallel.usable_cores()
    return f"processor, {cores} core{'s' if cores > 1 else ''}"


def _limit_threads(tf: Any) -> None:
    """Results depend on the number of threads in their last digits: it is set, never left to TensorFlow."""
    cores = parallel.usable_cores()
    with contextlib.suppress(RuntimeError):  # already at work: too late to choose
        tf.config.threading.set_intra_op_parallelism_threads(cores)
        tf.config.threading.set_inter_op_parallelism_threads(cores)


def _grow(tf: Any, gpu: Any) -> None:
    try:
        tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:  # already in use: too late, and no harm
        _log.info("memory growth could not be set", exc_info=True)


def _name(tf: Any, gpu: Any) -> str:
    return str(tf.config.experimental.get_device_details(gpu).get("device_name", "graphics card"))

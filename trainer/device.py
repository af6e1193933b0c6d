"""TensorFlow brought up quietly, with what it computes on; import this only in a job that trains."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from trainer import parallel

_QUIET = {"TF_CPP_MIN_LOG_LEVEL": "2", "GRPC_VERBOSITY": "ERROR", "KERAS_BACKEND": "tensorflow"}
_log = logging.getLogger(__name__)


def prepare() -> str:
    """Import TensorFlow and set it up: repeatable results, GPU memory only as needed.

    Returns:
        What it will compute on, in words: "NVIDIA T4" or "processor, 2 cores".
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    with _hushed():
        import tensorflow as tf  # noqa: PLC0415 - the environment must be set first

        tf.get_logger().setLevel("ERROR")
        gpus = tf.config.list_physical_devices("GPU")
        for gpu in gpus:
            _grow(tf, gpu)
        tf.config.experimental.enable_op_determinism()
        device = _name(tf, gpus[0]) if gpus else _processor()
    _log.info("TensorFlow %s on %s", tf.__version__, device)
    return device


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Keep what TensorFlow's C++ half says at its start from a person's terminal; it goes to the log.

    It writes to fd 2 before its own settings of verbosity count. Where stderr is a file or a pipe,
    that is a log already and nothing is changed.
    """
    if not sys.stderr.isatty():
        yield
        return
    with tempfile.TemporaryFile() as said, contextlib.ExitStack() as back:
        terminal = os.dup(2)
        back.callback(os.close, terminal)
        os.dup2(said.fileno(), 2)
        back.callback(os.dup2, terminal, 2)
        try:
            yield
        finally:
            said.seek(0)
            _log.info("TensorFlow's start: %s", said.read().decode("utf-8", "replace").strip())


def _processor() -> str:
    cores = parallel.usable_cores()
    return f"processor, {cores} core{'s' if cores > 1 else ''}"


def _grow(tf: Any, gpu: Any) -> None:
    try:
        tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:  # already in use: too late, and no harm
        _log.info("memory growth could not be set", exc_info=True)


def _name(tf: Any, gpu: Any) -> str:
    return str(tf.config.experimental.get_device_details(gpu).get("device_name", "graphics card"))

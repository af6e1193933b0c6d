"""Exported models opened by their own runtimes, as somebody else will open them: a picture in, its probabilities out."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from trainer import parallel
from trainer.errors import PackageError
from trainer.exporting import formats, loading
from trainer.pixels import Pixels

_TELL_NOBODY = "ORT_DISABLE_TELEMETRY"
"""Else onnxruntime writes down the program's path, the system and the processor, with a number that is this computer's own, and
sends it to Microsoft (seen with 1.32)."""

Run = Callable[[Pixels], npt.NDArray[np.float32]]


def opened(name: str, path: Path) -> Run:
    """Open a model of the format called ``name``.

    Returns:
        A function from one picture (S, S, 3) to probabilities (classes,).

    Raises:
        PackageError: It is missing, damaged, or no such model.
    """
    try:
        return _OPENERS[name](path)
    except PackageError:
        raise
    except MemoryError:
        raise
    except Exception as error:  # each runtime has errors of its own for a damaged file
        raise PackageError(
            f"This is no {formats.find(name).title} model, or a damaged one",
            path=path,
            remedy="Export the model once more, or copy it again from where it came from.",
        ) from error


def version(name: str) -> str:
    """The runtime of a format with its version, as far as that is known: a frozen program has no list of packages."""
    package = formats.find(name).runtime
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return f"{package} {importlib.metadata.version(package)}"
    module = sys.modules.get(package.replace("-", "_"))
    return f"{package} {getattr(module, '__version__', '')}".rstrip()


def sha256(path: Path) -> str:
    """Of a file, or of the names and contents of all files of a folder."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            if path.is_dir():
                digest.update(file.relative_to(path).as_posix().encode() + b"\0")
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest() if path.is_dir() else stream.read())
    return digest.hexdigest()


def _keras(path: Path) -> Run:
    from trainer.exporting import convert  # noqa: PLC0415 - heavy

    answer = convert.answering(loading.keras_model(path))
    return lambda square: answer([square])[0]


def _savedmodel(path: Path) -> Run:
    import tensorflow as tf  # noqa: PLC0415 - heavy

    loaded = tf.saved_model.load(str(path))
    answer = loaded.signatures["serving_default"]

    def run(square: Pixels, *, _kept: Any = loaded) -> npt.NDArray[np.float32]:
        return np.asarray(answer(pictures=tf.constant(square[np.newaxis]))["probabilities"][0], np.float32)

    return run


def _litert(path: Path) -> Run:
    from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415

    interpreter = Interpreter(model_content=path.read_bytes(), num_threads=parallel.usable_cores())
    interpreter.allocate_tensors()
    given, answer = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]

    def run(square: Pixels) -> npt.NDArray[np.float32]:
        interpreter.set_tensor(given, square[np.newaxis])
        interpreter.invoke()
        return np.array(interpreter.get_tensor(answer)[0], np.float32)

    return run


def _onnx(path: Path) -> Run:
    os.environ[_TELL_NOBODY] = "1"  # looked at when it is imported
    import onnxruntime  # noqa: PLC0415

    onnxruntime.disable_telemetry_events()  # on Windows; elsewhere this alone comes too late
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = parallel.usable_cores()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0].name
    return lambda square: np.asarray(session.run(None, {given: square[np.newaxis]})[0][0], np.float32)


_OPENERS: dict[str, Callable[[Path], Run]] = {
    "keras": _keras,
    "savedmodel": _savedmodel,
    "litert": _litert,
    "litert-float16": _litert,
    "litert-int8": _litert,
    "onnx": _onnx,
}

"""Classifying pictures with a model package: LiteRT alone, a picture a thread, in the order in which they were given."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from trainer import parallel, pixels
from trainer.channel import Control
from trainer.errors import PackageError, PictureError
from trainer.events import Prediction
from trainer.package import Package
from trainer.pixels import Pixels


class Predictor:
    """A model that is ready to be asked.

    Each thread decodes a picture and runs its own single-threaded interpreter on it: both let
    other threads run meanwhile, so the processor is busy without any queue between the two.

    Args:
        package: The model.
        threads: How many; by default one a core.

    Raises:
        PackageError: The model in the package cannot be run.
    """

    def __init__(self, package: Package, *, threads: int | None = None) -> None:
        self._package = package
        self._info = package.info
        self._threads = threads or parallel.usable_cores()
        self._seen = frozenset(package.info.seen)
        self._local = threading.local()
        with _hushed():
            self.probabilities(np.zeros((self._info.image_size, self._info.image_size, 3), np.uint8))

    def probabilities(self, square: Pixels) -> npt.NDArray[np.float32]:
        """What the model says of one picture as it comes from `pixels.read_square`.

        Args:
            square: Shape (S, S, 3).

        Returns:
            Shape (classes,), each 0 to 1, sum 1.
        """
        interpreter, given, answer = self._interpreter()
        interpreter.set_tensor(given, square[np.newaxis])
        interpreter.invoke()
        return np.asarray(interpreter.get_tensor(answer)[0], np.float32)

    def predict(self, paths: Iterable[Path], *, control: Control | None = None) -> Iterator[Prediction]:
        """Classify files; what cannot be read is told as such.

        Args:
            paths: The files, read one by one.
            control: Looked at between pictures; the iterator ends early when somebody asks.

        Yields:
            One prediction a path, in their order.
        """
        for prediction in parallel.in_order(self.one, paths, workers=self._threads, ahead=8):
            if control is not None and control.request is not None:
                return
            yield prediction

    def one(self, path: Path) -> Prediction:
        """Classify one file; safe to call in several threads at once."""
        try:
            square = pixels.read_square(path, self._info.image_size)
        except PictureError as error:
            return Prediction(path=str(path), label=None, confidence=None, status="unreadable", reason=error.what)
        probabilities = self.probabilities(square)
        best = int(probabilities.argmax())
        return Prediction(
            path=str(path),
            label=self._info.classes[best],
            confidence=float(probabilities[best]),
            probabilities=tuple(float(p) for p in probabilities),
            seen_in_training=self._was_seen(path),
        )

    def _was_seen(self, path: Path) -> bool:
        if not self._seen:
            return False
        try:
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() in self._seen
        except OSError:  # gone in this very moment: it was read, and that is what counts
            return False

    def _interpreter(self) -> tuple[Any, int, int]:
        mine: tuple[Any, int, int] | None = getattr(self._local, "interpreter", None)
        if mine is None:
            mine = self._local.interpreter = _loaded(self._package)
        return mine


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Keep LiteRT's remark on its first interpreter ("Created XNNPACK delegate") off people's terminals."""
    try:
        before = os.dup(2)
    except OSError:  # no stderr at all
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
        os.close(nowhere)


def _loaded(package: Package) -> tuple[Any, int, int]:
    from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415 - heavy

    side = package.info.image_size
    try:
        interpreter = Interpreter(model_content=package.model, num_threads=1)
        interpreter.allocate_tensors()
        given, answer = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    except (ValueError, RuntimeError, IndexError) as error:
        raise PackageError("The model in this package cannot be run", remedy=_AGAIN) from error
    if tuple(given["shape"]) != (1, side, side, 3) or given["dtype"] != np.uint8:
        raise PackageError("The model in this package takes other pictures than the package says", remedy=_AGAIN)
    if tuple(answer["shape"]) != (1, len(package.info.classes)):
        raise PackageError("The model in this package knows other classes than the package says", remedy=_AGAIN)
    return interpreter, given["index"], answer["index"]


_AGAIN = "Copy the package again from where it came from."

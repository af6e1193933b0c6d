"""Classifying pictures with a model package: LiteRT alone, in as many threads as there are cores, one interpreter each."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image

from trainer import parallel, pixels
from trainer.channel import Control
from trainer.errors import PictureError
from trainer.events import Prediction
from trainer.measuring.novelty import NEIGHBOURS, Reference
from trainer.package import Package
from trainer.pixels import Pixels
from trainer.predicting import reading
from trainer.predicting.answer import Answer, Judge, unreadable
from trainer.predicting.interpreter import Interpreter, Output
from trainer.predicting.seen import Alike


class Predictor:
    """A model that is ready to be asked.

    Each thread decodes a picture and runs a single-threaded interpreter on it: both let
    other threads run meanwhile, so the processor is busy without any queue between the two.

    Args:
        package: The model.
        threads: How many; by default one a core.

    Raises:
        PackageError: The model in the package cannot be run.
    """

    def __init__(self, package: Package, *, threads: int | None = None) -> None:
        self.judge = Judge(package)
        self._package = package
        self._threads = threads or parallel.usable_cores()
        self._alike = Alike(package.info.looks)
        self._reference = _reference(package)
        self._idle: deque[Interpreter] = deque()
        side = package.info.image_size
        with _hushed():
            self._run(np.zeros((side, side, 3), np.uint8))

    def probabilities(self, square: Pixels) -> npt.NDArray[np.float32]:
        """What the model says of one picture as it comes from `pixels.read_square`.

        Args:
            square: Shape (S, S, 3).

        Returns:
            Shape (classes,), each 0 to 1, sum 1.
        """
        return self._run(square).probabilities

    def answer(self, stream: BinaryIO, name: str) -> Answer:
        """Decode a picture and ask the model; safe to call in several threads at once.

        Args:
            stream: A seekable stream that holds the file.
            name: The file's name; a few formats can be told by nothing else.

        Raises:
            PictureError: It cannot be read; ``what`` says why in words.
        """
        return self.answers([self.square(stream, name)])[0]

    def square(self, stream: BinaryIO, name: str) -> Image.Image:
        """A picture as the model takes it, decoded from what `answer` takes.

        Raises:
            PictureError: It cannot be read; ``what`` says why in words.
        """
        side = self._package.info.image_size
        return pixels.squeezed(pixels.open_picture(stream, at_least=side, name=name), side)

    def answers(self, squares: Sequence[Image.Image]) -> list[Answer]:
        """Ask the model about pictures; safe to call in several threads at once.

        Several at once take less time than one after another: what is done between two of them, and the decoding of the
        next one, put the model out of the processor's caches, and the model these.
        """
        outputs = [self._run(np.asarray(square)) for square in squares]
        return [self._answer(square, said) for square, said in zip(squares, outputs, strict=True)]

    def _answer(self, square: Image.Image, said: Output) -> Answer:
        return Answer(
            probabilities=said.probabilities,
            embedding=said.embedding,
            distance=None if self._reference is None else self._reference.distance(said.embedding),
            alike=self._alike.has(square),
        )

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
            with reading.contents(path) as found:
                answer = self.answer(found.stream, path.name)
        except PictureError as error:
            return unreadable(str(path), error.what)
        return self.judge.prediction(str(path), found.digest, answer, found.stamp)

    def _run(self, square: Pixels) -> Output:
        """With an interpreter that nobody uses just now, so that there are never more than threads that ask at once."""
        try:
            interpreter = self._idle.pop()
        except IndexError:
            interpreter = Interpreter(self._package)
        output = interpreter.run(square)
        self._idle.append(interpreter)
        return output


def one_thread_a_picture() -> contextlib.AbstractContextManager[object]:
    """Let NumPy's products of matrices use no threads of their own: on cores that are all busy they wait for each other."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with scikit-learn

    limits: contextlib.AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


def _reference(package: Package) -> Reference | None:
    """What distances are measured from, as the threshold of the package was."""
    if package.reference is None:
        return None
    novelty = package.info.novelty
    return Reference(package.reference, neighbours=NEIGHBOURS if novelty is None else novelty.neighbours)


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

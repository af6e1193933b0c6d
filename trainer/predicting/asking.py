"""Answers for files: found in the store where they are known, else read once, hashed and put to the model."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from trainer.errors import PictureError
from trainer.events import Prediction
from trainer.package import Package
from trainer.predicting import reading
from trainer.predicting.answer import Answer, unreadable
from trainer.predicting.predictor import Predictor
from trainer.predicting.reading import Stamp
from trainer.predicting.store import File, Known, Row, Store

Touching = Callable[[str], contextlib.AbstractContextManager[None]]
"""Told of a path while the disk is asked for it, which may never answer."""


class Outcome(NamedTuple):
    """What came of one file.

    Attributes:
        prediction: What is told.
        embedding: Shape (D,), unit length; None where there is none.
        kept: It had been classified before.
        row: What is to be kept of it.
    """

    prediction: Prediction
    embedding: npt.NDArray[np.float16] | None = None
    kept: bool = False
    row: Row | None = None


class Look(NamedTuple):
    """A file that was read and decoded, and that the model has not been asked about yet.

    Attributes:
        path: The file.
        digest: The sha256 of its contents.
        stamp: What it had when it was read.
        file: How it is known again without reading it; None where it may still be changing.
        square: What the model takes.
    """

    path: str
    digest: bytes
    stamp: Stamp
    file: File | None
    square: Image.Image


class Asking:
    """A model together with what it has said before.

    Args:
        package: The model.
        store: Where its answers are kept; None where they cannot be.
        again: Ask the model even where its answer is known.
        threads: How many will ask at once; by default one a core.

    Raises:
        PackageError: The model in the package cannot be run.
    """

    def __init__(
        self, package: Package, store: Store | None, *, again: bool = False, threads: int | None = None
    ) -> None:
        self._predictor = Predictor(package, threads=threads)
        self._store = store
        self._again = again

    def look_up(self, paths: Iterable[str], touching: Touching) -> tuple[list[Outcome], list[str]]:
        """What is known of files, by nothing but their stamps, and which of them have to be read."""
        outcomes: list[Outcome] = []
        files: list[File] = []
        for path in paths:
            try:
                with touching(path):
                    files.append(File(path, reading.stamp(path)))
            except PictureError as error:
                outcomes.append(Outcome(unreadable(path, error.what)))
        known = self._known(files)
        found = [(file, known[file.path]) for file in files if file.path in known]
        outcomes.extend(self._outcome(file.path, file.stamp, said, kept=True) for file, said in found)
        return outcomes, [file.path for file in files if file.path not in known]

    def look(self, path: str, touching: Touching) -> Outcome | Look:
        """Read a file once: hash it, and decode it unless the model's answer to its contents is known."""
        try:
            with contextlib.ExitStack() as stack:
                with touching(path):
                    found = stack.enter_context(reading.contents(Path(path)))
                answer = None if self._store is None or self._again else self._store.answer(found.digest)
                square = self._predictor.square(found.stream, Path(path).name) if answer is None else None
        except PictureError as error:
            return Outcome(unreadable(path, error.what))
        file = File(path, found.stamp) if reading.is_settled(found.stamp) else None
        if answer is None:
            assert square is not None
            return Look(path, found.digest, found.stamp, file, square)
        row = Row(found.digest, file, None)
        return self._outcome(path, found.stamp, Known(found.digest, answer), kept=True, row=row)

    def answers(self, looks: Sequence[Outcome | Look]) -> list[Outcome]:
        """Put what was looked at to the model, in its order; what has come of a file by then stays."""
        asked = [look for look in looks if isinstance(look, Look)]
        answers = iter(self._predictor.answers([look.square for look in asked]))
        return [self._answered(look, next(answers)) if isinstance(look, Look) else look for look in looks]

    def several(self, paths: Sequence[str]) -> list[Outcome]:
        """Look files up, and read those that are not known; in their order."""
        outcomes, unknown = self.look_up(paths, untouched)
        found = {outcome.prediction.path: outcome for outcome in outcomes}
        read = self.answers([self.look(path, untouched) for path in unknown])
        found.update((outcome.prediction.path, outcome) for outcome in read)
        return [found[path] for path in paths]

    def _known(self, files: list[File]) -> dict[str, Known]:
        return {} if self._store is None or self._again or not files else self._store.known(files)

    def _answered(self, look: Look, answer: Answer) -> Outcome:
        row = Row(look.digest, look.file, answer)
        return self._outcome(look.path, look.stamp, Known(look.digest, answer), kept=False, row=row)

    def _outcome(self, path: str, stamp: Stamp, known: Known, *, kept: bool, row: Row | None = None) -> Outcome:
        prediction = self._predictor.judge.prediction(path, known.digest, known.answer, stamp)
        embedding = known.answer.embedding if len(known.answer.embedding) else None
        return Outcome(prediction, embedding, kept, row)


def untouched(_path: str) -> contextlib.AbstractContextManager[None]:
    """For whom nobody waits."""
    return contextlib.nullcontext()

"""One LiteRT interpreter of a package's model: a square picture in, probabilities and features out."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from trainer.errors import PackageError
from trainer.package import Package
from trainer.pixels import Pixels

_AGAIN = "Copy the package again from where it came from."


class Output(NamedTuple):
    """What the model gives for one picture: probabilities (classes,), and features (D,) of unit length, D may be 0."""

    probabilities: npt.NDArray[np.float32]
    embedding: npt.NDArray[np.float16]


class Interpreter:
    """A model that runs in one thread at a time.

    Raises:
        PackageError: The model in the package cannot be run, or is not what the package says.
    """

    def __init__(self, package: Package) -> None:
        from ai_edge_litert import interpreter as litert  # noqa: PLC0415 - heavy

        info = package.info
        try:
            self._model: Any = litert.Interpreter(model_content=package.model, num_threads=1)
            self._model.allocate_tensors()
            given = self._model.get_input_details()[0]
            answer, features = _outputs(self._model)
        except (ValueError, RuntimeError, IndexError, KeyError) as error:
            raise _refused("cannot be run", package) from error
        side = info.image_size
        if tuple(given["shape"]) != (1, side, side, 3) or given["dtype"] != np.uint8:
            raise _refused("takes other pictures than the package says", package)
        if tuple(answer["shape"]) != (1, len(info.classes)):
            raise _refused("knows other classes than the package says", package)
        if info.embedding and (features is None or tuple(features["shape"]) != (1, info.embedding)):
            raise _refused("gives other features than the package says", package)
        self._given, self._answer = given["index"], answer["index"]
        self._features = features["index"] if info.embedding and features is not None else None

    def run(self, square: Pixels) -> Output:
        """Ask about one picture, shape (S, S, 3)."""
        self._model.set_tensor(self._given, square[np.newaxis])
        self._model.invoke()
        probabilities = np.asarray(self._model.get_tensor(self._answer)[0], np.float32)
        if self._features is None:
            return Output(probabilities, np.empty(0, np.float16))
        return Output(probabilities, np.asarray(self._model.get_tensor(self._features)[0], np.float16))


def _refused(why: str, package: Package) -> PackageError:
    return PackageError(f"The model in this package {why}", path=package.file, remedy=_AGAIN)


def _outputs(model: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The outputs "probabilities" and "embedding"; a model of before has only the first, of whatever name."""
    details = model.get_output_details()
    if len(details) == 1:
        return details[0], None
    (signature,) = model.get_signature_list()
    named = model.get_signature_runner(signature).get_output_details()
    return named["probabilities"], named["embedding"]

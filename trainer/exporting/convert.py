"""From a run's Keras model to the file of each format: pictures (1, S, S, 3) uint8 in, calibrated probabilities out."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import shutil
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from trainer.exporting import quantised
from trainer.learning import litert
from trainer.learning.refused import in_words
from trainer.pixels import Pixels

GIVEN, ANSWER = "pictures", "probabilities"
_OPSET = 17  # ONNX 1.12, of 2022: what most runtimes know
_NO_COPIES = "TF2ONNX_CATCH_ERRORS"
_log = logging.getLogger(__name__)


class Source(NamedTuple):
    """What a format is made from.

    Attributes:
        keras_path: The run's Keras file.
        model: The same, loaded: (n, S, S, 3) uint8 to (n, classes).
        classes: Names by class number.
        facts: What the file is told of itself, where its format has room for that: names to words.
        samples: Representative training pictures, (S, S, 3) each, for int8.
    """

    keras_path: Path
    model: Any
    classes: Sequence[str]
    facts: dict[str, str]
    samples: Callable[[], Sequence[Pixels]]

    @property
    def side(self) -> int:
        """Side of the square input in pixels."""
        return int(self.model.input_shape[1])


def write(name: str, source: Source, path: Path) -> None:
    """Write the model in the format called ``name`` to ``path``.

    Raises:
        DiskError: The disk is full, read-only or gone.
    """
    said = io.StringIO()
    with in_words(path), contextlib.redirect_stdout(said), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the converters, about each other's versions
        _WRITERS[name](source, path)
    _log.debug("%s", said.getvalue())


def single(model: Any) -> Any:
    """The same model for one picture at a time."""
    pictures = keras.Input(model.input_shape[1:], batch_size=1, dtype="uint8", name=GIVEN)
    return keras.Model(pictures, model(pictures, training=False), name="artclass")


def _keras(source: Source, path: Path) -> None:
    shutil.copyfile(source.keras_path, path)


def _savedmodel(source: Source, path: Path) -> None:
    archive = keras.export.ExportArchive()
    archive.track(source.model)
    given = tf.TensorSpec((1, source.side, source.side, 3), tf.uint8, GIVEN)
    archive.add_endpoint(
        "serving_default", lambda pictures: {ANSWER: source.model(pictures, training=False)}, input_signature=[given]
    )
    archive.write_out(path, verbose=False)


def _litert(source: Source, path: Path) -> None:
    path.write_bytes(litert.converted(single(source.model)))


def _litert_float16(source: Source, path: Path) -> None:
    with litert.converter(single(source.model)) as converter:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
        path.write_bytes(converter.convert())


def _litert_int8(source: Source, path: Path) -> None:
    path.write_bytes(quantised.convert(source.model, source.samples()))


def _onnx(source: Source, path: Path) -> None:
    import onnx  # noqa: PLC0415 - one format only
    from tf2onnx import convert as onnx_converter  # noqa: PLC0415 - by its name: PyInstaller follows no lazy attribute

    logging.getLogger("tf2onnx").setLevel(logging.WARNING)
    model = single(source.model)
    given = [tf.TensorSpec((1, source.side, source.side, 3), tf.uint8, GIVEN)]
    function = tf.function(lambda pictures: model(pictures, training=False), input_signature=given)
    with _without_copies():
        graph, _ = onnx_converter.from_function(function, input_signature=given, opset=_OPSET)
    _take_in(graph.graph, {inner.name: outer for outer, inner in function.get_concrete_function().graph.captures})
    _name_answer(graph.graph)
    for key, words in source.facts.items():
        graph.metadata_props.add(key=key, value=words)
    onnx.checker.check_model(graph)
    path.write_bytes(graph.SerializeToString())


@contextlib.contextmanager
def _without_copies() -> Iterator[None]:
    """Let tf2onnx copy no weights in each of its steps, of which there are three dozen.

    It keeps a copy of the whole graph to go back to should a step fail; it looks whether the variable is set, not to what. And
    after each step it writes every node down in a message, whose memory protobuf gives back only with the message: weights
    again and again, though it takes them from elsewhere in the end. The network that comes of it is the same. Without the second
    kind of copies an export of a run of VGG16 (224 px) takes 1.9 GB instead of 4.0, of ResNet50 3.0 instead of 6.3. What is
    left is TensorFlow's own, which folds constants.
    """
    from tf2onnx.graph import Node  # noqa: PLC0415 - one format only

    before, write_down = os.environ.get(_NO_COPIES), Node.update_proto

    def write_down_but_weights(node: Any, *args: Any, **more: Any) -> None:
        if not node.is_const():
            write_down(node, *args, **more)

    os.environ[_NO_COPIES], Node.update_proto = "FALSE", write_down_but_weights
    try:
        yield
    finally:
        Node.update_proto = write_down
        if before is None:
            del os.environ[_NO_COPIES]
        else:
            os.environ[_NO_COPIES] = before


def _take_in(graph: Any, outside: dict[str, Any]) -> None:
    """Take in what Keras keeps outside of a graph, as EfficientNet's means of colours: it would be asked of the user."""
    from onnx import numpy_helper  # noqa: PLC0415

    for asked in [one for one in graph.input if one.name in outside]:
        graph.initializer.append(numpy_helper.from_array(outside[asked.name].numpy(), asked.name))
        graph.input.remove(asked)


def _name_answer(graph: Any) -> None:
    before = graph.output[0].name
    for node in graph.node:
        node.output[:] = [ANSWER if name == before else name for name in node.output]
        node.input[:] = [ANSWER if name == before else name for name in node.input]
    graph.output[0].name = ANSWER


_WRITERS: dict[str, Callable[[Source, Path], None]] = {
    "keras": _keras,
    "savedmodel": _savedmodel,
    "litert": _litert,
    "litert-float16": _litert_float16,
    "litert-int8": _litert_int8,
    "onnx": _onnx,
}


def answering(model: Any) -> Callable[[Sequence[Pixels]], npt.NDArray[np.float32]]:
    """A function from some pictures to what a Keras model says of them, (n, classes); compiled once."""
    given = tf.TensorSpec((None, *model.input_shape[1:]), tf.uint8)
    compiled = tf.function(lambda pictures: model(pictures, training=False), input_signature=[given])
    return lambda squares: np.asarray(compiled(tf.constant(np.stack(squares))), np.float32)

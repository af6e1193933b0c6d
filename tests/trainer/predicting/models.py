"""Tiny model packages whose LiteRT model is put together by hand: no TensorFlow is imported, and it answers in microseconds.

The model knows colours: the strongest of red, green and blue is the class, and the mean colour, centred and of unit
length, is the embedding.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tests.trainer import making
from trainer import package
from trainer.package import Package, PackageInfo
from trainer.pixels import DECODE_SPEC

SIDE = 32
CLASSES = tuple(making.COLOURS)
_CHANNELS = {"red": 0, "green": 1, "blue": 2}


class _Graph:
    """A graph that grows by one operation after another."""

    def __init__(self) -> None:
        self.model = schema.ModelT()
        self.model.version = 3
        self.model.buffers = [schema.BufferT()]
        self.model.operatorCodes = []
        self.graph = schema.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.model.subgraphs = [self.graph]

    def tensor(self, name: str, shape: list[int], kind: int, data: np.ndarray | None = None) -> int:
        made = schema.TensorT()
        made.name, made.shape, made.type, made.buffer = name, shape, kind, 0
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(data.tobytes(), np.uint8)
            self.model.buffers.append(buffer)
            made.buffer = len(self.model.buffers) - 1
        self.graph.tensors.append(made)
        return len(self.graph.tensors) - 1

    def add(  # noqa: PLR0917
        self, operator: int, given: list[int], name: str, shape: list[int], options: Any, kind: int
    ) -> int:
        code = schema.OperatorCodeT()
        code.builtinCode, code.deprecatedBuiltinCode, code.version = operator, min(operator, 127), 1
        self.model.operatorCodes.append(code)
        made = schema.OperatorT()
        made.opcodeIndex, made.inputs = len(self.model.operatorCodes) - 1, given
        made.builtinOptionsType, made.builtinOptions = kind, options
        made.outputs = [self.tensor(name, shape, schema.TensorType.FLOAT32)]
        self.graph.operators.append(made)
        return made.outputs[0]

    def packed(self, given: int, outputs: dict[str, int]) -> bytes:
        self.graph.inputs, self.graph.outputs = [given], list(outputs.values())
        signature = schema.SignatureDefT()
        signature.signatureKey = "serving_default"
        signature.inputs = [_named("images", given)]
        signature.outputs = [_named(name, place) for name, place in outputs.items()]
        self.model.signatureDefs = [signature]
        builder = flatbuffers.Builder(4_096)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def _named(name: str, place: int) -> Any:
    made = schema.TensorMapT()
    made.name, made.tensorIndex = name, place
    return made


def colour_model(*, side: int = SIDE, embedding: bool = True) -> bytes:
    """The model as a LiteRT file."""
    made, floats = _Graph(), schema.TensorType.FLOAT32
    given = made.tensor("images", [1, side, side, 3], schema.TensorType.UINT8)
    cast = schema.CastOptionsT()
    cast.inDataType, cast.outDataType = schema.TensorType.UINT8, floats
    kinds = schema.BuiltinOptions
    pixels = made.add(schema.BuiltinOperator.CAST, [given], "pixels", [1, side, side, 3], cast, kinds.CastOptions)
    axes = made.tensor("axes", [2], schema.TensorType.INT32, np.array([1, 2], np.int32))
    mean = made.add(
        schema.BuiltinOperator.MEAN, [pixels, axes], "mean", [1, 3], schema.ReducerOptionsT(), kinds.ReducerOptions
    )

    def dense(name: str, weights: np.ndarray, bias: np.ndarray) -> int:
        places = [made.tensor(f"{name}/w", list(weights.shape), floats, weights.astype(np.float32))]
        places.append(made.tensor(f"{name}/b", [len(bias)], floats, bias.astype(np.float32)))
        options = schema.FullyConnectedOptionsT()
        operator = schema.BuiltinOperator.FULLY_CONNECTED
        return made.add(operator, [mean, *places], name, [1, len(bias)], options, kinds.FullyConnectedOptions)

    weights = np.zeros((len(CLASSES), 3))
    for row, label in enumerate(CLASSES):
        weights[row, _CHANNELS[label]] = 0.05
    softmax = schema.SoftmaxOptionsT()
    softmax.beta = 1.0
    logits = dense("logits", weights, np.zeros(len(CLASSES)))
    share = made.add(
        schema.BuiltinOperator.SOFTMAX, [logits], "share", [1, len(CLASSES)], softmax, kinds.SoftmaxOptions
    )
    if not embedding:
        return made.packed(given, {"probabilities": share})
    centred = dense("centred", np.eye(3), np.full(3, -127.5))
    unit = made.add(
        schema.BuiltinOperator.L2_NORMALIZATION, [centred], "unit", [1, 3], schema.L2NormOptionsT(), kinds.L2NormOptions
    )
    return made.packed(given, {"embedding": unit, "probabilities": share})


def colour_package(*, embedding: bool = True, **known: Any) -> Package:
    """The model with what a package says of it; ``known``: other fields of `PackageInfo`."""
    info = PackageInfo(
        format=package.FORMAT,
        name="colours",
        classes=CLASSES,
        image_size=SIDE,
        decode=DECODE_SPEC,
        architecture="custom_cnn",
        version="0",
        created="2026-01-01T00:00:00+00:00",
        temperature=1.0,
        embedding=3 if embedding else 0,
        **known,
    )
    return Package(info=info, model=colour_model(embedding=embedding))


def written(path: Path, **known: Any) -> Path:
    """The package as a file."""
    package.write(path, colour_package(**known))
    return path

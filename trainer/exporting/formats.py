"""The table of formats that a model can be exported in, and what each must keep of it. Light."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, cast, get_args

from trainer.errors import UsageError

Name = Literal["keras", "savedmodel", "litert", "litert-float16", "litert-int8", "onnx"]
ALL = "all"


class Format(NamedTuple):
    """One row of the table.

    Attributes:
        name: What the command line says.
        title: What the window says.
        file: The model's file or folder within the export.
        runtime: The Python package that runs it.
        least_agreement: Share of pictures that must get the same class as from the run's Keras model, 0 to 1.
        most_difference: How far any probability may be off; None where the loss of accuracy is told instead.
        blurb: One plain sentence for the window.
    """

    name: Name
    title: str
    file: str
    runtime: str
    least_agreement: float
    most_difference: float | None
    blurb: str


USUAL_AGREEMENT = 0.995
"""What is asked of every format but int8: that share of pictures gets the same class."""
_FLOAT = (USUAL_AGREEMENT, 0.02)

FORMATS: tuple[Format, ...] = (
    Format("keras", "Keras", "model.keras", "keras", *_FLOAT, "To go on with in Python: look inside, teach it more."),
    Format("savedmodel", "SavedModel", "saved_model", "tensorflow", *_FLOAT, "For TensorFlow on a server."),
    Format("litert", "LiteRT", "model.tflite", "ai-edge-litert", *_FLOAT, "For apps on Android, iOS and small computers."),
    Format(
        "litert-float16", "LiteRT, float16", "model.tflite", "ai-edge-litert", *_FLOAT, "Nearly the same at half the size."
    ),
    Format(
        "litert-int8", "LiteRT, int8", "model.tflite", "ai-edge-litert", 0.97, None,
        "A quarter of the size and quick on phones; it may give up some accuracy, and the certificate says how much.",
    ),
    Format("onnx", "ONNX", "model.onnx", "onnxruntime", *_FLOAT, "For most other programs and languages."),
)  # fmt: skip


def find(name: str) -> Format:
    """The row called ``name``.

    Raises:
        UsageError: There is no such format.
    """
    for row in FORMATS:
        if row.name == name:
            return row
    raise UsageError(f"There is no format called “{name}”", remedy=f"Choose one of {', '.join(get_args(Name))}, {ALL}.")


def chosen(names: Sequence[str]) -> tuple[Format, ...]:
    """The rows of these names in the table's order, each once; "all" stands for every one.

    Raises:
        UsageError: One of the names is unknown.
    """
    wanted = {row.name for row in FORMATS} if ALL in names else {find(name).name for name in names}
    return tuple(row for row in FORMATS if cast("str", row.name) in wanted)

"""The folder of one export: the model's file and all that somebody needs to use it, there completely or not at all. Light."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from trainer import files, holding
from trainer.errors import UsageError, disk_error
from trainer.exporting import certificate, reference
from trainer.exporting.certificate import Certificate
from trainer.exporting.formats import Format
from trainer.pixels import DECODE_SPEC

LABELS, README, FACTS = "labels.txt", "README.md", "model.json"
_MARK = "NOT-CERTIFIED-"
_HIDDEN, _EARLIER = ".artclass-export.{}.part", "earlier"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of an exported model beside it (``model.json``).

    Attributes:
        run, architecture, version: The run, its network, the program's version.
        classes: Names in the order of the probabilities.
        image_size: Side of the square input in pixels.
        decode: How a file becomes that input (`trainer.pixels.DECODE_SPEC`).
        temperature: What the logits are divided by, inside the model.
    """

    run: str
    architecture: str
    version: str
    classes: tuple[str, ...]
    image_size: int
    temperature: float
    decode: str = DECODE_SPEC


def place(out: Path, run: str, row: Format) -> Path:
    """Where the export of a run in a format belongs."""
    return out / f"{run}-{row.name}"


def check_free(out: Path, run: str, row: Format) -> None:
    """See that nothing of somebody else's is at the export's place.

    Raises:
        UsageError: There is.
    """
    folder = place(out, run, row)
    if folder.exists() and certificate.read(folder) is None:
        raise UsageError("There is something else of this name", path=folder, remedy="Choose another folder.")


@contextlib.contextmanager
def making(out: Path) -> Iterator[Path]:
    """Give a hidden folder in ``out`` to put exports together in; what is not settled by the end is gone.

    So is what exports that were killed have left in ``out``.

    Raises:
        DiskError: The disk is full, read-only or gone.
    """
    for left in out.glob(_HIDDEN.format("*")):
        if not holding.is_held(left):
            _clear(left)
    hidden = out / _HIDDEN.format(secrets.token_hex(4))
    try:
        hidden.mkdir()
    except OSError as error:
        raise disk_error(error, out) from error
    try:
        holding.mark(hidden)
        yield hidden
    finally:
        _clear(hidden)


def settle(made: Path, final: Path) -> None:
    """Put a finished folder out of the hidden one in its place, instead of an earlier export there.

    Raises:
        DiskError: It cannot be moved.
    """
    earlier = made.parent / _EARLIER
    try:
        earlier.mkdir(exist_ok=True)
        if final.exists():
            final.rename(earlier / final.name)
        made.rename(final)
    except OSError as error:
        raise disk_error(error, final) from error


def _clear(hidden: Path) -> None:
    """Take a hidden folder away; an earlier export whose place nothing has taken goes back there."""
    for earlier in hidden.glob(f"{_EARLIER}/*"):
        with contextlib.suppress(OSError):  # its place is taken
            earlier.rename(hidden.parent / earlier.name)
    shutil.rmtree(hidden, ignore_errors=True)


def describe(folder: Path, row: Format, facts: Facts, made: Certificate) -> Path:
    """Write what stands beside the model; one that failed its certificate has that in its name.

    Returns:
        The model's file.

    Raises:
        DiskError: The disk is full, read-only or gone.
    """
    model = folder / row.file
    if not made.passed:
        try:
            model = model.rename(folder / f"{_MARK}{row.file}")
        except OSError as error:
            raise disk_error(error, model) from error
    names = [" ".join(name.split()) for name in facts.classes]
    for name, text in (
        (LABELS, "\n".join(names) + "\n"),
        (reference.NAME, reference.source()),
        (README, _readme(row, facts, made, model.name)),
        (FACTS, msgspec.json.format(msgspec.json.encode(facts), indent=1).decode()),
        (certificate.NAME, msgspec.json.format(msgspec.json.encode(made), indent=1).decode()),
    ):
        files.write(folder / name, text.encode())
    return model


def _readme(row: Format, facts: Facts, made: Certificate, model: str) -> str:
    return f"""# {facts.run} as {row.title}

{certificate.words(made)}

- `{model}`: the model. In: `pictures`, uint8 RGB, shape (1, {facts.image_size}, {facts.image_size}, 3).
  Out: `probabilities`, float32, shape (1, {len(facts.classes)}), calibrated, in the order of `{LABELS}`.
- `{reference.NAME}`: how a picture file becomes that input. Decode pictures in this way and in no other: another way of
  resizing alone changed the answer on one picture in twenty.
- `{FACTS}`: the same for programs. `{certificate.NAME}`: how far this file does the same as the run's own model.

```python
{_EXAMPLES[row.name].format(model=model).strip()}
picture = read_square("picture.jpg", {facts.image_size})[np.newaxis]
labels = open("{LABELS}", encoding="utf-8").read().splitlines()
probabilities = answer(picture)[0]
print(labels[probabilities.argmax()], probabilities.max())
```
"""


_LITERT = """
import numpy as np
from ai_edge_litert.interpreter import Interpreter
from decode import read_square

interpreter = Interpreter("{model}")
interpreter.allocate_tensors()

def answer(picture):
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], picture)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
"""

_EXAMPLES = {
    "keras": """
import keras
import numpy as np
from decode import read_square

model = keras.models.load_model("{model}", compile=False)

def answer(picture):
    return np.asarray(model(picture, training=False))
""",
    "savedmodel": """
import numpy as np
import tensorflow as tf
from decode import read_square

model = tf.saved_model.load("{model}")

def answer(picture):
    return model.signatures["serving_default"](pictures=tf.constant(picture))["probabilities"].numpy()
""",
    "litert": _LITERT,
    "litert-float16": _LITERT,
    "litert-int8": _LITERT,
    "onnx": """
import numpy as np
import onnxruntime
from decode import read_square

session = onnxruntime.InferenceSession("{model}")

def answer(picture):
    return session.run(["probabilities"], {{"pictures": picture}})[0]
""",
}

"""One table of the settings of a run as arguments of a command: added to a parser, read back, and written out again. Light."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from trainer import architectures, presets
from trainer.config import FineTuning, Layers, Precision, Preset, Schedule, TrainConfig, Variation
from trainer.errors import UsageError

_Kind = Literal["whole", "number", "text", "choice", "switch", "several"]
_SEVERAL_NONE = "none"


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for; None means: as the preset has it. The fields are those of `TrainConfig`.

    Attributes:
        preset: The preset to start from; None: `presets.DEFAULT`.
        variation: Fields of `config.Variation`, as many as were asked for.
        fine_tuning: Fields of `config.FineTuning`; 0 blocks mean: the head alone.
        layers: Fields of `config.Layers`.
    """

    architecture: str | None = None
    preset: Preset | None = None
    epochs: int | None = None
    batch_size: int | None = None
    image_size: int | None = None
    learning_rate: float | None = None
    seed: int | None = None
    weights: str | None = None
    head: str | None = None
    augment: bool | None = None
    variation: Mapping[str, Any] | None = None
    patience: int | None = None
    schedule: Schedule | None = None
    class_weights: bool | None = None
    label_smoothing: float | None = None
    sizes: tuple[int, ...] | None = None
    fine_tuning: Mapping[str, Any] | None = None
    layers: Mapping[str, Any] | None = None
    precision: Precision | None = None


class Setting(NamedTuple):
    """One row of the table.

    Attributes:
        field: Of `TrainConfig`; "variation.turn" for one within another.
        flag: On the command line.
        kind: "several" are whole numbers with commas between; a "switch" has its ``--no-`` too.
        help: What it does, in a few words.
        metavar: What stands for the value in the help.
        choices: Of a "choice".
    """

    field: str
    flag: str
    kind: _Kind
    help: str
    metavar: str | None = None
    choices: tuple[str, ...] = ()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "architecture",
        "--model",
        "choice",
        f"the architecture (default: {architectures.DEFAULT})",
        choices=tuple(row.name for row in architectures.ARCHITECTURES),
    ),
    Setting(
        "preset",
        "--preset",
        "choice",
        f"settings that win without being touched (default: {presets.DEFAULT}); others given here change them",
        choices=get_args(Preset),
    ),
    Setting("epochs", "--epochs", "whole", "passes over the training pictures", "N"),
    Setting("batch_size", "--batch-size", "whole", "pictures a step", "N"),
    Setting("image_size", "--image-size", "whole", "side of the square input", "PIXELS"),
    Setting("learning_rate", "--learning-rate", "number", "step size of the optimiser (Adam)", "RATE"),
    Setting("schedule", "--schedule", "choice", "how the learning rate falls", choices=get_args(Schedule)),
    Setting("patience", "--patience", "whole", "epochs without progress before training ends early", "N"),
    Setting("seed", "--seed", "whole", "another number gives another training (default: 1)", "N"),
    Setting("weights", "--weights", "text", "what a pretrained network starts from", "imagenet|random|FILE"),
    Setting("head", "--head", "choice", "what is put on a pretrained network", choices=get_args(architectures.Head)),
    Setting("class_weights", "--class-weights", "switch", "let rare classes count as much as frequent ones"),
    Setting(
        "label_smoothing", "--label-smoothing", "number", "share of certainty spread over the other classes", "SHARE"
    ),
    Setting(
        "precision",
        "--precision",
        "choice",
        "numbers for what learns; a frozen network takes half precision only where that is measured to be faster and "
        "to agree, and never with float32",
        choices=get_args(Precision),
    ),
    Setting(
        "sizes",
        "--sizes",
        "several",
        "further sizes at which a pretrained network looks at each picture, such as 160,128; or none",
        "PIXELS,…",
    ),
    Setting("augment", "--augment", "switch", "learn from varied copies too"),
    Setting("variation.mirror", "--mirror", "switch", "mirror every second picture"),
    Setting("variation.turn", "--turn", "number", "turn pictures by up to so much to either side", "DEGREES"),
    Setting("variation.zoom", "--zoom", "number", "make them larger or smaller by up to this share", "SHARE"),
    Setting("variation.shear", "--shear", "number", "slant them by up to so much", "DEGREES"),
    Setting("variation.brightness", "--brightness", "number", "change their brightness by up to this share", "SHARE"),
    Setting("variation.contrast", "--contrast", "number", "change their contrast by up to this share", "SHARE"),
    Setting("fine_tuning.blocks", "--fine-tune", "whole", "teach the last N blocks too; 0: the head alone", "N"),
    Setting("fine_tuning.epochs", "--fine-tune-epochs", "whole", "passes in which these blocks learn", "N"),
    Setting("fine_tuning.learning_rate", "--fine-tune-rate", "number", "highest learning rate for that", "RATE"),
    Setting("fine_tuning.warmup", "--fine-tune-warmup", "number", "epochs in which that rate rises", "EPOCHS"),
    Setting("layers.blocks", "--blocks", "whole", f"blocks of filters of a {architectures.CUSTOM}", "N"),
    Setting("layers.filters", "--filters", "whole", "filters of its first block", "N"),
    Setting("layers.dropout", "--dropout", "number", "share of numbers dropped after each of its blocks", "SHARE"),
    Setting("layers.dense", "--dense", "several", "widths of its dense layers, such as 128,64; or none", "N,…"),
)
_WITHIN = {"variation": Variation, "fine_tuning": FineTuning, "layers": Layers}
_NOT_OF_A_PRESET = ("seed", "weights")  # a preset with another seed is that preset still


def add_arguments(parser: argparse.ArgumentParser, *, leave_out: Collection[str] = ()) -> None:
    """Add an argument for every row of the table.

    Args:
        parser: Where to.
        leave_out: Fields (`Setting.field`) that the command has other arguments for.
    """
    for row in SETTINGS:
        if row.field not in leave_out:
            _add(parser, row)


def _add(parser: argparse.ArgumentParser, row: Setting) -> None:
    if row.kind == "switch":
        parser.add_argument(row.flag, dest=row.field, action=argparse.BooleanOptionalAction, help=row.help)
    elif row.kind == "choice":
        parser.add_argument(row.flag, dest=row.field, choices=row.choices, help=row.help)
    else:
        parser.add_argument(row.flag, dest=row.field, type=_READ[row.kind], metavar=row.metavar, help=row.help)


def _several(text: str) -> tuple[int, ...]:
    """Whole numbers with commas between.

    Raises:
        ValueError: They are not (argparse says so).
    """
    return () if text == _SEVERAL_NONE else tuple(int(part) for part in text.split(","))


_several.__name__ = "list of whole numbers"  # argparse's message says "invalid … value"
_READ: dict[str, Callable[[str], Any]] = {"whole": int, "number": float, "text": str, "several": _several}


def wishes(args: argparse.Namespace) -> Wishes:
    """What a parser with `add_arguments` has read."""
    said: dict[str, Any] = {}
    for row in SETTINGS:
        value = getattr(args, row.field, None)
        outer, _, inner = row.field.partition(".")
        if value is None:
            continue
        if inner:
            said.setdefault(outer, {})[inner] = value
        else:
            said[outer] = value
    return Wishes(**said)


def config(architecture: str, asked: Wishes) -> TrainConfig:
    """The settings of the wished preset with everything else that was asked for.

    Args:
        architecture: The name that has been settled on; `Wishes.architecture` is passed over.
        asked: The wishes.

    Raises:
        UsageError: The architecture is unknown, a value is out of range, or two do not go together.
    """
    base = presets.config(architecture, asked.preset or presets.DEFAULT)
    said = msgspec.structs.asdict(msgspec.structs.replace(asked, architecture=None, preset=None))
    changes = {name: value for name, value in said.items() if value is not None}
    changes.update({name: _within(base, name, changes[name]) for name in _WITHIN if name in changes})
    if "sizes" not in changes and asked.image_size is not None:
        changes["sizes"] = tuple(size for size in base.sizes if size < asked.image_size)
    changed = msgspec.structs.replace(base, **changes)
    return msgspec.structs.replace(changed, preset=base.preset if _same(changed, base) else None)


def _within(base: TrainConfig, name: str, asked: Mapping[str, Any]) -> Any:
    """A group of settings with those that were asked for; None where it is switched off."""
    if name == "fine_tuning" and asked.get("blocks") == 0:
        return None
    kind = _WITHIN[name]
    unknown = set(asked) - set(kind.__struct_fields__)
    if unknown:
        raise UsageError(f"There is no setting called “{name}.{min(unknown)}”")
    return msgspec.structs.replace(getattr(base, name) or kind(), **asked)


def _same(one: TrainConfig, other: TrainConfig) -> bool:
    return msgspec.structs.replace(one, **{name: getattr(other, name) for name in _NOT_OF_A_PRESET}) == other


def arguments(settings: TrainConfig) -> list[str]:
    """The arguments that ask for these settings: the preset, and what differs from it.

    With the same version of the program, ``config(settings.architecture, wishes(…))`` of what a parser
    reads from them equals ``settings``.
    """
    preset = settings.preset or presets.DEFAULT
    base = presets.config(settings.architecture, preset)
    words = ["--model", settings.architecture, "--preset", preset]
    for row in SETTINGS:
        value = _value(settings, row.field)
        if row.field not in ("architecture", "preset") and _differs(value, _value(base, row.field)):
            words += _words(row, value)
    if settings.fine_tuning is None and base.fine_tuning is not None:
        words += ["--fine-tune", "0"]
    return words


def _value(settings: TrainConfig, field: str) -> Any:
    """None for what is within a group that is switched off."""
    outer, _, inner = field.partition(".")
    value = getattr(settings, outer)
    return getattr(value, inner) if inner and value is not None else value


def _differs(value: Any, usual: Any) -> bool:
    return value is not None and value != usual


def _words(row: Setting, value: Any) -> list[str]:
    if row.kind == "switch":
        return [row.flag if value else row.flag.replace("--", "--no-", 1)]
    if row.kind == "several":
        return [row.flag, ",".join(map(str, value)) or _SEVERAL_NONE]
    return [row.flag, str(value)]

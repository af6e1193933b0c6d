"""What a training run is asked to do: frozen, checked in words, and written into the run folder."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer import architectures
from trainer.errors import UsageError

Preset = Literal["quick", "balanced", "best"]
Schedule = Literal["cosine", "constant", "plateau"]
Precision = Literal["auto", "float32", "bfloat16"]


def _within(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise UsageError(f"{value:,} is out of range for the {name}", remedy=f"Choose a number from {low} to {high:,}.")


def _share(name: str, value: float, highest: float) -> None:
    if not 0 <= value <= highest:
        raise UsageError(f"{value:g} is out of range for the {name}", remedy=f"Choose a number from 0 to {highest:g}.")


def _rate(value: float) -> None:
    if not 0 < value <= 1:
        raise UsageError(f"A learning rate of {value:g} is not possible", remedy="Choose one above 0 and up to 1.")


class _Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all settings: what is missing has its default, what is unknown is refused."""


class Variation(_Settings, frozen=True):
    """How far a picture is varied while it is learnt from; 0 means: not at all.

    Attributes:
        mirror: Every second one is mirrored, left to right.
        turn: Degrees to either side, 0 to 180.
        zoom: Share by which it is made larger or smaller, 0 to 0.9.
        shear: Degrees by which it is slanted, 0 to 45.
        brightness, contrast: Share by which these change, 0 to 0.9.
    """

    mirror: bool = True
    turn: float = 18.0
    zoom: float = 0.15
    shear: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0

    def __post_init__(self) -> None:
        for name, value, highest in (
            ("turn", self.turn, 180.0),
            ("zoom", self.zoom, 0.9),
            ("shear", self.shear, 45.0),
            ("change of brightness", self.brightness, 0.9),
            ("change of contrast", self.contrast, 0.9),
        ):
            _share(name, value, highest)


class FineTuning(_Settings, frozen=True):
    """Teaching the last blocks of a pretrained network too, once its head has learnt.

    Attributes:
        blocks: How many of its last blocks learn (`Architecture.blocks`, from the end), at least 1.
        epochs: Passes over the training pictures, 1 to 1,000.
        learning_rate: Highest rate, reached after the warm-up; it falls along half a cosine from there.
        warmup: Epochs in which the rate rises from nothing, 0 to ``epochs``.
    """

    blocks: int = 3
    epochs: int = 6
    learning_rate: float = 1e-4
    warmup: float = 0.5

    def __post_init__(self) -> None:
        _within("number of blocks to fine-tune", self.blocks, 1, 1_000)
        _within("number of epochs of fine-tuning", self.epochs, 1, 1_000)
        _rate(self.learning_rate)
        _share("warm-up", self.warmup, float(self.epochs))


class Layers(_Settings, frozen=True):
    """The layers of a network of one's own (`custom_cnn`).

    Attributes:
        blocks: Blocks of 3×3 filters with halving after each, 1 to 8.
        filters: Filters of the first block, 4 to 512; each further block has twice as many, up to 512.
        dropout: Share of numbers dropped after each block and dense layer at each step, 0 to 0.9.
        dense: Widths of the dense layers, up to 4, each 4 to 4,096.
    """

    blocks: int = 3
    filters: int = 32
    dropout: float = 0.2
    dense: tuple[int, ...] = (128, 64)

    def __post_init__(self) -> None:
        _within("number of blocks", self.blocks, 1, 8)
        _within("number of filters", self.filters, 4, 512)
        _share("dropout", self.dropout, 0.9)
        _within("number of dense layers", len(self.dense), 0, 4)
        for width in self.dense:
            _within("width of a dense layer", width, 4, 4_096)


class TrainConfig(_Settings, frozen=True):
    """Settings of one run.

    Attributes:
        architecture: A name of `trainer.architectures`.
        epochs: Passes over the training pictures, 1 to 1,000 (of the head, for pretrained networks).
        batch_size: Pictures a step, 1 to 512.
        image_size: Side of the square input in pixels, 32 to 1,024.
        learning_rate: Step size of the optimiser (Adam), above 0, up to 1.
        seed: Seed of weights, order and augmentation, 0 to 2**31 - 1.
        weights: "imagenet", "random", or the path of a weights file.
        head: "pooled" (averages and deviations, dropout, one hidden layer) or "article" (six layers).
        augment: Learn from varied copies too, as far as ``variation`` says.
        variation: How far. A frozen backbone sees every picture plain and mirrored only.
        patience: Epochs without a better validation loss before training ends early.
        schedule: How the rate falls: along half a cosine, not at all, or by half after epochs without progress.
        class_weights: Let rare classes count as much as frequent ones.
        label_smoothing: Share of certainty that is spread over the other classes, 0 to 0.5.
        sizes: Further sides in pixels at which a pretrained network looks at each picture ("mixed sizes"), each
            32 to ``image_size``; its features of all sizes are joined.
        fine_tuning: Teach the last blocks too; None: the head alone.
        layers: The layers of a `custom_cnn`; None for other networks.
        precision: "float32", "bfloat16", or "auto": what is measured to be the fastest that agrees, for a frozen
            backbone, and float32 for what learns.
        preset: The preset whose settings these are, if nothing was changed; for display only.
    """

    architecture: str
    epochs: int
    batch_size: int
    image_size: int
    learning_rate: float
    seed: int = 1
    weights: str = "imagenet"
    head: architectures.Head = "pooled"
    augment: bool = True
    variation: Variation = Variation()
    patience: int = 8
    schedule: Schedule = "cosine"
    class_weights: bool = False
    label_smoothing: float = 0.0
    sizes: tuple[int, ...] = ()
    fine_tuning: FineTuning | None = None
    layers: Layers | None = None
    precision: Precision = "auto"
    preset: Preset | None = None

    def __post_init__(self) -> None:
        row = architectures.find(self.architecture)
        _within("number of epochs", self.epochs, 1, 1_000)
        _within("batch size", self.batch_size, 1, 512)
        _within("image size", self.image_size, 32, 1_024)
        _within("seed", self.seed, 0, 2**31 - 1)
        _within("patience", self.patience, 1, 1_000)
        _rate(self.learning_rate)
        _share("label smoothing", self.label_smoothing, 0.5)
        if self.head not in row.heads:
            raise UsageError(
                f"{row.title} has no head called “{self.head}”", remedy=f"Choose one of {', '.join(row.heads)}."
            )
        if row.keras_name == "InceptionV3" and min((self.image_size, *self.sizes)) < 75:
            raise UsageError("InceptionV3 needs pictures of at least 75 pixels", remedy="Choose a larger image size.")
        for size in self.sizes:
            _within("further image size", size, 32, self.image_size)
        self._check_fit(row)

    def _check_fit(self, row: architectures.Architecture) -> None:
        """See that what only some networks have is asked of those only."""
        if not row.pretrained and (self.fine_tuning is not None or self.sizes):
            raise UsageError(
                f"{row.title} learns from your pictures alone: there is nothing to fine-tune and no mixed sizes",
                remedy="Choose a pretrained network for these, such as MobileNetV2.",
            )
        if (self.layers is not None) != (row.name == architectures.CUSTOM):
            raise UsageError(
                "Layers can be chosen for a network of your own only",
                remedy=f"Choose {architectures.find(architectures.CUSTOM).title} for that.",
            )
        if self.layers is not None and self.image_size >> self.layers.blocks < 2:
            raise UsageError(
                f"Pictures of {self.image_size} pixels are too small for {self.layers.blocks} blocks of filters",
                remedy="Choose fewer blocks or a larger image size.",
            )


def default_config(architecture: str, **changes: object) -> TrainConfig:
    """The settings that win without being touched, with ``changes`` (None means: the default).

    Raises:
        UsageError: The architecture is unknown or a value is out of range.
    """
    row = architectures.find(architecture)
    values: dict[str, object] = {
        "architecture": row.name,
        "epochs": row.epochs,
        "batch_size": row.batch_size,
        "image_size": row.image_size,
        "learning_rate": row.learning_rate,
        "head": row.heads[0],
    }
    if row.name == architectures.CUSTOM:
        values["layers"] = Layers()
    values.update({name: value for name, value in changes.items() if value is not None})
    return TrainConfig(**values)  # type: ignore[arg-type]


def encode(config: TrainConfig) -> bytes:
    """The settings as JSON."""
    return msgspec.json.format(msgspec.json.encode(config), indent=2)


def decode(data: bytes) -> TrainConfig:
    """The settings that a JSON document holds.

    Raises:
        msgspec.ValidationError: It holds something else.
    """
    return msgspec.json.decode(data, type=TrainConfig)

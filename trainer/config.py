"""What a training run is asked to do: frozen, checked in words, and written into the run folder."""

from __future__ import annotations

import msgspec

from trainer import architectures
from trainer.errors import UsageError


class TrainConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of one run.

    Attributes:
        architecture: A name of `trainer.architectures`.
        epochs: Passes over the training pictures, 1 to 1,000.
        batch_size: Pictures a step, 1 to 512.
        image_size: Side of the square input in pixels, 32 to 1,024.
        learning_rate: Step size of the optimiser (Adam), above 0, up to 1.
        seed: Seed of weights, order and augmentation, 0 to 2**31 - 1.
        weights: "imagenet", "random", or the path of a weights file.
        head: "pooled" (global average, dropout, softmax) or "article" (six layers).
        augment: Train on flipped, turned and zoomed copies too.
        patience: Epochs without a better validation loss before training ends early.
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
    patience: int = 8

    def __post_init__(self) -> None:
        row = architectures.find(self.architecture)
        _within("number of epochs", self.epochs, 1, 1_000)
        _within("batch size", self.batch_size, 1, 512)
        _within("image size", self.image_size, 32, 1_024)
        _within("seed", self.seed, 0, 2**31 - 1)
        _within("patience", self.patience, 1, 1_000)
        if not 0 < self.learning_rate <= 1:
            raise UsageError(
                f"A learning rate of {self.learning_rate:g} is not possible", remedy="Choose one above 0 and up to 1."
            )
        if self.head not in row.heads:
            raise UsageError(
                f"{row.title} has no head called “{self.head}”", remedy=f"Choose one of {', '.join(row.heads)}."
            )
        if row.keras_name == "InceptionV3" and self.image_size < 75:
            raise UsageError("InceptionV3 needs pictures of at least 75 pixels", remedy="Choose a larger image size.")


def _within(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise UsageError(f"{value:,} is out of range for the {name}", remedy=f"Choose a number from {low} to {high:,}.")


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

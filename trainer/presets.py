"""Named settings that win without being touched: quick, balanced and best, for every architecture. Light.

Measured on the shared art pictures with MobileNetV2, and carried over to the other pretrained networks:
docs/adr/0018.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from trainer import architectures
from trainer.config import Preset, TrainConfig, default_config


class Offer(NamedTuple):
    """A preset as a person sees it: its name, its title, and what it is for in a few words."""

    name: Preset
    title: str
    blurb: str


OFFERS: tuple[Offer, ...] = (
    Offer("quick", "Quick", "A first look: the fewest passes that say something."),
    Offer("balanced", "Balanced", "Nearly the best result in a fraction of the time."),
    Offer("best", "Best", "The most accurate, and takes its time."),
)
DEFAULT: Preset = "balanced"


def config(architecture: str, preset: Preset = DEFAULT, **changes: object) -> TrainConfig:
    """The settings of a preset, with ``changes`` (None means: as the preset has it).

    Further sizes that would not be smaller than a changed ``image_size`` are left out.

    Raises:
        UsageError: The architecture is unknown or a value is out of range.
    """
    changed = {name: value for name, value in changes.items() if value is not None}
    values = {**_values(architecture, preset), "preset": None if changed else preset, **changed}
    if "sizes" not in changed and "image_size" in changed:
        values["sizes"] = _smaller(values.get("sizes", ()), changed["image_size"])
    return default_config(architecture, **values)


def slower(architecture: str, preset: Preset) -> str:
    """What the preset costs later, as a sentence: a closer look at each picture is taken whenever one is classified.

    Returns:
        "" where it classifies as fast as Quick.

    Raises:
        UsageError: The architecture is unknown.
    """
    times = round(_pixels(config(architecture, preset)) / _pixels(config(architecture, "quick")))
    if times < 2:
        return ""
    return (
        "Classifies about half as fast as Quick."
        if times == 2
        else f"Classifies about {times} times as slowly as Quick."
    )


def _pixels(settings: TrainConfig) -> int:
    return sum(side**2 for side in (settings.image_size, *settings.sizes))


def _values(architecture: str, preset: Preset) -> dict[str, object]:
    row = architectures.find(architecture)
    by_family = _PRETRAINED if row.pretrained else _SCRATCH
    return {**by_family[preset], **_LOOKS.get(row.name, {}).get(preset, {})}


def _smaller(sizes: object, side: object) -> tuple[int, ...]:
    assert isinstance(sizes, tuple)
    return tuple(size for size in sizes if isinstance(side, int) and size < side)


_PRETRAINED: Mapping[Preset, Mapping[str, object]] = {
    "quick": {"epochs": 15, "augment": False, "label_smoothing": 0.1},
    "balanced": {"epochs": 20, "augment": False, "label_smoothing": 0.1},
    "best": {"epochs": 30, "augment": True, "label_smoothing": 0.1},
}
_SCRATCH: Mapping[Preset, Mapping[str, object]] = {
    "quick": {"epochs": 12, "patience": 5},
    "balanced": {},
    "best": {"epochs": 80, "patience": 15},
}
_LOOKS: Mapping[str, Mapping[Preset, Mapping[str, object]]] = {  # how closely each network looks at a picture
    "mobilenet_v2": {"balanced": {"image_size": 320}, "best": {"image_size": 448, "sizes": (224,)}},
    "efficientnet_v2_b0": {"balanced": {"image_size": 320}, "best": {"image_size": 448, "sizes": (224,)}},
    "vgg16": {"best": {"image_size": 224, "sizes": (112,)}},
    "vgg19": {"best": {"image_size": 224, "sizes": (112,)}},
    "resnet50": {"best": {"image_size": 384, "sizes": (192,)}},
    "inception_v3": {"best": {"image_size": 448, "sizes": (224,)}},
}

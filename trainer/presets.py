"""Named settings that win without being touched: quick, balanced and best, for every architecture. Light."""

from __future__ import annotations

from typing import NamedTuple

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

    Raises:
        UsageError: The architecture is unknown or a value is out of range.
    """
    changed = {name: value for name, value in changes.items() if value is not None}
    return default_config(architecture, **{**_CHANGES[preset], "preset": None if changed else preset, **changed})


_CHANGES: dict[Preset, dict[str, object]] = {"quick": {}, "balanced": {}, "best": {}}

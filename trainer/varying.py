"""What becomes of a picture before it is learnt from, by a run's settings. Light."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trainer import architectures
from trainer.config import TrainConfig, Variation

MIRRORED = Variation(mirror=True, turn=0.0, zoom=0.0, shear=0.0, brightness=0.0, contrast=0.0)
"""What the features of a frozen network allow: each picture is looked at once as it is, and once mirrored."""

NOTHING = Variation(mirror=False, turn=0.0, zoom=0.0)
"""Copies that are like the picture itself."""


SHEETS: Mapping[str, str] = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
"""How the file of a sheet of varied pictures may end, and Pillow's name of the format that it has then."""


def variation(config: TrainConfig) -> Variation | None:
    """How far pictures are varied; None: they are learnt from as they are."""
    if not config.augment:
        return None
    if learns_from_pixels(config):
        return config.variation
    return MIRRORED if config.variation.mirror else None


def looks_mirrored(config: TrainConfig) -> bool:
    """Whether a frozen network looks at each training picture mirrored, too."""
    return config.augment and config.variation.mirror


def without_effect(config: TrainConfig, asked: Iterable[str]) -> Iterator[str]:
    """Sentences about fields of `config.Variation` that were asked for and that these settings cannot heed."""
    wanted = [name for name in asked if getattr(config.variation, name)]
    title = architectures.find(config.architecture).title
    frozen = [f"--{name}" for name in wanted if name != "mirror" and not learns_from_pixels(config)]
    if frozen:
        yield (
            f"{title} looks at each picture once and keeps what it has seen: {', '.join(frozen)} can have no effect "
            "on it. A network that learns as a whole, such as deep_cnn, heeds them."
        )
    switched_off = [f"--{name}" for name in wanted if f"--{name}" not in frozen and not config.augment]
    if switched_off:
        yield f"Varied copies are switched off in these settings: {', '.join(switched_off)} has no effect without --augment."


def learns_from_pixels(config: TrainConfig) -> bool:
    """Whether the whole network learns, so that each picture can be varied anew each time."""
    row = architectures.find(config.architecture)
    if not row.pretrained:
        return True
    return config.fine_tuning is not None and 0 < len(row.blocks) <= config.fine_tuning.blocks

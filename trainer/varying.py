"""What becomes of a picture before it is learnt from, by a run's settings. Light."""

from __future__ import annotations

from trainer import architectures
from trainer.config import TrainConfig, Variation

MIRRORED = Variation(mirror=True, turn=0.0, zoom=0.0, shear=0.0, brightness=0.0, contrast=0.0)
"""What the features of a frozen network allow: each picture is looked at once as it is, and once mirrored."""


def variation(config: TrainConfig) -> Variation | None:
    """How far pictures are varied; None: they are learnt from as they are."""
    if not config.augment:
        return None
    return config.variation if learns_from_pixels(config) else MIRRORED


def learns_from_pixels(config: TrainConfig) -> bool:
    """Whether the whole network learns, so that each picture can be varied anew each time."""
    row = architectures.find(config.architecture)
    if not row.pretrained:
        return True
    return config.fine_tuning is not None and 0 < len(row.blocks) <= config.fine_tuning.blocks

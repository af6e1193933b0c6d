"""How a cache's tables are called, as far as the settings tell: enough to see without a network what is looked at already. Light."""

from __future__ import annotations

from trainer.config import TrainConfig


def pixels(size: int) -> str:
    """Decoded pictures of one size."""
    return f"pixels-{size}"


def features(config: TrainConfig, view: str, *, stem: bool = False) -> str:
    """What a frozen backbone says of pictures; ``stem``: what the part before the fine-tuned blocks says."""
    looks = "+".join((config.head, *map(str, config.sizes)))
    kind, last = ("frozen", f"+last{config.fine_tuning.blocks}") if stem and config.fine_tuning else ("features", "")
    return f"{kind}-{config.architecture}-{config.image_size}-{view}-{looks}{last}"

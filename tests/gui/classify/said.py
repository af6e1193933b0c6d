"""What a model of two classes says of a small folder of pictures."""

from __future__ import annotations

from pathlib import Path

from trainer.events import Prediction

CLASSES = ("drawings", "painting")
WANTED = (("b 1.jpg", 0.9), ("b 2.jpg", 0.55), ("a/1.jpg", 0.2), ("a/=2.jpg", 0.35))


def prediction(path: Path, painting: float, **more: object) -> Prediction:
    """What a model of two classes says of a picture that is a painting by this share."""
    return Prediction(
        path=str(path),
        label=CLASSES[painting > 0.5],
        confidence=max(painting, 1 - painting),
        probabilities=(1 - painting, painting),
        **more,  # type: ignore[arg-type]
    )


def answers(folder: Path) -> tuple[Prediction, ...]:
    """What the model says of the pictures of `folder`."""
    sure = [prediction(folder / name, p, seen_in_training=name == "b 1.jpg") for name, p in WANTED]
    broken = str(folder / "b broken.jpg")
    return (*sure, Prediction(path=broken, label=None, confidence=None, status="unreadable", reason="is damaged"))

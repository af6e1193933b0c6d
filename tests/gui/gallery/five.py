"""A gallery's model of five pictures of two classes, one of which cannot be read."""

from __future__ import annotations

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.rows import ImageRow

CLASSES = ("drawings", "painting")


def image(name: str, label: str | None = None, confidence: float | None = None, **more: object) -> ImageRow:
    """A picture of this name."""
    return ImageRow(f"/pictures/{name}", label=label, confidence=confidence, **more)  # type: ignore[arg-type]


def model() -> ImagesModel:
    """Of a grid of three columns; it needs an application."""
    made = ImagesModel()
    made.set_columns(3)
    made.set_pictures(
        (
            image("page 10.jpg", "painting", 0.9),
            image("page 9.jpg", "drawings", 0.5),
            image("Äpfel.jpg", "painting", 0.7),
            image("broken.jpg", status="unreadable", reason="is damaged"),
            image("apple.jpg", "drawings", 0.8),
        ),
        CLASSES,
    )
    return made


def names(model: ImagesModel) -> list[str]:
    """The names of the shown ones, in their order."""
    return [model.row(row).name for row in model.rows()]

"""What is known of the pictures of a gallery."""

from __future__ import annotations

from artclass_gui.gallery.images_model import ImagesModel


def test_counts_by_class_and_status(model: ImagesModel) -> None:
    assert model.counts() == {"drawings": 2, "painting": 2}
    assert model.with_status("unreadable") == 1

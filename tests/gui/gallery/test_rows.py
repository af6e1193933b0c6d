"""What a model says of a picture, on its way into the gallery and out again."""

from __future__ import annotations

import pytest

from artclass_gui.gallery.rows import prediction_of, row_of
from artclass_gui.gallery.store import ImageStore
from trainer.events import Prediction

READ = Prediction(
    path="/pictures/Мир.jpg",
    label="etchings",
    confidence=0.75,
    probabilities=(0.25, 0.75),
    seen_in_training=True,
    seen_alike=True,
    distance=0.4,
    digest="00" + "ab" * 30 + "00",
    novel=True,
    stamp=(1_700_000_000_123_456_789, 48_213),
    reason="is shown without its colour profile, which is damaged",
)
UNREADABLE = Prediction(
    path="/pictures/broken.jpg", label=None, confidence=None, status="unreadable", reason="is cut off"
)


@pytest.mark.parametrize("said", [READ, UNREADABLE])
def test_nothing_of_it_is_lost_on_the_way(said: Prediction) -> None:
    assert prediction_of(row_of(said)) == said


def test_a_gallery_knows_which_file_the_model_has_seen() -> None:
    store = ImageStore.of([row_of(UNREADABLE), row_of(READ)])
    assert [store.read(row).digest for row in range(2)] == ["", READ.digest]
    assert [store.read(row).stamp for row in range(2)] == [None, READ.stamp]
    store.set_classes(("etchings",))
    assert store.read(1).digest == ""

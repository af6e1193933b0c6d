"""A model that takes noise and pages of text for its own classes is not said to know strangers."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from tests.trainer.predicting import models
from trainer.measuring import strangers
from trainer.predicting.predictor import Predictor


def asked(*mean_colours: tuple[int, int, int]) -> Predictor:
    """A model that sees mean colours alone and was trained on pictures of these."""
    rows = np.array(mean_colours) - 127.5
    reference = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
    return Predictor(replace(models.colour_package(), reference=reference), threads=1)


def test_strangers_are_noticed_by_a_model_whose_classes_are_elsewhere() -> None:
    assert strangers.told(asked((250, 20, 20)), 0.05) > 0.9
    assert strangers.told(asked((250, 20, 20)), 2.0) == 0  # nothing is so far away


def test_pages_and_charts_are_taken_for_classes_of_white_pictures() -> None:
    share = strangers.told(asked((250, 250, 250)), 0.05)
    assert 0 < share <= strangers.ENOUGH


def test_whoever_asks_can_break_it_off() -> None:
    def enough() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        strangers.told(asked((250, 20, 20)), 0.05, between=enough)


def test_the_same_strangers_come_each_time_and_no_two_are_alike() -> None:
    first, again = ([picture.tobytes() for picture in strangers.made(2)] for _ in range(2))
    assert first == again
    assert len(set(first)) == 2 * len(strangers.KINDS)

"""What the layers of a network of one's own amount to, against the network itself."""

from __future__ import annotations

import pytest

from trainer.config import Layers
from trainer.layering import described

PLANS = (Layers(), Layers(blocks=1, dense=()), Layers(blocks=5, filters=200, dense=(16, 8, 4)))


@pytest.mark.parametrize("plan", PLANS)
def test_the_weights_are_those_of_the_network(plan) -> None:
    from trainer.learning.scratch import custom_cnn

    assert sum(part.parameters for part in described(plan, 96, 5)) == custom_cnn(plan, 96, 5).count_params()


def test_each_block_halves_the_picture_and_doubles_the_filters() -> None:
    parts = described(Layers(blocks=3, filters=256, dense=(10,)), 150, 4)
    assert [(part.kind, part.side, part.depth) for part in parts] == [
        ("pictures", 150, 3),
        ("block", 75, 256),
        ("block", 37, 512),
        ("block", 18, 512),
        ("dense", 1, 10),
        ("classes", 1, 4),
    ]

"""What an audit found, in sentences."""

from __future__ import annotations

import pytest

from trainer.explaining import records
from trainer.explaining.records import Loss, Part


@pytest.mark.parametrize(
    ("plain", "changed", "interval", "words"),
    [
        (0.5, 0.4, (0.05, 0.15), "10.0 points less (95 % interval 5.0 to 15.0)."),
        (0.4, 0.5, (-0.15, -0.05), "10.0 points more (95 % interval 5.0 to 15.0)."),
        (0.4, 0.4001, (-0.01, 0.02), "0.0 points less (95 % interval -1.0 to 2.0)."),
        (0.5, 0.4, (-0.0004, 0.2), "10.0 points less (95 % interval 0.0 to 20.0)."),
    ],
)
def test_who_is_right_more_often_does_not_lose_less_than_nothing(
    plain: float, changed: float, interval: tuple[float, float], words: str
) -> None:
    part = Part(change="grey", figures=Loss(images=100, plain=plain, changed=changed, interval=interval, matters=False))
    assert records.line(part).endswith(words)

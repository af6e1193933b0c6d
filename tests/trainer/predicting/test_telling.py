"""How quick a resident predictor says it is: by the pictures that the model was asked about."""

from __future__ import annotations

import pytest

from trainer.events import Prediction
from trainer.predicting.asking import Outcome
from trainer.predicting.telling import Counts


def outcomes(count: int, *, kept: bool) -> list[Outcome]:
    said = Prediction(path="a.jpg", label="blue", confidence=0.9)
    return [Outcome(said, kept=kept)] * count


def test_answers_that_were_kept_are_no_work_of_the_model() -> None:
    now = [0.0]
    counts = Counts(clock=lambda: now[0])
    for _ in range(100):
        counts.add(outcomes(400, kept=True))
        now[0] += 0.3
    assert counts.rate is None
    for _ in range(5):
        now[0] += 0.1
        counts.add(outcomes(10, kept=False))
    assert counts.rate == pytest.approx(62.5)  # 50 in 0.8 s: what came before the first answer is part of it
    assert (counts.settled().answered, counts.settled().kept) == (40_050, 40_000)

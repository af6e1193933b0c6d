"""What an answer means: a picture far from the training pictures is of no class, unless it is one of them."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from tests.trainer.predicting import models
from trainer.package import Novelty
from trainer.predicting.answer import Answer, Judge

LEARNT, OTHER = (hashlib.sha256(name).digest() for name in (b"learnt", b"other"))


@pytest.mark.parametrize(
    ("digest", "alike", "distance", "novel"),
    [
        (OTHER, False, 0.2, True),
        (OTHER, False, 0.05, False),
        (OTHER, True, 0.2, False),
        (LEARNT, False, 0.2, False),
        (LEARNT, True, 0.2, False),
    ],
)
def test_what_was_seen_in_training_is_of_the_classes_however_far_it_lies(
    digest: bytes, alike: bool, distance: float, novel: bool
) -> None:
    novelty = Novelty(neighbours=5, threshold=0.1, share=0.95)
    judge = Judge(models.colour_package(novelty=novelty, seen=(LEARNT.hex(),)))
    shares, row = np.array([0.1, 0.8, 0.1], np.float32), np.array([1, 0, 0], np.float16)
    said = judge.prediction("a.jpg", digest, Answer(shares, row, distance, alike))
    assert said.novel is novel
    assert said.seen_in_training is (alike or digest == LEARNT)
    assert said.distance == distance

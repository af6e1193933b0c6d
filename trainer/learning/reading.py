"""Samples read in order, a batch at a time, and what a learner says of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from trainer.learning.features import Samples

MEASURED_AT_ONCE = 64
"""Pictures in a batch that nothing is learnt from."""


def batches(samples: Samples) -> Iterator[npt.NDArray[Any]]:
    """All rows in order, each (b, *shape), the plain view."""
    for start in range(0, len(samples), MEASURED_AT_ONCE):
        yield samples.batch(np.arange(start, min(start + MEASURED_AT_ONCE, len(samples))))


def logits(learner: Any, samples: Samples) -> npt.NDArray[np.float32]:
    """What a learner says of samples, shape (n, classes)."""
    return np.concatenate([np.asarray(learner(batch, training=False)) for batch in batches(samples)])

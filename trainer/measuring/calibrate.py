"""Temperature scaling: confidence that can be believed (Guo et al. 2017, "On Calibration of Modern Neural Networks")."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BOUNDS = (0.25, 8.0)
_GOLDEN = (5**0.5 - 1) / 2


def temperature(logits: npt.NDArray[np.floating], labels: npt.NDArray[np.int64]) -> float:
    """The temperature with the smallest mean negative log likelihood, within `BOUNDS`.

    Args:
        logits: Of validation pictures, (n, classes), n at least 1.
        labels: Their class numbers, (n,).
    """
    low, high = np.log(BOUNDS[0]), np.log(BOUNDS[1])
    scores = logits.astype(np.float64)
    for _ in range(40):  # golden section search: the likelihood has one valley in log T
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if surprise(scores / np.exp(left), labels) < surprise(scores / np.exp(right), labels):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def surprise(logits: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> float:
    """Mean negative log likelihood of the labels, in nats."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    normal = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(normal - shifted[np.arange(len(labels)), labels]))

"""Whether confidence can be believed: reliability diagram and expected calibration error, before and after calibration.

Expected calibration error: Naeini, Cooper and Hauskrecht 2015, with ten bins of equal width. NumPy only.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from trainer.measuring import bootstrap, calibrate
from trainer.measuring.metrics import wilson

BINS = 10
_FOLDS = 5
_SEED = 11
_LEAST = 1e-9  # probability; the logarithm needs one

Numbers = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """The pictures whose confidence lies between ``low`` and ``high``.

    Attributes:
        images: How many; ``confidence``, ``accuracy`` and ``interval`` are None where there are none.
        confidence: Their mean confidence.
        accuracy: The share of them that was told rightly.
        interval: Its 95 % Wilson interval.
    """

    low: float
    high: float
    images: int
    confidence: float | None = None
    accuracy: float | None = None
    interval: tuple[float, float] | None = None


class Reliability(msgspec.Struct, frozen=True, kw_only=True):
    """How far confidence is from how often the model is right.

    Attributes:
        images: Number of pictures.
        ece: Expected calibration error: the mean difference of confidence and accuracy over the bins, 0 to 1.
        interval: Its 95 % bootstrap interval.
        bins: The diagram, `BINS` of equal width.
    """

    images: int
    ece: float
    interval: tuple[float, float]
    bins: tuple[Bin, ...]


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """Reliability as the network gave it, and with the temperature.

    ``folds`` is how many parts the pictures were cut into, so that each picture's temperature was fitted on others;
    0 where the temperature was fitted on other pictures anyway.
    """

    before: Reliability
    after: Reliability
    folds: int = 0


def held_out(probabilities: Numbers, labels: Labels, temperature: float) -> Calibration:
    """The calibration on pictures that the temperature was not fitted on (test).

    Args:
        probabilities: Calibrated ones, (n, classes), n at least 1.
        labels: Class numbers, (n,).
        temperature: That they were calibrated with.
    """
    return Calibration(
        before=reliability(_softmax(_logits(probabilities, temperature)), labels),
        after=reliability(probabilities, labels),
    )


def cross_fitted(probabilities: Numbers, labels: Labels, temperature: float) -> Calibration:
    """The calibration on the very pictures that the temperature was fitted on (validation), without flattery.

    The pictures are cut into five parts; each is calibrated by a temperature fitted on the other four. Arguments as
    for `held_out`.
    """
    logits = _logits(probabilities, temperature)
    folds = min(_FOLDS, len(labels))
    fold = np.random.default_rng(_SEED).permutation(len(labels)) % folds
    after = np.empty_like(logits)
    for number in range(folds):
        chosen = fold == number
        rest = ~chosen if folds > 1 else chosen
        after[chosen] = _softmax(logits[chosen] / calibrate.temperature(logits[rest], labels[rest]))
    return Calibration(before=reliability(_softmax(logits), labels), after=reliability(after, labels), folds=folds)


def reliability(probabilities: Numbers, labels: Labels) -> Reliability:
    """The diagram of some probabilities, (n, classes), with their class numbers, (n,); n at least 1."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    places = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    gaps = confidence - right
    ece = _ece(places, gaps)
    interval = bootstrap.of_pictures(len(labels), lambda drawn: _ece(places[drawn], gaps[drawn]), observed=ece)
    return Reliability(
        images=len(labels),
        ece=ece,
        interval=interval or (0.0, 1.0),
        bins=tuple(_bin(number, confidence[places == number], right[places == number]) for number in range(BINS)),
    )


def _ece(places: Labels, gaps: Numbers) -> float:
    return float(np.abs(np.bincount(places, gaps, BINS)).sum() / len(gaps))


def _bin(number: int, confidence: Numbers, right: npt.NDArray[np.bool_]) -> Bin:
    low, high, images = number / BINS, (number + 1) / BINS, len(right)
    if not images:
        return Bin(low=low, high=high, images=0)
    return Bin(
        low=low,
        high=high,
        images=images,
        confidence=float(confidence.mean()),
        accuracy=float(right.mean()),
        interval=wilson(int(right.sum()), images),
    )


def _logits(probabilities: Numbers, temperature: float) -> Numbers:
    """What the network gave, but for a constant a picture, which makes no difference."""
    return np.log(np.maximum(probabilities, _LEAST)) * temperature


def _softmax(logits: Numbers) -> Numbers:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))

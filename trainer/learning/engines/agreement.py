"""Whether two engines' rows mean the same: a head is fitted on the one's and asked about both."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from trainer.engines import FARTHEST, TOP_1

_FAR = 6.0  # standard deviations, as the pooled head clips


class Agreement(NamedTuple):
    """How far answers from one engine's rows are those from the other's.

    Attributes:
        top_1: Share of pictures with the same top class.
        farthest: Greatest difference of a probability.
        pictures: How many were compared.
    """

    top_1: float
    farthest: float
    pictures: int

    @property
    def sound(self) -> bool:
        """Whether the difference may be passed over."""
        return self.top_1 >= TOP_1 and self.farthest <= FARTHEST


def agreement(reference: npt.NDArray[Any], rows: npt.NDArray[Any], labels: npt.NDArray[np.int64]) -> Agreement:
    """Compare rows of the same pictures by what a head says of them.

    A softmax head is fitted on the reference rows of one half of the pictures and asked about the other half, from
    the reference rows and from the others, and the same with the halves exchanged: so it answers about pictures that
    it has not seen, as surely and as unsurely as a trained one does.

    Args:
        reference: Rows of TensorFlow in float32, (n, ...), n at least 4.
        rows: Rows of another engine, likewise.
        labels: Class numbers, (n,).
    """
    if not np.isfinite(rows).all():
        return Agreement(0.0, 1.0, len(labels))
    flat, other = reference.reshape(len(labels), -1), rows.reshape(len(labels), -1)
    halves = _halves(labels)
    compared = [_compare(flat, other, labels, learn=half, ask=~half) for half in (halves, ~halves)]
    same, differences = zip(*compared, strict=True)
    return Agreement(float(np.mean(np.concatenate(same))), float(max(d.max() for d in differences)), len(labels))


def _halves(labels: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Every second picture of each class."""
    half = np.zeros(len(labels), bool)
    for number in np.unique(labels):
        half[np.flatnonzero(labels == number)[::2]] = True
    return half


def _compare(
    reference: npt.NDArray[Any],
    rows: npt.NDArray[Any],
    labels: npt.NDArray[np.int64],
    *,
    learn: npt.NDArray[np.bool_],
    ask: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - half a second

    known = reference[learn].astype(np.float64)
    mean, deviation = known.mean(axis=0), known.std(axis=0) + 1e-3

    def standard(some: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        return np.asarray(np.clip((some - mean) / deviation, -_FAR, _FAR))

    # A head of so few pictures lives in the space that they span: the same head with a few hundred numbers a picture.
    span = np.linalg.svd(standard(known), full_matrices=False)[2].T
    scale = np.sqrt(known.shape[1])
    head = LogisticRegression(C=30.0, max_iter=300).fit(standard(known) @ span / scale, labels[learn])
    ours, theirs = (head.predict_proba(standard(some[ask]) @ span / scale) for some in (reference, rows))
    return ours.argmax(axis=1) == theirs.argmax(axis=1), np.abs(ours - theirs)

"""Suspicious labels: confident learning over held-out probabilities.

After Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels" (JAIR 70): a
picture counts as one of class j if j's probability reaches what pictures labelled j get on average, so that a class of
which a model is seldom sure needs less; where several do, the most probable counts. (That no class needs more than 0.95
is ours.) Pictures that count as one of another class than their own are suspects, the off-diagonal of the confident
joint, sorted by their normalised margin: the probability of the label minus the highest of the others. cleanlab, the
authors' library, is AGPL.

Probabilities are held out: of training and validation pictures by cross-validation over a frozen backbone's features,
without them of validation pictures by the finished run, which has not learnt from them. Test pictures are judged by no run:
correcting their labels where it errs would flatter it. The features (pretrained, so of no label) are brought to
their principal components; classes are told by linear discriminant analysis with the covariance shrunk as Ledoit and Wolf
2004 say. It needs no iterations, and with labels flipped on purpose found more of them than logistic regression.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from trainer.doctor import folds
from trainer.doctor.cached import Features, Left, Predictions
from trainer.doctor.folds import Numbers
from trainer.doctor.records import MOST, Finding, Level, Suspect
from trainer.doctor.words import pictures as counted
from trainer.doctor.words import share

LEAST = 10
"""Pictures, without copies, that a class needs for its labels to be judged."""
LISTED = 1_000
"""Suspects that a report names at most."""

_USEFUL = 0.2  # informedness below which the features say too little about these classes
_SURE = 0.95  # probability that suffices for every class, also where a model is surer on average
_ROUNDING = 1e-9
_COMPONENTS = 128
_FITTED = 2_000  # pictures that scale and components are found from
_LEARNT = 20_000  # pictures that a fold is judged from; more would change little
_CHUNK = 2_000  # rows read at once
_FAR = 6.0  # standard deviations: further out, a feature only says that the picture is unusual
_TRAIN = "Train MobileNetV2 once, then check again: its features are kept, and every label is judged by them."

Probabilities = npt.NDArray[np.floating]


class Labelled(NamedTuple):
    """A picture that is used, with its class."""

    id: int
    sha256: str
    label: str


class Judged(NamedTuple):
    """The suspects, the worst first, the finding about them, and the run that they come from."""

    suspects: tuple[Suspect, ...]
    finding: Finding
    source: str | None


class _Batch(NamedTuple):
    """Pictures of a run with held-out probabilities (n, k) in the order of ``classes``, and their labels' numbers (n,)."""

    run: str
    pictures: Sequence[Labelled]
    classes: Sequence[str]
    labels: Numbers
    probabilities: Probabilities


def judge(
    pictures: Sequence[Labelled],
    left: Left,
    families: Mapping[int, Sequence[int]],
    confirmed: frozenset[int],
    *,
    check: Callable[[], None],
    advance: Callable[[int], None] = lambda _done: None,
) -> Judged:
    """Look for suspicious labels.

    Args:
        pictures: The labelled pictures that are used.
        left: What runs have left.
        families: All near-duplicates of a picture by its number; they are in one fold.
        confirmed: Pictures whose labels the person has given: they are learnt from, but never suspects.
        check: Called at least once a second; may raise to break off.
        advance: Told how many of the folds are done.
    """
    folds.load(check)
    features = _by_features(pictures, left.features, families, check, advance) if left.features else None
    known = {picture.id for picture in features.pictures} if features else set[int]()
    tested = _by_predictions([p for p in pictures if p.id not in known], left.predictions) if left.predictions else None
    batches = [batch for batch in (features, tested) if batch is not None]
    if not batches:
        return Judged((), _not_judged(left), None)
    found = sorted((s for batch in batches for s in _suspects(batch, confirmed)), key=lambda s: s.own - s.other)
    judged = sum(len(batch.pictures) for batch in batches)
    finding = _finding(found, judged, len(pictures) - judged, complete=features is not None)
    return Judged(tuple(found[:LISTED]), finding, batches[0].run)


def _by_features(
    pictures: Sequence[Labelled],
    features: Features,
    families: Mapping[int, Sequence[int]],
    check: Callable[[], None],
    advance: Callable[[int], None],
) -> _Batch | None:
    """Held-out probabilities of all pictures that have features; None: they say too little about these classes."""
    mine, first = _large_classes([picture for picture in pictures if picture.sha256 in features.places], families)
    classes = tuple(sorted({picture.label for picture in mine}))
    if len(classes) < 2:
        return None
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with scikit-learn

    number = {name: place for place, name in enumerate(classes)}
    labels = np.array([number[picture.label] for picture in mine], np.int64)
    rows = np.array([features.places[picture.sha256] for picture in mine], np.int64)
    with threadpool_limits(1):  # threads that wait for each other on a busy computer make seconds of milliseconds
        components = _components(features.table, rows, check)
        probabilities = _held_out(components, labels, folds.divide(labels, first), check, advance)
    right = probabilities.argmax(axis=1) == labels
    accuracy = np.mean([right[labels == label].mean() for label in range(len(classes))])
    if (len(classes) * accuracy - 1) / (len(classes) - 1) < _USEFUL:
        return None
    return _Batch(features.run, mine, classes, labels, probabilities)


def _large_classes(
    pictures: Sequence[Labelled], families: Mapping[int, Sequence[int]]
) -> tuple[list[Labelled], Numbers]:
    """The pictures of classes that have `LEAST` without copies, and the first of each one's family."""
    first = folds.firsts([picture.id for picture in pictures], families)
    alone = Counter(pictures[place].label for place in set(first.tolist()))
    mine = [picture for picture in pictures if alone[picture.label] >= LEAST]
    return mine, folds.firsts([picture.id for picture in mine], families)


def _components(table: npt.NDArray[np.float32], rows: Numbers, check: Callable[[], None]) -> npt.NDArray[np.float32]:
    """Principal components of standardised features, (n, d)."""
    from sklearn.decomposition import PCA  # noqa: PLC0415 - see `folds.load`

    check()
    chosen = np.sort(np.random.default_rng(folds.SEED).permutation(rows)[:_FITTED])
    sample = np.asarray(table[chosen])
    mean, scale = sample.mean(axis=0), np.maximum(sample.std(axis=0), 1e-6)

    def standard(features: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return np.asarray(np.clip((features - mean) / scale, -_FAR, _FAR), np.float32)

    check()
    count = min(_COMPONENTS, len(chosen) // 4, sample.shape[1])
    fitted = PCA(count, svd_solver="randomized", iterated_power=2, random_state=folds.SEED).fit(standard(sample))
    parts = []
    for start in range(0, len(rows), _CHUNK):
        check()
        parts.append(fitted.transform(standard(table[rows[start : start + _CHUNK]])))
    return np.concatenate(parts)


def _held_out(
    components: npt.NDArray[np.float32],
    labels: Numbers,
    fold: Numbers,
    check: Callable[[], None],
    advance: Callable[[int], None],
) -> Probabilities:
    """What is said of each picture by what was learnt from the other folds, (n, k)."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis  # noqa: PLC0415 - see `folds.load`

    said = np.zeros((len(labels), int(labels.max()) + 1), np.float32)
    chance = np.random.default_rng(folds.SEED)
    for number in range(folds.FOLDS):
        check()
        held_out = fold == number
        teller = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")
        learnt = chance.permutation(np.flatnonzero(~held_out))[:_LEARNT]
        teller.fit(components[learnt], labels[learnt])
        said[np.ix_(held_out, teller.classes_)] = teller.predict_proba(components[held_out])
        advance(number + 1)
    return said


def _by_predictions(pictures: Sequence[Labelled], predictions: Predictions) -> _Batch | None:
    """What the run said of its test pictures, whose labels are those that they have now."""
    number = {name: place for place, name in enumerate(predictions.classes)}
    mine = [p for p in pictures if p.sha256 in predictions.probabilities and p.label in number]
    if not mine:
        return None
    return _Batch(
        predictions.run,
        mine,
        predictions.classes,
        np.array([number[picture.label] for picture in mine], np.int64),
        np.array([predictions.probabilities[picture.sha256] for picture in mine], np.float64),
    )


def doubtful(probabilities: Probabilities, labels: Numbers) -> tuple[Numbers, Numbers]:
    """Confident learning: places of the pictures that count as one of another class, and which class, (m,) each.

    Args:
        probabilities: Held out, (n, k).
        labels: Class numbers, (n,). Classes of fewer than `LEAST` pictures are neither suspected nor suggested.
    """
    size = probabilities.shape[1]
    counts = np.bincount(labels, minlength=size)
    sums = np.bincount(labels, probabilities[np.arange(len(labels)), labels], minlength=size)
    enough = counts >= LEAST
    thresholds = np.where(enough, np.minimum(sums / np.maximum(1, counts), _SURE), np.inf)
    reached = np.where(probabilities >= thresholds - _ROUNDING, probabilities, -1.0)
    counted_as = reached.argmax(axis=1)
    found = np.flatnonzero((reached.max(axis=1) >= 0) & (counted_as != labels) & enough[labels])
    return found, counted_as[found]


def _suspects(batch: _Batch, confirmed: frozenset[int]) -> Iterator[Suspect]:
    for place, other in zip(*(found.tolist() for found in doubtful(batch.probabilities, batch.labels)), strict=True):
        picture = batch.pictures[place]
        if picture.id not in confirmed:
            own = float(batch.probabilities[place, batch.labels[place]])
            yield _suspect(picture, batch.classes[other], own, float(batch.probabilities[place, other]))


def _suspect(picture: Labelled, suggested: str, own: float, other: float) -> Suspect:
    words = (
        f"It is labelled “{picture.label}” ({_sure(own)}), but a model that had not seen it takes it for “{suggested}” "
        f"({_sure(other)})."
    )
    return Suspect(id=picture.id, label=picture.label, suggested=suggested, own=own, other=other, words=words)


def _sure(probability: float) -> str:
    """A probability of a model, which is never quite certain."""
    return share(min(max(probability, 1e-6), 1 - 1e-6))


def _finding(found: Sequence[Suspect], judged: int, unjudged: int, *, complete: bool) -> Finding:
    rest = "" if complete else f" Only validation pictures of a run were judged. {_TRAIN}"
    if complete and unjudged:
        rest = f" {counted(unjudged)} could not be judged: the run never had them, or their class has few pictures."
    if not found:
        words = f"Of {counted(judged)} none is clearly taken for another class by a model that had not seen it.{rest}"
        level: Level = "good" if complete else "note"
        return Finding(kind="suspicious labels", level=level, title="No label is doubtful", words=words)
    words = (
        f"Of {counted(judged)}, {len(found):,} are taken for another class by a model that had not seen them, and with "
        "more certainty than it has of that class on average. Some are hard, some are mislabelled: look at them, the worst "
        f"first, and confirm or correct. A wrong label teaches the wrong thing, and counts as a mistake in the test.{rest}"
    )
    return Finding(
        kind="suspicious labels",
        level="warning",
        title=f"{len(found):,} doubtful {'label' if len(found) == 1 else 'labels'}",
        words=words,
        count=len(found),
        pictures=tuple(suspect.id for suspect in found[:MOST]),
    )


def _not_judged(left: Left) -> Finding:
    if left.features is None:
        why = "Labels are judged by what a model says that had not seen the picture, and no run has left that yet."
    else:
        why = "The features that are kept say too little about these classes, or too few pictures have them."
    title = "Labels were not judged"
    return Finding(kind="suspicious labels", level="note", title=title, words=f"{why} {_TRAIN}")

"""Shortcuts: how well facts besides the art tell the class of pictures, measured on pictures that were held out.

A model takes whatever tells the classes of its training pictures apart (Geirhos et al. 2020, "Shortcut learning in deep
neural networks"; Torralba and Efros 2011, "Unbiased look at dataset bias", who let a machine name the data set that a
picture comes from). Here a decision tree (Breiman et al. 1984) sees nothing but one fact of each picture, and is asked
for its class by cross-validation; a random forest (Breiman 2001) sees all facts together.

Classes count alike, however many pictures they have: the accuracy is the mean over the classes of the part told rightly,
of which somebody who always names the largest class gets 1/k. How far a class is given away is its informedness, J =
(share of the class that is called so) - (share of the others that is), which is 0 for any guessing (Youden 1950;
Powers 2011). Of near-duplicates one picture is taken, so that held-out pictures are as good as independent, and the
bound on J takes the worse ends of two 99.9 % Wilson intervals: they hold given the trees, and nothing unbiased is
known of how the means of folds scatter (Bengio and Grandvalet 2004), which is why the margin is wide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from trainer.catalog.records import FactRow
from trainer.doctor import facts, folds
from trainer.doctor.facts import Fact, Mask, Property, Table
from trainer.doctor.folds import Numbers
from trainer.doctor.records import MOST, Finding, Level, Shortcut
from trainer.doctor.words import quoted, share
from trainer.measuring.metrics import wilson

LEAST = 20
"""Pictures, without copies, that a class needs to be measured."""
CLEAR, STRONG = 0.2, 0.5
"""Informedness, at least: what is told at all; what is a warning."""

FACTS = facts.FACTS
_SAMPLE = 10_000  # pictures the trees look at; more would change the figures by less than their intervals
_LEVEL, _COMPARED = 0.05, 5  # classes that a fact gives away as much, give or take; so many are compared in words
_ALL = "source, format, size, shape, greyness, border and size of file"
_Z = 3.2905  # 99.9 %, two-sided
_TREE = {"max_leaf_nodes": 32, "min_samples_leaf": 5, "class_weight": "balanced", "random_state": folds.SEED}
_FOREST = {"max_leaf_nodes": 128, "min_samples_leaf": 5, "class_weight": "balanced", "random_state": folds.SEED}
_TREES, _TREES_BY_CLASSES = 30, 2_000  # of a forest; the time that a tree takes grows with the classes


class Told(NamedTuple):
    """What came of one fact, or of all together.

    Attributes:
        accuracy: Mean part told rightly over the classes, held out.
        interval: 95 % interval of it.
        informedness: At least so much, of each class, (k,).
        together: The same for the mean over the classes.
    """

    accuracy: float
    interval: tuple[float, float]
    informedness: npt.NDArray[np.float64]
    together: float


class Measured(NamedTuple):
    """The shortcuts, the findings about them, and how far the facts together tell the classes."""

    shortcuts: tuple[Shortcut, ...]
    findings: tuple[Finding, ...]


def measure(
    rows: Sequence[FactRow],
    sources: Mapping[int, str],
    families: Mapping[int, Sequence[int]],
    *,
    check: Callable[[], None],
    advance: Callable[[int], None] = lambda _done: None,
) -> Measured:
    """Look for shortcuts.

    Args:
        rows: The labelled pictures that are used.
        sources: Names of the sources by number.
        families: All near-duplicates of a picture by its number.
        check: Called at least once a second; may raise to break off.
        advance: Told how many of the facts (and one for all together) are done.
    """
    folds.load(check)
    everything = facts.table(rows, sources)
    check()
    sample = _sample(everything, folds.firsts(everything.ids.tolist(), families))
    if sample is None:
        return Measured((), (_unmeasured(),))
    fold = folds.divide(sample.labels, np.arange(len(sample.labels)))
    found: list[tuple[Shortcut, Finding]] = []
    for done, fact in enumerate(facts.FACTS):
        check()
        told = _told(_predicted(_tree, fact.columns(sample), sample.labels, fold, check), sample.labels)
        if told.informedness.max() >= CLEAR:
            found.append(_shortcut(fact, told, sample=sample, everything=everything))
        advance(done + 1)
    columns = np.hstack([fact.columns(sample) for fact in facts.FACTS])
    together = _told(_predicted(_forest, columns, sample.labels, fold, check), sample.labels)
    advance(len(facts.FACTS) + 1)
    found.sort(key=lambda row: (row[1].level != "warning", -(row[0].share or 0) + (row[0].elsewhere or 0)))
    return _measured(found, together, len(sample.classes))


def _measured(found: Sequence[tuple[Shortcut, Finding]], together: Told, classes: int) -> Measured:
    shortcuts, findings = [row[0] for row in found], [row[1] for row in found]
    if together.together >= CLEAR:
        shortcut, finding = _all_together(together, classes)
        return Measured((shortcut, *shortcuts), (finding, *findings))
    words = (
        f"From {_ALL}, {share(together.accuracy)} of pictures were told rightly (held out, each class counted alike), "
        f"where guessing tells {share(1 / classes)}."
    )
    if not found:
        good = Finding(kind="shortcut", level="good", title="Only the art tells the classes", words=words)
        findings.append(good)
    return Measured(tuple(shortcuts), tuple(findings))


def _unmeasured() -> Finding:
    words = (
        f"Whether something other than the art gives classes away can be measured from two classes of {LEAST} pictures "
        "(without copies) on."
    )
    return Finding(kind="shortcut", level="note", title="Shortcuts were not measured", words=words)


def _sample(everything: Table, first: Numbers) -> Table | None:
    """One picture of each family, as many of each class, of the classes that have enough; None: there are no two."""
    alone = np.flatnonzero(first == np.arange(len(first)))
    labels = everything.labels[alone]
    counts = np.bincount(labels, minlength=len(everything.classes))
    enough = np.flatnonzero(counts >= LEAST)
    if len(enough) < 2:
        return None
    chance = np.random.default_rng(folds.SEED)
    each = max(LEAST, _SAMPLE // len(enough))
    chosen = [chance.permutation(alone[labels == label])[:each] for label in enough.tolist()]
    sample = everything.of(np.sort(np.concatenate(chosen)))
    return sample._replace(
        labels=np.searchsorted(enough, sample.labels), classes=tuple(everything.classes[n] for n in enough.tolist())
    )


def _tree(columns: facts.Column, labels: Numbers) -> Any:
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - see `folds.load`

    return DecisionTreeClassifier(**_TREE).fit(columns, labels)


def _forest(columns: facts.Column, labels: Numbers) -> Any:
    from sklearn.ensemble import RandomForestClassifier  # noqa: PLC0415 - see `folds.load`

    trees = max(5, min(_TREES, _TREES_BY_CLASSES // (int(labels.max()) + 1)))
    return RandomForestClassifier(trees, **_FOREST).fit(columns, labels)


def _predicted(
    fit: Callable[[facts.Column, Numbers], Any],
    columns: facts.Column,
    labels: Numbers,
    fold: Numbers,
    check: Callable[[], None],
) -> Numbers:
    """What is said of each picture by what was learnt from the other folds, (n,)."""
    predicted = np.zeros(len(labels), np.int64)
    for number in range(folds.FOLDS):
        check()
        held_out = fold == number
        predicted[held_out] = fit(columns[~held_out], labels[~held_out]).predict(columns[held_out])
    return predicted


def _told(predicted: Numbers, labels: Numbers) -> Told:
    size = int(labels.max()) + 1
    counts = np.bincount(labels, minlength=size)
    called = np.bincount(predicted, minlength=size)
    right = np.bincount(labels[predicted == labels], minlength=size)
    recall = right / counts
    accuracy = float(recall.mean())
    spread = 1.96 * float(np.sqrt((recall * (1 - recall) / counts).sum())) / size
    low = np.array([wilson(int(n), int(of), _Z)[0] for n, of in zip(right, counts, strict=True)])
    high = np.array(
        [wilson(int(n), int(of), _Z)[1] for n, of in zip(called - right, len(labels) - counts, strict=True)]
    )
    together = (size * (accuracy - spread * _Z / 1.96) - 1) / (size - 1)
    return Told(accuracy, (max(0.0, accuracy - spread), min(1.0, accuracy + spread)), low - high, together)


class _Given(NamedTuple):
    """A class that a fact gives away, what is true of it, and of what share of it and of the others."""

    label: str
    property: Property
    share: float
    elsewhere: float


def _given(fact: Fact, label: str, everything: Table) -> _Given:
    """What of a fact's properties tells a class best."""
    mine = everything.labels == everything.classes.index(label)
    said = (_Given(label, p, _share(p.mask, mine), _share(p.mask, ~mine)) for p in fact.properties(everything))
    return max(said, key=_clarity)


def _clarity(given: _Given) -> tuple[float, float]:
    """Of properties that tell as much, that is clearer which is true of more of the class."""
    return round(given.share - given.elsewhere, 2), given.share


def _shortcut(fact: Fact, told: Told, *, sample: Table, everything: Table) -> tuple[Shortcut, Finding]:
    """The class that a fact gives away most, and what is true of it."""
    most = np.flatnonzero(told.informedness >= told.informedness.max() - _LEVEL)[:_COMPARED].tolist()
    given = max((_given(fact, sample.classes[number], everything) for number in most), key=_clarity)
    label = given.label
    shortcut = Shortcut(
        fact=fact.name,
        label=label,
        share=given.share,
        elsewhere=given.elsewhere,
        accuracy=told.accuracy,
        baseline=1 / len(sample.classes),
        interval=told.interval,
        words="",
        property=given.property.words,
    )
    words = " ".join(_sentences(fact, told, shortcut, sample.classes))
    numbers = everything.ids[(everything.labels == everything.classes.index(label)) & given.property.mask]
    finding = Finding(
        kind="shortcut",
        level="warning" if told.informedness.max() >= STRONG else "note",
        title=f"“{label}” can be told by {fact.title}",
        words=words,
        count=len(numbers),
        pictures=tuple(numbers[:MOST].tolist()),
    )
    if fact.name == "source" and _have_their_own(everything):
        finding = _own_sources(finding)
    return msgspec.structs.replace(shortcut, words=finding.words), finding


def _share(mask: Mask, among: Mask) -> float:
    """Share of some pictures that is in ``mask``, 0 to 1."""
    return int(np.count_nonzero(mask & among)) / max(1, int(np.count_nonzero(among)))


def _sentences(fact: Fact, told: Told, found: Shortcut, classes: Sequence[str]) -> Iterator[str]:
    """What is true of the class, how far it tells, which other classes it gives away, what to do."""
    others = [name for name in classes if name != found.label]
    them = f"“{others[0]}”" if len(others) == 1 else "the other classes"
    yield (
        f"{share(found.share or 0)} of “{found.label}” {found.property}, {share(found.elsewhere or 0)} of {them}: "
        f"the model may learn {fact.risk}. {_measure(f'From {fact.title} alone', found)}"
    )
    also = [name for name, j in zip(classes, told.informedness, strict=True) if j >= CLEAR and name != found.label]
    if also and len(others) > 1:
        yield f"It also gives away {quoted(also)}."
    yield f"{fact.remedy}."


def _measure(by: str, found: Shortcut) -> str:
    low, high = found.interval
    return (
        f"{by}, {share(found.accuracy)} of pictures were told rightly ({share(low)} to {share(high)}; held out, each class "
        f"counted alike), where guessing tells {share(found.baseline)}."
    )


def _have_their_own(everything: Table) -> bool:
    """Whether nowhere pictures of two classes come from the same source."""
    pairs = zip(everything.origins.tolist(), everything.labels.tolist(), strict=True)
    return len(set(pairs)) == len(everything.origin_names)


def _own_sources(finding: Finding) -> Finding:
    """Who keeps an archive a class has no shortcut to mend, but ought to know."""
    words = (
        "Whether a model learns the art, or how the pictures of one source were photographed and saved, cannot be told from "
        "these pictures. Add pictures of each class from another source, or measure the model on such pictures before you "
        "trust it."
    )
    title = "Every class comes from a source of its own"
    return msgspec.structs.replace(finding, level="note", title=title, words=words, count=0, pictures=())


def _all_together(told: Told, classes: int) -> tuple[Shortcut, Finding]:
    shortcut = Shortcut(
        fact="all together",
        label=None,
        share=None,
        elsewhere=None,
        accuracy=told.accuracy,
        baseline=1 / classes,
        interval=told.interval,
        words="",
    )
    words = (
        f"{_measure(f'Without a look at the art, from {_ALL} alone', shortcut)} A model trained on these pictures may owe "
        "as much of its accuracy to that, and do worse on pictures from elsewhere. Measure it on pictures from another "
        "source before you trust it."
    )
    level: Level = "warning" if told.together >= STRONG else "note"
    title = f"{share(told.accuracy)} of pictures can be told without a look at the art"
    return msgspec.structs.replace(shortcut, words=words), Finding(
        kind="shortcut", level=level, title=title, words=words
    )

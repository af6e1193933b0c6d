"""Findings about numbers: classes too small or uneven, splits that lack some, pictures that are not used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from trainer.catalog.records import SPLITS, Aside, ClassCount
from trainer.dataset import FEWEST
from trainer.doctor.evidence import Evidence
from trainer.doctor.records import MOST, Finding, Level
from trainer.doctor.words import counted, listed, pictures, quoted

FEW = 30
"""Fewer pictures of a class give figures that say little."""
UNEVEN = 4
"""The largest class may have so many times the pictures of the smallest."""

_ASIDE: dict[Aside, str] = {
    "copy": "of which a better copy is used",
    "leak": "of which a copy is held out",
    "bridge": "of which copies lie in two splits",
    "person": "that you have left out",
}


def findings(evidence: Evidence) -> Iterator[Finding]:
    """All of them."""
    yield from _classes(evidence.classes)
    yield from _splits(evidence.classes)
    yield from _unlabelled(evidence)
    yield from _aside(evidence)


def _classes(classes: Sequence[ClassCount]) -> Iterator[Finding]:
    if len(classes) < 2:
        yield _too_few_classes(classes)
    if classes:
        poor = [row for row in classes if row.pictures < FEWEST]
        few = [row for row in classes if FEWEST <= row.pictures < FEW]
        if poor:
            yield _poor(poor)
        if few:
            yield _few(few)
        if not poor and not few:
            words = f"Every class has {FEW} pictures or more."
            yield Finding(kind="small class", level="good", title="No class is too small", words=words)
    if len(classes) > 1:
        yield _imbalance(classes)


def _too_few_classes(classes: Sequence[ClassCount]) -> Finding:
    if not classes:
        title, words = (
            "There are no labelled pictures",
            "Import pictures in class folders, or label those that are here.",
        )
    else:
        title = "There is only one class"
        words = f"All pictures are “{classes[0].name}”. A model tells classes apart: import or label a second one."
    return Finding(kind="classes", level="bad", title=title, words=words, count=len(classes))


def _poor(rows: Sequence[ClassCount]) -> Finding:
    words = (
        f"{_sizes(rows)}: fewer than {FEWEST}, so that training refuses to begin. Add pictures, merge the class with "
        "another one, or leave its pictures out."
    )
    title = f"{counted(len(rows), 'class', 'classes')} with fewer than {FEWEST} pictures"
    return Finding(kind="small class", level="bad", title=title, words=words, count=len(rows))


def _few(rows: Sequence[ClassCount]) -> Finding:
    words = (
        f"{_sizes(rows)}. Learning works, but results will be rough, and what is measured on a handful of test pictures "
        f"says little. {FEW} or more of each class are better."
    )
    title = f"{counted(len(rows), 'class', 'classes')} with fewer than {FEW} pictures"
    return Finding(kind="small class", level="warning", title=title, words=words, count=len(rows))


def _sizes(rows: Sequence[ClassCount]) -> str:
    """How many pictures classes have, in words; of many classes the smallest are named."""
    if len(rows) == 1:
        return f"“{rows[0].name}” has {pictures(rows[0].pictures)}"
    smallest = sorted(rows, key=lambda row: row.pictures)[:5]
    named = [f"“{row.name}” ({row.pictures:,})" for row in smallest]
    rest = len(rows) - len(smallest)
    return f"{listed([*named, counted(rest, 'other')] if rest else named)} have few pictures"


def _imbalance(classes: Sequence[ClassCount]) -> Finding:
    largest, smallest = (choose(classes, key=lambda row: row.pictures) for choose in (max, min))
    times = largest.pictures / max(1, smallest.pictures)
    if times < UNEVEN:
        words = f"The largest class has less than {UNEVEN} times the pictures of the smallest."
        return Finding(kind="imbalance", level="good", title="The classes are of like size", words=words)
    words = (
        f"“{largest.name}” has {pictures(largest.pictures)}, {round(times):,} times as many as “{smallest.name}” "
        f"({smallest.pictures:,}). The model may lean towards the larger class, and the accuracy over all pictures says "
        f"little about the smaller one: read the balanced accuracy. More pictures of “{smallest.name}” help most; leaving "
        f"out some of “{largest.name}” helps too."
    )
    return Finding(
        kind="imbalance", level="warning", title="The classes are of uneven size", words=words, count=len(classes)
    )


def _splits(classes: Sequence[ClassCount]) -> Iterator[Finding]:
    if not classes:
        return
    well = True
    for split in SPLITS:
        lacking = [row.name for row in classes if row.pictures and not getattr(row, split)]
        if lacking:
            well = False
            yield _lacking(split, lacking)
    if well:
        totals = [f"{sum(getattr(row, split) for row in classes):,} for {split}" for split in SPLITS]
        words = f"Every class has pictures in each split: {listed(totals)}."
        yield Finding(kind="splits", level="good", title="Every class is in every split", words=words)


def _lacking(split: str, names: Sequence[str]) -> Finding:
    what = {
        "training": "A model cannot learn them: training refuses to begin",
        "validation": "The best epoch is chosen without regard to them",
        "test": "The report will say nothing about them",
    }[split]
    words = (
        f"{quoted(names)} {'has' if len(names) == 1 else 'have'} no {split} pictures. {what}. Add pictures, or draw the "
        "splits anew (artclass-cli split --anew)."
    )
    title = f"{counted(len(names), 'class', 'classes')} without {split} pictures"
    level: Level = "bad" if split == "training" else "warning"
    return Finding(kind="splits", level=level, title=title, words=words, count=len(names))


def _unlabelled(evidence: Evidence) -> Iterator[Finding]:
    found = evidence.unlabelled
    if not found:
        return
    words = (
        f"{counted(len(found), 'picture has', 'pictures have')} no class, and nothing is learnt from "
        f"{'it' if len(found) == 1 else 'them'}. Label them in the gallery, or with artclass-cli decide --label."
    )
    title = f"{pictures(len(found))} without a class"
    numbers = tuple(item.id for item in found[:MOST])
    yield Finding(kind="unlabelled", level="note", title=title, words=words, count=len(found), pictures=numbers)


def _aside(evidence: Evidence) -> Iterator[Finding]:
    found = evidence.aside
    if not found:
        return
    why = Counter(item.aside for item in found if item.aside is not None)
    said = listed([f"{count:,} {_ASIDE[reason]}" for reason, count in why.most_common()])
    words = (
        f"{counted(len(found), 'picture is', 'pictures are')} in the project, but not used: {said}. "
        "Any of them can be used again (artclass-cli decide --use)."
    )
    title = f"{pictures(len(found))} set aside"
    numbers = tuple(item.id for item in found[:MOST])
    yield Finding(kind="set aside", level="note", title=title, words=words, count=len(found), pictures=numbers)

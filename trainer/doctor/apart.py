"""Findings about what the splits should keep apart: copies of one picture, and pictures of one artist or series."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from trainer.doctor.evidence import Evidence
from trainer.doctor.records import MOST, Finding, Level
from trainer.doctor.words import counted, listed, pictures, share

_TELLING = 0.2  # share of pictures that name their creator from which on it is worth a word
_MOSTLY = 0.8  # share of a class by one artist from which on the two can hardly be told apart
_BY = {
    "folder": "the folders that they lie in",
    "pattern": "their files' names",
    "creator": "the creator that their files name",
    "table": "the table that they came with",
}


def findings(evidence: Evidence) -> Iterator[Finding]:
    """All of them."""
    yield _leaks(evidence)
    if evidence.grouping.by == "nothing":
        yield _ungrouped(evidence)
    else:
        yield _grouped(evidence)
        yield from _spread(evidence)
        yield from _one_hand(evidence)


def _leaks(evidence: Evidence) -> Finding:
    low = sorted({leak.low for leak in evidence.leaks})
    if not low:
        words = "No picture has a copy in another split, so that what is measured was not learnt by heart."
        return Finding(kind="leaks", level="good", title="No picture leaks between splits", words=words)
    words = (
        f"{counted(len(low), 'picture is', 'pictures are')} learnt from, or chosen by, while a copy is held out: the model "
        "is asked what it was told, and its figures are flattered. Mend it: those in the earlier split are then set aside "
        "(also: artclass-cli decide --mend-leaks); or draw the splits anew."
    )
    both = tuple(number for leak in evidence.leaks for number in (leak.low, leak.high))
    return Finding(
        kind="leaks",
        level="bad",
        title=f"{counted(len(low), 'picture leaks', 'pictures leak')} between splits",
        words=words,
        count=len(low),
        pictures=both[:MOST],
    )


def _ungrouped(evidence: Evidence) -> Finding:
    named = [row.id for row in evidence.facts if row.id in evidence.creators]
    if len(named) <= _TELLING * len(evidence.facts):
        words = (
            "Pictures of one artist or series may lie in training and test at once; the figures then say how well new "
            "pictures of known artists are told, not of new artists. If folders, file names or a table tell the artist, "
            "artclass-cli split --by keeps them together."
        )
        return Finding(kind="groups", level="note", title="Artists are not kept together", words=words)
    names = len({evidence.creators[number] for number in named})
    words = (
        f"{pictures(len(named))} name who made them ({counted(names, 'name')}), but pictures of one artist may lie in "
        "training and test at once: the figures then say how well new pictures of known artists are told. "
        "artclass-cli split --by creator --anew keeps them together."
    )
    title = "Artists are known, but not kept together"
    return Finding(kind="groups", level="note", title=title, words=words, count=names)


def _grouped(evidence: Evidence) -> Finding:
    told = [evidence.makers[row.id] for row in evidence.facts if row.id in evidence.makers]
    names = len(set(told))
    words = f"{pictures(len(told))} are grouped into {names:,} artists or series by {_BY[evidence.grouping.by]}."
    if rest := len(evidence.facts) - len(told):
        words += f" {counted(rest, 'picture is', 'pictures are')} in no group, and drawn one by one."
    level: Level = "good" if told else "warning"
    title = f"{counted(names, 'artist or series', 'artists or series')} kept together"
    return Finding(kind="groups", level=level, title=title, words=words, count=names)


def _spread(evidence: Evidence) -> Iterator[Finding]:
    """Artists in more than one split, though nobody wanted to measure known artists."""
    if evidence.grouping.known:
        return
    found: dict[str, set[str]] = defaultdict(set)
    for row in evidence.facts:
        if row.id in evidence.makers and row.split is not None:
            found[evidence.makers[row.id]].add(row.split)
    spread = {name for name, splits in found.items() if len(splits) > 1}
    if not spread:
        return
    words = (
        f"{counted(len(spread), 'artist or series lies', 'artists or series lie')} in several splits: they were there "
        "before the grouping, or are tied by copies or by splits that were kept. The figures then also measure known "
        "artists. artclass-cli split --anew draws the splits anew; models trained before may then have seen test pictures."
    )
    mine = tuple(row.id for row in evidence.facts if evidence.makers.get(row.id) in spread)
    title = f"{counted(len(spread), 'artist', 'artists')} in several splits"
    yield Finding(kind="groups", level="warning", title=title, words=words, count=len(spread), pictures=mine[:MOST])


def _one_hand(evidence: Evidence) -> Iterator[Finding]:
    """Classes that are mostly of one artist."""
    by_class: dict[str, Counter[str]] = defaultdict(Counter)
    for row in evidence.facts:
        if row.id in evidence.makers:
            by_class[row.label][evidence.makers[row.id]] += 1
    single = {label: names.most_common(1)[0] for label, names in by_class.items()}
    sizes = Counter(row.label for row in evidence.facts)
    mostly = {label: row for label, row in single.items() if row[1] >= _MOSTLY * sizes[label]}
    if not mostly:
        return
    words = (
        f"{listed(list(_said(mostly, sizes)))}: the model may learn that hand instead of the class, and no new artist of it "
        "can be held out. Add pictures of the class by others."
    )
    title = f"{counted(len(mostly), 'class', 'classes')} by one artist"
    yield Finding(kind="groups", level="warning", title=title, words=words, count=len(mostly))


def _said(mostly: Mapping[str, tuple[str, int]], sizes: Mapping[str, int]) -> Iterator[str]:
    for label, (name, count) in mostly.items():
        yield f"{share(count / sizes[label])} of “{label}” is by “{name}”"

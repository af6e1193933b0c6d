"""Findings about files: those that are no pictures, not whole, too large, misnamed, there twice, or gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from trainer.catalog.records import FileProblem, LeftOut
from trainer.doctor.evidence import Evidence
from trainer.doctor.records import MOST, Finding, Kind
from trainer.doctor.words import counted, listed, pictures, reasons

_SIGNS: tuple[tuple[Kind, tuple[str, ...]], ...] = (  # how the reasons begin that `trainer.pixels` gives
    ("truncated", ("ends too early",)),
    ("too large", ("is too large", "claims ")),
)
_WHAT: dict[Kind, tuple[str, str]] = {  # title after the number of files, and what to do
    "truncated": (
        "cut off before the end",
        "They come from a download or a copy that was broken off. Fetch them again, and import their source once more.",
    ),
    "too large": (
        "too large to be opened",
        (
            "They claim more pixels than this computer should decode; a small file that claims so many may be made to do "
            "harm. Where you trust it, save a smaller copy and import that."
        ),
    ),
    "unreadable": (
        "that cannot be read",
        (
            "They are damaged, or are something else under a picture's name. Fetch them again from where they came from, "
            "and import their source once more; or delete them."
        ),
    ),
}


def findings(evidence: Evidence) -> Iterator[Finding]:
    """All of them."""
    yield from _missing(evidence)
    yield from _not_looked_at(evidence)
    yield from _unreadable(evidence)
    yield from _passed_over(evidence)
    yield _wrong_ending(evidence)
    yield _duplicates(evidence)


def _missing(evidence: Evidence) -> Iterator[Finding]:
    """Archives are unpacked into the project; what lies in folders is opened where it is."""
    gone = [row for row in evidence.sources if row.pictures and not row.present and row.kind != "archive"]
    if not gone:
        return
    lost = sum(row.pictures for row in gone)
    words = (
        f"{listed([str(row.location) for row in gone])} cannot be found now, and with it {pictures(lost)} cannot be "
        "opened: training would fail. Connect the disk, put the folder back where it was, or say where it lies now."
    )
    title = f"{counted(len(gone), 'source')} cannot be found"
    yield Finding(kind="missing source", level="bad", title=title, words=words, count=len(gone))


def _not_looked_at(evidence: Evidence) -> Iterator[Finding]:
    count = evidence.pictures - len(evidence.facts)
    if count <= 0:
        return
    words = (
        f"{pictures(count)} came with an older ArtClass, or with an import that was cut off: near-duplicates, size, colour "
        "and format are not known of them. Import the same sources once more; decisions and splits stay as they are."
    )
    title = f"{pictures(count)} not looked at yet"
    yield Finding(kind="not looked at", level="warning", title=title, words=words, count=count)


def _unreadable(evidence: Evidence) -> Iterator[Finding]:
    broken = [problem for problem in evidence.problems if problem.kind == "unreadable"]
    if not broken:
        words = (
            "Every file that was taken for a picture was read to its end, so that training will not stumble over it."
        )
        yield Finding(kind="unreadable", level="good", title="Every file could be read", words=words)
    for kind, (title, remedy) in _WHAT.items():
        mine = [problem for problem in broken if _kind(problem) == kind]
        if mine:
            said = f"{counted(len(mine), 'file')} {_were(mine)} not taken ({_reasons(mine)}). {remedy}"
            yield Finding(
                kind=kind,
                level="warning",
                title=f"{counted(len(mine), 'file')} {title}",
                words=said,
                count=len(mine),
                files=_files(mine),
            )


def _kind(problem: FileProblem) -> Kind:
    return next((kind for kind, signs in _SIGNS if problem.reason.startswith(signs)), "unreadable")


def _passed_over(evidence: Evidence) -> Iterator[Finding]:
    others = [problem for problem in evidence.problems if problem.kind == "passed over"]
    if not others:
        return
    words = (
        f"{counted(len(others), 'file')} in the sources {_were(others)} not taken for pictures ({_reasons(others)}). "
        "If a picture is among them, the list says what stands in its way."
    )
    title = f"{counted(len(others), 'file')} passed over"
    yield Finding(kind="passed over", level="note", title=title, words=words, count=len(others), files=_files(others))


def _wrong_ending(evidence: Evidence) -> Finding:
    found = evidence.remarked
    if not found:
        words = "Every file is of the format that its name's ending says."
        return Finding(kind="wrong ending", level="good", title="Endings and contents agree", words=words)
    said = reasons(Counter(remark for _, remark in found))
    words = (
        f"{counted(len(found), 'file')} of another format than the ending says ({said}). ArtClass goes by the contents, "
        "so they are used and nothing has to be done; other programs may refuse them until they are renamed."
    )
    return Finding(
        kind="wrong ending",
        level="note",
        title=f"{counted(len(found), 'file')} with a wrong ending",
        words=words,
        count=len(found),
        pictures=tuple(number for number, _ in found)[:MOST],
    )


def _duplicates(evidence: Evidence) -> Finding:
    doubles = [problem for problem in evidence.problems if problem.kind in ("duplicate", "two labels")]
    if not doubles:
        words = "No file has the same bytes as another one."
        return Finding(kind="duplicates", level="good", title="No duplicates", words=words)
    words = (
        f"{counted(len(doubles), 'file has', 'files have')} the same bytes as a picture that was taken already. Each "
        "picture counts once, and lies in one split, so that nothing has to be done."
    )
    title = counted(len(doubles), "duplicate")
    return Finding(kind="duplicates", level="note", title=title, words=words, count=len(doubles), files=_files(doubles))


def _reasons(problems: Sequence[FileProblem]) -> str:
    return reasons(Counter(problem.reason for problem in problems))


def _were(problems: Sequence[FileProblem]) -> str:
    return "was" if len(problems) == 1 else "were"


def _files(problems: Sequence[FileProblem]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(path=problem.path, reason=problem.reason) for problem in problems[:MOST])

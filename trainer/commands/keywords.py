"""The three jobs of the tag command, each with the result that it prints."""

from __future__ import annotations

import argparse
import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from trainer import parallel
from trainer.answers import About, own_labels, reading
from trainer.channel import Control, Emit
from trainer.commands import answering, budgeting, models
from trainer.events import Stage
from trainer.names import readable
from trainer.pace import Pace, check
from trainer.xmp import corrections, exiftool
from trainer.xmp.corrections import Found
from trainer.xmp.tagging import STATUSES, Choices, Outcome, Tagger, in_words

_IN_A_WINDOW = 1_000  # pictures that are told one by one to another program that shows them
_TOLD = ("unreadable", "changed", "edited", "failed")  # always told one by one; in a dry run all are


def write(args: argparse.Namespace, emit: Emit, control: Control) -> dict[str, Any]:
    """Write keywords.

    Raises:
        ArtClassError: It cannot be done.
        Interrupted: Somebody asked.
    """
    source = answering.source(args)
    budget = budgeting.threshold(args, source.package, emit)
    with contextlib.ExitStack() as stack:
        choices = _choices(args, stack, budget=budget)
        source.begin(emit, _stage("Writing keywords"))
        asked = answering.asked(args, source, emit, control)
        rows = stack.enter_context(contextlib.closing(asked.rows))
        tagger = Tagger(choices, asked.about)
        answers = parallel.in_order(tagger.tag, rows, ahead=16)
        outcomes = stack.enter_context(contextlib.closing(answers))
        touched = _Touched(args, asked.own)
        result = _result(args, touched.noted(_checked(outcomes, control)))
    touched.label_again()
    return result


def take_out(args: argparse.Namespace, emit: Emit, control: Control) -> dict[str, Any]:
    """Take out what was written.

    Raises:
        ArtClassError: It cannot be done.
        Interrupted: Somebody asked.
    """
    paths, _ = answering.named(args)
    touched = _Touched(args, own_labels.of_project(args.project, paths))
    with contextlib.ExitStack() as stack:
        tagger = Tagger(_choices(args, stack), About(()))
        emit(_stage("Taking keywords out"))
        outcomes = stack.enter_context(contextlib.closing(parallel.in_order(tagger.untag, paths, ahead=16)))
        result = _result(args, touched.noted(_paced(_checked(outcomes, control), len(paths), emit)))
    touched.label_again()
    return result


def read_back(args: argparse.Namespace, emit: Emit, control: Control) -> dict[str, Any]:
    """Read keywords, and label pictures whose class was changed in another program.

    Raises:
        ArtClassError: It cannot be done.
        Interrupted: Somebody asked.
    """
    paths, root = answering.named(args)
    classes, own = _known(args, paths)
    emit(_stage("Reading keywords"))
    pace, found = Pace(emit, "pictures", total=len(paths)), []
    for one in corrections.read(paths, classes, check=lambda: check(control)):
        found.append(one)
        pace.advance(1)
    changed = {one.path: one.opinion.classes[0] for one in found if one.opinion.kind == "changed"}
    news = {path: label for path, label in changed.items() if own.get(path) != label}
    return {
        "job": "read",
        "dry_run": args.dry_run or args.project is None,
        "pictures": len(paths),
        "corrections": [
            {"path": readable(one.path), "before": one.opinion.before or None, "label": news[one.path]}
            for one in found
            if one.path in news
        ],
        "known": len(changed) - len(news),
        "undecided": [_undecided(one) for one in found if one.opinion.kind in ("several", "removed")],
        "damaged": [{"path": readable(one.path), "reason": one.reason} for one in found if one.reason],
        "decision": _labelled(args, dict(news.items()), root, control) if news else None,
    }


def _stage(label: str) -> Stage:
    """What is being done; said once nothing is refused any more."""
    return Stage(name="tag", label=label, index=1, count=1)


class _Touched:
    """Pictures that were written into: they are other files now, and keep the labels that the person had given them."""

    def __init__(self, args: argparse.Namespace, own: dict[str, str]) -> None:
        self._project, self._dry = args.project, args.dry_run
        self._own = own
        self._paths: list[str] = []

    def noted(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Look at outcomes as they pass."""
        for outcome in outcomes:
            if not self._dry and outcome.path in outcome.files and outcome.path in self._own:
                self._paths.append(outcome.path)
            yield outcome

    def label_again(self) -> None:
        """Give them their labels."""
        from trainer.catalog.store import Catalog
        from trainer.project import Project

        labels: dict[str | Path, str | None] = {path: self._own[path] for path in self._paths if Path(path).exists()}
        if labels and self._project is not None:
            with Catalog.open(Project.open(self._project)) as catalog:
                catalog.label_each(labels)


def _choices(args: argparse.Namespace, stack: contextlib.ExitStack, *, budget: float = 0.0) -> Choices:
    tool = stack.enter_context(exiftool.started(keep_originals=not args.no_copies)) if args.into_files else None
    least = max(args.at_least, budget)
    return Choices(at_least=least, dry=args.dry_run, overwrite=args.overwrite, exiftool=tool)


def _checked(outcomes: Iterable[Outcome], control: Control) -> Iterator[Outcome]:
    for outcome in outcomes:
        check(control)
        yield outcome


def _paced(outcomes: Iterable[Outcome], total: int, emit: Emit) -> Iterator[Outcome]:
    pace = Pace(emit, "pictures", total=total)
    for outcome in outcomes:
        yield outcome
        pace.advance(1)


def _result(args: argparse.Namespace, outcomes: Iterable[Outcome]) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    keywords: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    written = 0
    for outcome in outcomes:
        counts[outcome.status] += 1
        keywords[outcome.keyword] += bool(outcome.keyword)
        written += len(outcome.files)
        if (args.dry_run or outcome.status in _TOLD) and not (args.events and len(rows) == _IN_A_WINDOW):
            rows.append(_row(outcome))
    return {
        "job": "remove" if args.remove else "write",
        "dry_run": args.dry_run,
        "into_files": args.into_files,
        "counts": {status: counts[status] for status in STATUSES if counts[status]},
        "keywords": dict(sorted((+keywords).items())),
        "files": written,
        "pictures": rows,
    }


def _row(outcome: Outcome) -> dict[str, Any]:
    row = outcome._asdict() | {"path": readable(outcome.path), "files": [readable(name) for name in outcome.files]}
    return {name: value for name, value in row.items() if value not in ("", [])}


# Reading back


def _known(args: argparse.Namespace, paths: Sequence[Path]) -> tuple[list[str], dict[str, str]]:
    """The classes of the project, the list or the model, whichever is named, and the person's own labels."""
    if args.project is not None:
        from trainer.catalog.store import Catalog
        from trainer.project import Project

        with Catalog.open(Project.open(args.project), readonly=True) as catalog:
            return [row.name for row in catalog.classes()], catalog.own_labels(map(str, paths))
    if args.answers is not None:
        return list(reading.read(args.answers).about.classes), {}
    return (list(models.chosen(args)[0].info.classes) if args.model is not None else []), {}


def _undecided(found: Found) -> dict[str, Any]:
    return {
        "path": readable(found.path),
        "before": found.opinion.before or None,
        "classes": list(found.opinion.classes),
        "reason": in_words(found.opinion),
    }


def _labelled(
    args: argparse.Namespace, labels: Mapping[str | Path, str | None], root: Path | None, control: Control
) -> dict[str, Any] | None:
    """Turn the corrections into labels, all by one decision, which can be taken back."""
    if args.project is None or args.dry_run:
        return None
    import msgspec

    from trainer.catalog.store import Catalog
    from trainer.project import Project

    with Catalog.open(Project.open(args.project)) as catalog:
        decision = catalog.label_each(labels, root=root, check=lambda: check(control))
    made: dict[str, Any] = msgspec.to_builtins(decision)
    return made

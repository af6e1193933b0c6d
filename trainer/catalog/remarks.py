"""What is to be said about files that were not taken, or that are there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from trainer.catalog.connection import as_text
from trainer.catalog.records import FileProblem, LeftOut, NotTaken

SQL = """
    SELECT f.id, f.source_id, f.name, f.problem, f.reason, c.name, first.source_id, first.name, first_class.name
    FROM files f LEFT JOIN classes c ON c.id = f.class_id
    LEFT JOIN files first ON first.id = (
        SELECT o.id FROM files o WHERE o.picture_id = f.picture_id
        ORDER BY o.class_id IS NULL, o.import_id IS NULL, o.id LIMIT 1)
    LEFT JOIN classes first_class ON first_class.id = first.class_id
    WHERE (f.problem IS NOT NULL OR f.id <> first.id) AND f.import_id IS NOT NULL
"""
_OF_A_REASON = 20  # files passed over that a result names
Places = dict[int, tuple[Path, bool]]  # where each source lies, and whether it is there now


def remark(row: Sequence[Any], places: Places) -> FileProblem:
    """The remark that a row of `SQL`, without its first column, gives rise to."""
    source, name, kind, reason, label, first_source, first_name, first_label = row
    path = str(places[source][0] / as_text(name))
    if kind is not None:
        return FileProblem(path=path, reason=reason, kind=kind)
    first = as_text(first_name) if first_source == source else str(places[first_source][0] / as_text(first_name))
    if label is None or label == first_label:
        return FileProblem(path=path, reason=f"is the same picture as {first}", kind="duplicate")
    reason = f"is the same picture as {first}, which lies in “{first_label}”; it stays in that class"
    return FileProblem(path=path, reason=reason, kind="two labels")


def left_out(problems: Iterable[FileProblem], kind: NotTaken) -> tuple[LeftOut, ...]:
    """The files of one kind that were not taken."""
    return tuple(LeftOut(path=problem.path, reason=problem.reason) for problem in problems if problem.kind == kind)


def few_of_each(rows: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """The first few rows of each reason: a collection may have a text file beside every picture."""
    told: Counter[str] = Counter()
    kept = []
    for row in rows:
        told[row.reason] += 1
        if told[row.reason] <= _OF_A_REASON:
            kept.append(row)
    return tuple(kept)

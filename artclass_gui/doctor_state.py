"""What could be put right in the dataset: near-duplicates, doubtful labels and the last health report, read together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import msgspec

from trainer.catalog.records import Conflict, Item, TwinGroup
from trainer.catalog.store import Catalog
from trainer.doctor.records import Health, Suspect
from trainer.project import Project

GroupKey = tuple[int, ...]
DoubtKey = tuple[str, GroupKey]


class Doubt(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Pictures whose class somebody has to decide.

    Attributes:
        kind: "exact": the same bytes lie in several classes; "near": near-duplicates do; "suspect": a model doubts
            the label.
        items: The pictures, which get the class together.
        choices: The classes they could be: the present one first, then by likelihood.
        claims: (class, path of a file that lies in it), for the first two kinds.
        suspect: What the model says, for the last kind.
    """

    kind: Literal["exact", "near", "suspect"]
    items: tuple[Item, ...]
    choices: tuple[str, ...]
    claims: tuple[tuple[str, str], ...] = ()
    suspect: Suspect | None = None


@dataclass(frozen=True)
class DoctorState:
    """What the catalog and the last health report had to say when they were last read.

    Attributes:
        twins: Near-duplicates of which more than one is used, the largest group first, by the pictures' numbers.
        mixed: Those groups that lie in several classes, so that the best copy cannot be kept without deciding.
        doubts: What somebody has to decide: pictures in several classes, then suspicious labels, the worst first.
        health: The last report, if there is one.
        outdated: Whether the dataset has changed since that was made.
    """

    twins: Mapping[GroupKey, TwinGroup] = field(default_factory=dict)
    mixed: frozenset[GroupKey] = frozenset()
    doubts: Mapping[DoubtKey, Doubt] = field(default_factory=dict)
    health: Health | None = None
    outdated: bool = False


def key_of(items: Iterable[Item]) -> GroupKey:
    """What pictures are known by together: their numbers."""
    return tuple(sorted(item.id for item in items))


def read_doctor(project: Project) -> DoctorState:
    """Read it all; for a worker thread.

    Raises:
        ProjectError: The catalog cannot be read.
    """
    from trainer.doctor import health  # noqa: PLC0415 - what examines is not needed to show a window

    if not project.catalog.exists():
        return DoctorState()
    report = health.load(project)
    with Catalog.open(project, readonly=True) as catalog:
        twins = {key_of(group.items): group for group in catalog.twin_groups(unsettled=True)}
        doubts = [*map(_of_conflict, catalog.conflicts()), *_suspicions(catalog, report)]
        return DoctorState(
            twins=twins,
            mixed=frozenset(key for key, group in twins.items() if len(group.labels) > 1),
            doubts={_key(doubt): doubt for doubt in doubts},
            health=report,
            outdated=report is not None and _changed_since(catalog, report),
        )


def _key(doubt: Doubt) -> DoubtKey:
    return ("suspect" if doubt.kind == "suspect" else "labels", key_of(doubt.items))


def _of_conflict(conflict: Conflict) -> Doubt:
    present = (item.label for item in conflict.items if item.label is not None)
    choices = tuple(dict.fromkeys((*present, *(label for label, _ in conflict.claims))))
    kind: Literal["exact", "near"] = "exact" if conflict.exact else "near"
    return Doubt(kind=kind, items=conflict.items, choices=choices, claims=conflict.claims)


def _suspicions(catalog: Catalog, report: Health | None) -> Iterator[Doubt]:
    """Doubtful labels that nobody has confirmed or changed since."""
    suspects = report.suspects if report is not None else ()
    if not suspects:
        return
    items = {item.id: item for item in catalog.items(suspect.id for suspect in suspects)}
    confirmed = catalog.confirmed()
    for suspect in suspects:
        item = items.get(suspect.id)
        if item is not None and item.aside is None and item.label == suspect.label and item.id not in confirmed:
            choices = (suspect.label, suspect.suggested)
            yield Doubt(kind="suspect", items=(item,), choices=choices, suspect=suspect)


def _changed_since(catalog: Catalog, report: Health) -> bool:
    """Whether an import or a decision came after the report, or the figures are others."""
    classes, unlabelled = tuple(catalog.classes()), catalog.unlabelled_count()
    if (classes, unlabelled) != (report.classes, report.unlabelled):
        return True
    imports = (time for entry in catalog.ledger.entries() for time in (entry.finished, entry.undone))
    return _latest([*imports, *(decision.made for decision in catalog.decisions.journal())]) > _latest([report.made])


def _latest(times: Iterable[str | None]) -> float:
    return max((datetime.fromisoformat(time).timestamp() for time in times if time), default=0.0)

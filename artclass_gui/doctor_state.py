"""What could be put right in the dataset: near-duplicates, doubtful labels and the last health report, read together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from trainer.catalog.records import Conflict, Item, TwinGroup
from trainer.catalog.store import Catalog
from trainer.doctor.records import Health, Suspect
from trainer.project import Project


@dataclass(frozen=True)
class Doubt:
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

    @property
    def key(self) -> tuple[str, frozenset[int]]:
        """What it is known by."""
        return ("suspect" if self.kind == "suspect" else "labels", frozenset(item.id for item in self.items))


@dataclass(frozen=True)
class DoctorState:
    """What the catalog and the last health report had to say when they were last read.

    Attributes:
        groups: Near-duplicates of which more than one is used, the largest group first.
        doubts: What somebody has to decide: pictures in several classes, then suspicious labels, the worst first.
        health: The last report, if there is one.
        outdated: Whether the dataset has changed since that was made.
    """

    groups: tuple[TwinGroup, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    health: Health | None = None
    outdated: bool = False

    @property
    def clear_groups(self) -> tuple[TwinGroup, ...]:
        """The groups in which the best copy can be kept without deciding about a class."""
        return tuple(group for group in self.groups if len(group.labels) < 2)


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
        return DoctorState(
            groups=tuple(catalog.twin_groups(unsettled=True)),
            doubts=(*map(_of_conflict, catalog.conflicts()), *_suspicions(catalog, report)),
            health=report,
            outdated=report is not None and _changed_since(catalog, report),
        )


def _of_conflict(conflict: Conflict) -> Doubt:
    present = (item.label for item in conflict.items if item.label is not None)
    choices = tuple(dict.fromkeys((*present, *(label for label, _ in conflict.claims))))
    return Doubt("exact" if conflict.exact else "near", conflict.items, choices, conflict.claims)


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
            yield Doubt("suspect", (item,), (suspect.label, suspect.suggested), suspect=suspect)


def _changed_since(catalog: Catalog, report: Health) -> bool:
    """Whether an import or a decision came after the report, or the figures are others."""
    classes, unlabelled = tuple(catalog.classes()), catalog.unlabelled_count()
    if (classes, unlabelled) != (report.classes, report.unlabelled):
        return True
    imports = (time for entry in catalog.ledger.entries() for time in (entry.finished, entry.undone))
    return _latest([*imports, *(decision.made for decision in catalog.decisions.journal())]) > _latest([report.made])


def _latest(times: Iterable[str | None]) -> float:
    return max((datetime.fromisoformat(time).timestamp() for time in times if time), default=0.0)

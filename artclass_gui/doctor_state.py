"""What could be put right in the dataset: near-duplicates, doubtful labels and the last health report, read together."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.catalog.records import Conflict, TwinGroup
from trainer.catalog.store import Catalog
from trainer.project import Project


@dataclass(frozen=True)
class DoctorState:
    """What the catalog and the last health report had to say when they were last read.

    Attributes:
        groups: Near-duplicates of which more than one is used, the largest group first.
        conflicts: Pictures that lie in several classes, while nobody has decided.
    """

    groups: tuple[TwinGroup, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def clear_groups(self) -> tuple[TwinGroup, ...]:
        """The groups in which the best copy can be kept without deciding about a class."""
        return tuple(group for group in self.groups if len(group.labels) < 2)


def read_doctor(project: Project) -> DoctorState:
    """Read it all; for a worker thread.

    Raises:
        ProjectError: The catalog cannot be read.
    """
    if not project.catalog.exists():
        return DoctorState()
    with Catalog.open(project, readonly=True) as catalog:
        return DoctorState(tuple(catalog.twin_groups(unsettled=True)), tuple(catalog.conflicts()))

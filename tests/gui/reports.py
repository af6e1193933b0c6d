"""Made-up health reports."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.catalog.ledger import now
from trainer.catalog.store import Catalog
from trainer.doctor import health
from trainer.doctor.records import Finding, Health, Shortcut, Suspect
from trainer.project import Project


def suspect(number: int, label: str, suggested: str, *, sure: float = 0.94) -> Suspect:
    """A picture whose label a model doubts."""
    return Suspect(id=number, label=label, suggested=suggested, own=0.03, other=sure, words="is doubtful")


def keep_report(
    project: Project,
    findings: Sequence[Finding] = (),
    *,
    suspects: Sequence[Suspect] = (),
    shortcuts: Sequence[Shortcut] = (),
) -> Health:
    """Leave a report in a project, as a check just now would have."""
    with Catalog.open(project, readonly=True) as catalog:
        classes = tuple(catalog.classes())
        unlabelled = catalog.unlabelled_count()
    report = Health(
        made=now(),
        version="0",
        project=project.name,
        pictures=sum(row.pictures for row in classes),
        classes=classes,
        unlabelled=unlabelled,
        splits={},
        findings=tuple(findings),
        suspects=tuple(suspects),
        shortcuts=tuple(shortcuts),
        suspects_of="2026-11-23-1405-mobilenet_v2" if suspects else None,
    )
    health.save(project, report)
    return report

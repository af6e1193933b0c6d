"""The health report of a project: made by `examine`, kept as ``health.json`` in its folder, read again by `load`.

Nothing heavy is imported before it is needed: the window reads reports with this module.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence

import msgspec

from trainer import __version__, events, files
from trainer.catalog.ledger import now
from trainer.catalog.records import SPLITS
from trainer.catalog.store import Catalog
from trainer.channel import Control, Emit
from trainer.doctor import apart, appearance, balance, cached, evidence, folds, shortcuts, sources, suspects
from trainer.doctor.cached import Left
from trainer.doctor.evidence import Evidence
from trainer.doctor.records import LEVELS, Finding, Health, Shortcut, Suspect
from trainer.doctor.shortcuts import Measured
from trainer.doctor.suspects import Judged, Labelled
from trainer.events import Stage
from trainer.pace import Pace, check
from trainer.project import Project

__all__ = ["FILE", "Finding", "Health", "Shortcut", "Suspect", "examine", "load", "save"]

FILE = "health.json"
STAGES = 3
"""Stages of `examine`."""
_GROUPS = 20  # largest groups of near-duplicates that are named


def load(project: Project) -> Health | None:
    """The last report; None where there is none, or none that can be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode((project.folder / FILE).read_bytes(), type=Health)
    return None


def save(project: Project, health: Health) -> None:
    """Keep a report.

    Raises:
        DiskError: The project cannot be written to.
    """
    files.write(project.folder / FILE, events.encode_result(msgspec.to_builtins(health)))


def examine(
    project: Project,
    catalog: Catalog,
    *,
    run: str | None = None,
    emit: Emit,
    control: Control,
    stages: int = STAGES,
) -> Health:
    """Look for everything that is wrong with a project's pictures.

    Args:
        project: Whose.
        catalog: Its open catalog, whose splits are settled; nothing is written to it.
        run: Name of the run by whose features and predictions labels are judged; None: the newest that left any.
        emit: Told of stages and progress.
        control: Any request ends it within a second.
        stages: Of the whole job, where more follow.

    Raises:
        Interrupted: Somebody asked.
        UsageError: There is no such run.
        ProjectError: The catalog cannot be read, or no run is there though one was named.
    """
    emit(Stage(name="reading", label="Reading what is known of the pictures", index=1, count=stages))
    found = evidence.read(catalog, check=lambda: check(control))
    emit(Stage(name="shortcuts", label="Measuring what gives classes away besides the art", index=2, count=stages))
    measured = _shortcuts(found, emit, control)
    emit(Stage(name="labels", label="Looking for doubtful labels", index=3, count=stages))
    sha256 = catalog.fingerprints()
    check(control)
    judgeable = [row for row in found.facts if row.split != "test"]  # whoever corrects test labels flatters a model
    left = cached.find(project, run, [sha256[row.id] for row in judgeable])
    pictures = [Labelled(row.id, sha256[row.id], row.label) for row in judgeable]
    judged = _labels(pictures, left, found, emit=emit, control=control)
    check(control)
    plain = [row for part in (sources, appearance, balance, apart) for row in part.findings(found)]
    findings = [*plain, *measured.findings, judged.finding]
    health = _health(project, found, sorted(findings, key=lambda row: LEVELS.index(row.level)), measured, judged)
    return msgspec.structs.replace(health, names=_names(catalog, health))


def named(health: Health) -> set[int]:
    """Numbers of all pictures that a report names."""
    numbers = {number for finding in health.findings for number in finding.pictures}
    numbers |= {suspect.id for suspect in health.suspects}
    return numbers | {number for group in health.largest_groups for number in group}


def _shortcuts(found: Evidence, emit: Emit, control: Control) -> Measured:
    pace = Pace(emit, "facts", total=len(shortcuts.FACTS) + 1)
    return shortcuts.measure(
        found.facts,
        {source.id: source.location.name for source in found.sources},
        found.families,
        check=lambda: check(control),
        advance=pace.at,
    )


def _labels(pictures: Sequence[Labelled], left: Left, found: Evidence, *, emit: Emit, control: Control) -> Judged:
    pace = Pace(emit, "folds", total=folds.FOLDS)
    return suspects.judge(
        pictures, left, found.families, found.confirmed, check=lambda: check(control), advance=pace.at
    )


def _health(
    project: Project, found: Evidence, findings: Sequence[Finding], measured: Measured, judged: Judged
) -> Health:
    return Health(
        made=now(),
        version=__version__,
        project=project.name,
        pictures=found.pictures,
        classes=tuple(found.classes),
        unlabelled=len(found.unlabelled),
        splits={split: sum(getattr(row, split) for row in found.classes) for split in SPLITS},
        findings=tuple(findings),
        shortcuts=measured.shortcuts,
        suspects=judged.suspects,
        suspects_of=judged.source,
        largest_groups=tuple(tuple(item.id for item in group.items) for group in found.groups[:_GROUPS]),
    )


def _names(catalog: Catalog, health: Health) -> dict[int, str]:
    numbers: Iterable[int] = named(health)
    return {item.id: item.name for item in catalog.items(numbers)}

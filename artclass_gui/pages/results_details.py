"""What lies in a run's folder besides its report, read off the GUI thread."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass

import msgspec

from trainer.catalog.records import Picture
from trainer.catalog.store import Catalog
from trainer.errors import ArtClassError
from trainer.events import Epoch, Failed
from trainer.project import Project
from trainer.runs import Run, TestPrediction

_LOG_LINES = 400
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunDetails:
    """What lies in a run's folder besides its report.

    ``names`` are the test pictures' names as the person knows them, by sha256, and ``predictions``
    say where the pictures are now, as far as the catalog knows them.
    """

    epochs: tuple[Epoch, ...]
    predictions: tuple[TestPrediction, ...]
    names: dict[str, str]
    log: str
    failure: str
    resumable: bool
    has_model: bool


def read_details(project: Project, run: Run) -> RunDetails:
    """Read a run's folder, and the catalog for its pictures; for another thread than the window's."""
    by_number = {event.epoch: event for event in run.events() if isinstance(event, Epoch)}
    ending = run.last_event()
    known = _test_pictures(project) if run.predictions_path.exists() else {}
    return RunDetails(
        epochs=tuple(by_number[number] for number in sorted(by_number)),
        predictions=tuple(_where_it_is(item, known.get(item.sha256)) for item in run.predictions()),
        names={sha256: picture.name for sha256, picture in known.items()},
        log=_tail(run),
        failure=ending.sentence() if isinstance(ending, Failed) else "",
        resumable=run.resumable(),
        has_model=run.package_path.is_file(),
    )


def _test_pictures(project: Project) -> dict[str, Picture]:
    if not project.catalog.exists():
        return {}
    try:
        with Catalog.open(project, readonly=True) as catalog:
            return {picture.sha256: picture for picture in catalog.pictures("test")}
    except ArtClassError as error:  # the run is worth showing without the names
        _log.warning("%s", error)
        return {}


def _where_it_is(item: TestPrediction, picture: Picture | None) -> TestPrediction:
    return item if picture is None else msgspec.structs.replace(item, path=str(picture.path))


def _tail(run: Run) -> str:
    try:
        with run.log_path.open(encoding="utf-8", errors="replace") as lines:
            return "".join(deque(lines, maxlen=_LOG_LINES)).rstrip()
    except OSError:
        return ""

"""What lies in a run's folder besides its report, read off the GUI thread."""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from trainer.catalog.records import Picture
from trainer.catalog.store import Catalog
from trainer.config import TrainConfig
from trainer.errors import ArtClassError, ProjectError
from trainer.events import Epoch, Failed
from trainer.project import Project
from trainer.runs import HeldOutPrediction, Predictions, Run

_LOG_LINES = 400
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunDetails:
    """What lies in a run's folder besides its report.

    ``names`` are the held-out pictures' names as the person knows them, by sha256, and ``predictions``
    say where the pictures are now, as far as the catalog knows them.
    """

    epochs: tuple[Epoch, ...]
    predictions: Predictions
    names: dict[str, str]
    log: str
    failure: str
    resumable: bool
    has_model: bool
    config: TrainConfig | None = None
    card: str = ""


def read_details(project: Project, run: Run) -> RunDetails:
    """Read a run's folder, and the catalog for its pictures; for another thread than the window's."""
    ending = run.last_event()
    known = _held_out(project) if run.predictions_path.exists() else {}
    said = run.all_predictions()
    return RunDetails(
        epochs=run.epochs(),
        predictions=Predictions(validation=_found(said.validation, known), test=_found(said.test, known)),
        names={sha256: picture.name for sha256, picture in known.items()},
        log=_tail(run),
        failure=ending.sentence() if isinstance(ending, Failed) else "",
        resumable=run.resumable(),
        has_model=run.package_path.is_file(),
        config=_config(run),
        card=_text(run),
    )


def _held_out(project: Project) -> dict[str, Picture]:
    if not project.catalog.exists():
        return {}
    try:
        with Catalog.open(project, readonly=True) as catalog:
            found = (*catalog.pictures("validation"), *catalog.pictures("test"))
            return {picture.sha256: picture for picture in found}
    except ArtClassError as error:  # the run is worth showing without the names
        _log.warning("%s", error)
        return {}


def _found(said: tuple[HeldOutPrediction, ...], known: Mapping[str, Picture]) -> tuple[HeldOutPrediction, ...]:
    return tuple(_where_it_is(item, known.get(item.sha256)) for item in said)


def _where_it_is(item: HeldOutPrediction, picture: Picture | None) -> HeldOutPrediction:
    return item if picture is None else msgspec.structs.replace(item, path=str(picture.path))


def _config(run: Run) -> TrainConfig | None:
    with contextlib.suppress(ProjectError):
        return run.config()
    return None


def _text(run: Run) -> str:
    with contextlib.suppress(OSError):
        return run.card_path.read_text("utf-8", "replace")
    return ""


def _tail(run: Run) -> str:
    try:
        with run.log_path.open(encoding="utf-8", errors="replace") as lines:
            return "".join(deque(lines, maxlen=_LOG_LINES)).rstrip()
    except OSError:
        return ""

"""Whether a training can begin, and with which architecture at first: each with its reason in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from artclass_gui.jobs.board import JobBoard
from artclass_gui.project import CatalogState, ProjectModel
from artclass_gui.widgets.words import pictures
from trainer import architectures, keras_cache
from trainer.config import TrainConfig
from trainer.dataset import FEWEST
from trainer.events import Failed
from trainer.resources import resource

_TRAININGS = ("train", "resume", "queue")
_DOWNLOADS = {"mobilenet_v2": 9}  # megabytes of weights, of the network that is proposed


@dataclass(frozen=True)
class Choice:
    """The architecture to begin with; ``reason`` is empty where it is simply the best first choice."""

    architecture: str
    reason: str = ""


def obstacle(project: ProjectModel) -> str:
    """Why a training of the open project's pictures cannot begin; empty where it can."""
    classes = project.catalog.classes
    if not project.is_open or not classes:
        return _tr("There are no pictures yet. Import some on the Dataset page first.")
    if len(classes) == 1:
        return _tr("All pictures are of one class, “{0}”. Training needs at least two classes to tell apart.").format(
            classes[0].name
        )
    small = [row for row in classes if row.pictures < FEWEST]
    if small:
        return _tr("The class “{0}” has {1}; training needs at least {2} of each class.").format(
            small[0].name, pictures(small[0].pictures), FEWEST
        )
    return ""


def busy(jobs: JobBoard) -> str:
    """Why no training can begin just now, since something else is going on; empty where it can."""
    if any(jobs.of_kind(kind) for kind in _TRAININGS):
        return _tr("A training is going on already. Wait until it has ended, or stop it.")
    if jobs.of_kind("ladder"):
        return _tr("An experiment is going on. Training can begin when that has ended.")
    if jobs.of_kind("import"):
        return _tr("Pictures are being imported. Training can begin when that has ended.")
    return ""


def weights_here() -> dict[str, bool]:
    """Which architectures can be trained without a download; looks at files, so not for the GUI thread."""
    return {row.name: not row.pretrained or keras_cache.available(row) for row in architectures.ARCHITECTURES}


def first_choice(catalog: CatalogState, ready: Mapping[str, bool]) -> Choice:
    """The architecture to propose.

    Args:
        catalog: The open project's catalog.
        ready: What `weights_here` said.
    """
    best, fallback = architectures.find(architectures.DEFAULT), architectures.find(architectures.WITHOUT_WEIGHTS)
    sample = resource("sample")
    if catalog.sources and all(source.location.is_relative_to(sample) for source in catalog.sources):
        words = _tr("{0} is proposed here: the sample pictures are simple drawings, which a network learns by itself.")
        return Choice(fallback.name, words.format(fallback.title))
    if not ready.get(best.name, True):
        words = _tr(
            "{0} is proposed because the weights of {1} are not on this computer yet. Choose {1} to have them "
            "downloaded{2} when training begins; it is usually more accurate."
        )
        megabytes = _DOWNLOADS.get(best.name)
        size = "" if megabytes is None else _tr(" ({0} MB)").format(megabytes)
        return Choice(fallback.name, words.format(fallback.title, best.title, size))
    return Choice(best.name)


def lacks_weights(config: TrainConfig | None, ending: Failed) -> bool:
    """Whether a training with these settings failed for want of its network's weights."""
    row = next(
        (row for row in architectures.ARCHITECTURES if config is not None and row.name == config.architecture), None
    )
    if config is None or row is None or not row.pretrained or ending.path is None:
        return False
    return Path(ending.path) in (keras_cache.cached_file(row), Path(config.weights).expanduser().absolute())


def _tr(text: str) -> str:
    return QCoreApplication.translate("Readiness", text)

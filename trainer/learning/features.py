"""What the learner reads: every picture decoded once, or seen once by the frozen backbone, and kept on disk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from trainer.catalog.records import Picture
from trainer.channel import Control, Emit
from trainer.config import TrainConfig
from trainer.dataset import Dataset, gone, vanished_source
from trainer.errors import PictureError
from trainer.events import Notice, Problem
from trainer.learning import looking, networks, tables
from trainer.learning.backbones import STEM
from trainer.learning.looking import Piece, Source, View
from trainer.learning.rows import Rows
from trainer.learning.samples import Samples
from trainer.pace import Pace, check
from trainer.pixels import Pixels
from trainer.project import Project
from trainer.running import moments
from trainer.varying import looks_mirrored

__all__ = ["Material", "Samples", "gather"]

_MEASURING = (
    "This computer meets this network, at this size of picture, for the first time: which way of computing is the fastest "
    "for it is measured before its first look at the pictures."
)
_HIGHEST = float(np.finfo(np.float16).max)


class Material(NamedTuple):
    """What a run learns from: the pictures that could be read, and their rows."""

    dataset: Dataset
    training: Samples
    validation: Samples


class _Eyes(NamedTuple):
    """The backbone that looks: what its rows depend on, and the engine, made when the first picture is lacking."""

    backbone: Any
    kind: str
    engine: Callable[[], Any]


def gather(
    project: Project,
    dataset: Dataset,
    config: TrainConfig,
    backbone: Any | None,
    *,
    emit: Emit,
    control: Control,
    record: Path | None = None,
) -> Material:
    """Look at every training and validation picture that is not in the cache yet.

    Args:
        project: Where the cache lies.
        dataset: The pictures.
        config: The run's settings.
        backbone: The frozen network of one of `networks.stages`; None where the learner takes pictures.
        emit: Told the progress, and of every picture that cannot be read.
        control: Looked at between pieces of work; what was computed so far stays in the cache.
        record: The run's ``engine.json``: the engine that it names is used; where there is none, the choice is written.

    Raises:
        Interrupted: Somebody asked.
        DatasetError: A folder of pictures has vanished, or too few pictures can be read.
        DiskError: The cache cannot be written to.
    """
    eyes = None if backbone is None else _eyes(backbone, dataset, config, record, emit=emit, control=control)
    kept = tables.pixel_rows(project, config.image_size)
    views = _views(project, dataset, config, eyes, kept)
    with contextlib.ExitStack() as stack:
        for view in views:
            stack.enter_context(view.rows.writing(lambda: check(control)))
        left_out = _Gathering(project, dataset, config, views, emit=emit, control=control).fill(kept, eyes)
        found = [view.rows.view() for view in views]
    tables.used([view.rows for view in views])
    if left_out:
        emit(Notice(message=_left_out_sentence(len(left_out)), level="warning"))
    rest = dataset.without(left_out)
    return Material(rest, _samples(rest, "training", views, found), _samples(rest, "validation", views[:1], found))


def _samples(dataset: Dataset, split: Any, views: Sequence[View], found: Sequence[npt.NDArray[Any]]) -> Samples:
    keys = [picture.sha256 for picture in dataset.split(split)]
    places = tuple(view.rows.places(keys) for view in views)
    return Samples(tuple(found[: len(views)]), places, dataset.labels(split))


def _views(project: Project, dataset: Dataset, config: TrainConfig, eyes: _Eyes | None, kept: Rows) -> list[View]:
    everything = frozenset(picture.sha256 for picture in dataset.training + dataset.validation)
    if eyes is None:
        return [View(kept, everything, lambda squares: squares)]
    shape, weights = tuple(eyes.backbone.output_shape[1:]), networks.fingerprint(eyes.backbone)
    stem = eyes.backbone.name == STEM

    def rows(view: str) -> Rows:
        return tables.feature_rows(project, config, view, shape=shape, weights=weights, engine=eyes.kind, stem=stem)

    def see(squares: Pixels) -> npt.NDArray[Any]:
        seen: npt.NDArray[Any] = eyes.engine().see(np.ascontiguousarray(squares))
        return np.clip(seen, -_HIGHEST, _HIGHEST) if stem else seen

    views = [View(rows("plain"), everything, see)]
    if looks_mirrored(config):
        training = frozenset(picture.sha256 for picture in dataset.training)
        views.append(View(rows("mirrored"), training, lambda squares: see(squares[:, :, ::-1])))
    return views


def _eyes(
    backbone: Any, dataset: Dataset, config: TrainConfig, record: Path | None, *, emit: Emit, control: Control
) -> _Eyes:
    from trainer.learning.engines import choosing  # noqa: PLC0415 - TensorFlow

    def trial() -> choosing.Trial:
        return choosing.trial(dataset, config.image_size)

    chosen, make = choosing.choice(
        backbone,
        config,
        trial,
        record=record,
        check=lambda: check(control),
        begin=lambda: emit(Notice(message=_MEASURING)),
    )
    made: list[Any] = []

    def engine() -> Any:
        if not made:
            made.append(make())
        return made[0]

    return _Eyes(backbone, chosen.taken.kind, engine)


class _Gathering:
    """One pass over the pictures that some table lacks.

    Args: as `gather` has them; the tables of ``views`` are held.
    """

    def __init__(
        self,
        project: Project,
        dataset: Dataset,
        config: TrainConfig,
        views: Sequence[View],
        *,
        emit: Emit,
        control: Control,
    ) -> None:
        self._cache = project.cache
        self._dataset = dataset
        self._size = config.image_size
        self._views = views
        self._emit = emit
        self._control = control
        everything = {picture.sha256: picture for picture in dataset.training + dataset.validation}
        self._total = len(everything)
        self._missing = [one for one in everything.values() if any(view.lacks(one.sha256) for view in views)]

    def fill(self, kept: Rows, eyes: _Eyes | None) -> set[str]:
        """Add the rows that are missing; returns the sha256 of the pictures that cannot be read."""
        pace = Pace(self._emit, "pictures", total=self._total, done=self._total - len(self._missing))
        if not self._missing:
            return set()
        room = tables.make_room(self._cache, self._needed(kept), using=[*self._folders(), kept.folder])
        if eyes is None:
            return self._look(Source(self._size, None), None, pace, None)
        with tables.writing_if_idle(kept) as had:
            spare = room - sum(map(self._bytes, self._views))
            keeping = kept if had and spare >= self._pixels(kept) else None
            return self._look(Source(self._size, kept if had else None), keeping, pace, eyes)

    def _look(self, source: Source, keeping: Rows | None, pace: Pace, eyes: _Eyes | None) -> set[str]:
        engine = None if eyes is None else eyes.engine()
        chunk, lanes = (looking.CHUNK, None) if engine is None else (engine.chunk, engine.lanes)
        unreadable: set[str] = set()
        done = self._total - len(self._missing)
        for piece in looking.look(self._missing, source, self._views, chunk=chunk, lanes=lanes):
            self._write(piece, keeping)
            unreadable |= {picture.sha256 for picture, _ in piece.unreadable}
            done += len(piece.pictures) + len(piece.unreadable)
            source.forget()
            moments.reached("look")
            check(self._control)
            pace.at(done)
        return unreadable

    def _write(self, piece: Piece, keeping: Rows | None) -> None:
        for picture, error in piece.unreadable:
            _report(picture, error, self._dataset, self._emit)
        for rows, keys, made in piece.made:
            rows.add(keys, made)
        if keeping is not None and any(piece.fresh):
            chosen = np.flatnonzero(piece.fresh)
            keeping.add([piece.pictures[number].sha256 for number in chosen], piece.squares[chosen])

    def _needed(self, kept: Rows) -> int:
        """Bytes that this pass would write, decoded pictures included."""
        return sum(map(self._bytes, self._views)) + (0 if kept.folder in self._folders() else self._pixels(kept))

    def _bytes(self, view: View) -> int:
        return sum(view.lacks(picture.sha256) for picture in self._missing) * tables.row_bytes(view.rows)

    def _pixels(self, kept: Rows) -> int:
        return sum(picture.sha256 not in kept for picture in self._missing) * tables.row_bytes(kept)

    def _folders(self) -> list[Path]:
        return [view.rows.folder for view in self._views]


def _report(picture: Picture, error: PictureError, dataset: Dataset, emit: Emit) -> None:
    folder = vanished_source(dataset, picture.path)
    if folder is not None:
        raise gone(folder)
    emit(Problem(path=str(picture.path), reason=error.what))


def _left_out_sentence(count: int) -> str:
    if count == 1:
        return "One picture could not be read any more and is left out."
    return f"{count:,} pictures could not be read any more and are left out."

"""What the learner reads: every picture decoded once, or seen once by the frozen backbone, and kept on disk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from trainer import architectures, pixels
from trainer.catalog.records import Picture
from trainer.channel import Control, Emit
from trainer.config import TrainConfig
from trainer.dataset import Dataset, gone, vanished_source
from trainer.errors import PictureError
from trainer.events import Notice, Problem
from trainer.learning import networks
from trainer.learning.rows import Rows, folder_name
from trainer.pace import Pace, check
from trainer.pixels import Pixels
from trainer.project import Project

BATCH = 32
"""Pictures that go through the backbone at once: always as many, so that a row does not depend on its neighbours."""


class Samples(NamedTuple):
    """Pictures in the form in which the learner takes them.

    Attributes:
        views: Tables of rows, one a view (plain, mirrored): each (rows, *shape).
        places: Row numbers by picture, one array a view: each (n,).
        labels: Class numbers, (n,).
    """

    views: tuple[npt.NDArray[Any], ...]
    places: tuple[npt.NDArray[np.int64], ...]
    labels: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def batch(self, chosen: npt.NDArray[np.int64], view: npt.NDArray[np.int64] | None = None) -> npt.NDArray[Any]:
        """The rows of some pictures.

        Args:
            chosen: Numbers of pictures, (b,).
            view: Which view of each, (b,); by default the plain one.

        Returns:
            Shape (b, *shape).
        """
        if view is None or len(self.views) == 1:
            return np.asarray(self.views[0][self.places[0][chosen]])
        rows = np.empty((len(chosen), *self.views[0].shape[1:]), self.views[0].dtype)
        for number in range(len(self.views)):
            mine = view == number
            rows[mine] = self.views[number][self.places[number][chosen[mine]]]
        return rows


class Material(NamedTuple):
    """What a run learns from: the pictures that could be read, and their rows."""

    dataset: Dataset
    training: Samples
    validation: Samples


class _View(NamedTuple):
    """A table to fill, whose pictures belong in it (sha256), and how a batch of pixels becomes rows."""

    rows: Rows
    members: frozenset[str]
    compute: Callable[[Pixels], npt.NDArray[Any]]

    def lacks(self, key: str) -> bool:
        return key in self.members and key not in self.rows

    def take(self, squares: Sequence[tuple[str, Pixels]]) -> None:
        lacking = [(key, square) for key, square in squares if self.lacks(key)]
        if lacking:
            self.rows.add([key for key, _ in lacking], self.compute(np.stack([square for _, square in lacking])))


def gather(
    project: Project, dataset: Dataset, config: TrainConfig, backbone: Any | None, *, emit: Emit, control: Control
) -> Material:
    """Look at every training and validation picture that is not in the cache yet.

    Args:
        project: Where the cache lies.
        dataset: The pictures.
        config: The run's settings.
        backbone: The frozen network of `networks.build`, or None for scratch networks.
        emit: Told the progress, and of every picture that cannot be read.
        control: Looked at between batches; what was computed so far stays in the cache.

    Raises:
        Interrupted: Somebody asked.
        DatasetError: A folder of pictures has vanished, or too few pictures can be read.
        DiskError: The cache cannot be written to.
    """
    views = _views(project, dataset, config, backbone)
    with contextlib.ExitStack() as stack:
        for view in views:
            stack.enter_context(view.rows.writing(lambda: check(control)))
        left_out = _fill(views, dataset, config.image_size, emit=emit, control=control)
        tables = [view.rows.view() for view in views]
    if left_out:
        emit(Notice(message=_left_out_sentence(len(left_out)), level="warning"))
    kept = dataset.without(left_out)
    return Material(kept, _samples(kept, "training", views, tables), _samples(kept, "validation", views[:1], tables))


def _samples(dataset: Dataset, split: Any, views: Sequence[_View], tables: Sequence[npt.NDArray[Any]]) -> Samples:
    keys = [picture.sha256 for picture in dataset.split(split)]
    places = tuple(view.rows.places(keys) for view in views)
    return Samples(tuple(tables[: len(views)]), places, dataset.labels(split))


def _views(project: Project, dataset: Dataset, config: TrainConfig, backbone: Any | None) -> list[_View]:
    everything = frozenset(picture.sha256 for picture in dataset.training + dataset.validation)
    size = config.image_size
    if backbone is None:
        folder = project.cache / folder_name(f"pixels-{size}", pixels.DECODE_SPEC, str(size))
        return [_View(Rows(folder, (size, size, 3), np.uint8), everything, lambda batch: batch)]
    see = _seeing(backbone)
    plain = _feature_rows(project, config, backbone, "plain")
    views = [_View(plain, everything, see)]
    if config.augment:
        mirrored = _feature_rows(project, config, backbone, "mirrored")
        training = frozenset(picture.sha256 for picture in dataset.training)
        views.append(_View(mirrored, training, lambda batch: see(batch[:, :, ::-1])))
    return views


def _feature_rows(project: Project, config: TrainConfig, backbone: Any, view: str) -> Rows:
    name = folder_name(
        f"features-{config.architecture}-{config.image_size}-{view}",
        pixels.DECODE_SPEC,
        config.head,
        *architectures.find(config.architecture).taps,
        view,
        networks.fingerprint(backbone),
    )
    return Rows(project.cache / name, tuple(backbone.output_shape[1:]), np.float32)


def _seeing(backbone: Any) -> Callable[[Pixels], npt.NDArray[Any]]:
    import tensorflow as tf  # noqa: PLC0415 - heavy

    shape = (BATCH, *backbone.input_shape[1:])
    forward = tf.function(
        lambda pictures: backbone(pictures, training=False), input_signature=[tf.TensorSpec(shape, tf.uint8)]
    )

    def see(batch: Pixels) -> npt.NDArray[Any]:
        padded = np.zeros(shape, np.uint8)
        padded[: len(batch)] = batch
        return np.asarray(forward(padded))[: len(batch)]

    return see


def _fill(views: Sequence[_View], dataset: Dataset, size: int, *, emit: Emit, control: Control) -> set[str]:
    """Add the rows that are missing; returns the sha256 of the pictures that cannot be read."""
    everything = dataset.training + dataset.validation
    missing = [picture for picture in everything if any(view.lacks(picture.sha256) for view in views)]
    before = len(everything) - len(missing)
    pace = Pace(emit, "pictures", total=len(everything), done=before)
    unreadable: set[str] = set()
    waiting: list[tuple[str, Pixels]] = []
    for number, (picture, square) in enumerate(_read(missing, size), start=1):
        if isinstance(square, PictureError):
            _report(picture, square, dataset, emit)
            unreadable.add(picture.sha256)
        else:
            waiting.append((picture.sha256, square))
        if len(waiting) == BATCH or number == len(missing):
            for view in views:
                view.take(waiting)
            waiting.clear()
            check(control)
        pace.at(before + number)
    return unreadable


def _read(pictures: Sequence[Picture], size: int) -> Iterator[tuple[Picture, Pixels | PictureError]]:
    for number, square in pixels.read_many([picture.path for picture in pictures], size):
        yield pictures[number], square


def _report(picture: Picture, error: PictureError, dataset: Dataset, emit: Emit) -> None:
    folder = vanished_source(dataset, picture.path)
    if folder is not None:
        raise gone(folder)
    emit(Problem(path=str(picture.path), reason=error.what))


def _left_out_sentence(count: int) -> str:
    if count == 1:
        return "One picture could not be read any more and is left out."
    return f"{count:,} pictures could not be read any more and are left out."

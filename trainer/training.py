"""A training from the first look at the project to the last event: settings, run folder, journal. Light until it begins."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from trainer import architectures, dataset, log, options, parallel, runs, varying, weights
from trainer.architectures import Architecture
from trainer.channel import Control, Emit
from trainer.config import TrainConfig
from trainer.dataset import Dataset
from trainer.errors import ArtClassError, ProjectError, UsageError, WeightsError
from trainer.estimating.watching import estimated
from trainer.events import Finished, Job, Notice, Started, Stopped
from trainer.journal import keeping
from trainer.options import Wishes
from trainer.pace import Interrupted
from trainer.project import Project
from trainer.resources import resource
from trainer.running import energy
from trainer.running.sitting import sitting
from trainer.runs import Run


def train(project: Project, wishes: Wishes, *, emit: Emit, control: Control, pin: bool = False) -> Finished | Stopped:
    """Train a new model; with ``pin`` it is measured on the test pictures as soon as it is finished, and marked.

    Raises:
        ArtClassError: It cannot be done; ``what`` says why in words.
    """
    began = time.monotonic()
    pictures = dataset.load(project)
    config, notice = settle(wishes, pictures, emit=emit)
    runs.news.clear(project)
    run = runs.create(project, config)
    if pin:
        run.mark(pin_when_finished=True)
    said = ([notice] if notice else []) + list(varying.without_effect(config, wishes.variation or ()))
    with _put_by_if_nothing_learned(run):
        notices = [Notice(message=message) for message in said]
        return _work(project, run, pictures, emit=emit, control=control, began=began, notices=notices, job="train")


def resume(project: Project, name: str | None = None, *, emit: Emit, control: Control) -> Finished | Stopped:
    """Go on with a training that was paused or cut off; by default the newest one.

    Raises:
        ArtClassError: It cannot be done; ``what`` says why in words.
    """
    began = time.monotonic()
    run = _resumable(project, name)
    pictures = dataset.load(project)
    return _work(project, run, pictures, emit=emit, control=control, began=began, job="resume")


def pack(project: Project, name: str, *, emit: Emit, control: Control) -> Finished | Stopped:
    """Pack the best weights of a training that was paused or cut off, or has failed; it learns no more.

    Raises:
        ArtClassError: It cannot be done; ``what`` says why in words.
    """
    began = time.monotonic()
    run = _resumable(project, name)
    if not _has_best(run):
        raise ProjectError(
            "This training has no best weights yet that could be packed",
            path=run.folder,
            remedy="Go on with it, at least until its first epoch is over.",
        )
    pictures = dataset.load(project)
    return _work(project, run, pictures, emit=emit, control=control, began=began, job="resume", pack=True)


def settle(wishes: Wishes, pictures: Dataset, *, emit: Emit) -> tuple[TrainConfig, str | None]:
    """The settings to train with, and what is to be said about the choice; the weights are on this machine then.

    Raises:
        UsageError: A wish cannot be met.
        WeightsError: The weights are not here and cannot be downloaded.
    """
    name, reason = wishes.architecture, None
    if name is None:
        name, reason = _default_architecture(wishes, pictures, emit)
        if name == architectures.WITHOUT_WEIGHTS:
            wishes = msgspec.structs.replace(wishes, weights=None)
    config = options.config(name, wishes)
    row = architectures.find(name)
    found = weights.settled(row, config.weights, on_download=lambda: _tell_download(row, emit))
    return msgspec.structs.replace(config, weights=found), reason


def _tell_download(architecture: Architecture, emit: Emit) -> None:
    emit(Notice(message=f"The pretrained weights of {architecture.title} are being downloaded, once and for all."))


def _default_architecture(wishes: Wishes, pictures: Dataset, emit: Emit) -> tuple[str, str | None]:
    usual, plain = architectures.find(architectures.DEFAULT), architectures.find(architectures.WITHOUT_WEIGHTS)
    if wishes.weights not in (None, weights.IMAGENET):
        return usual.name, None
    if _is_sample(pictures):
        return plain.name, (
            f"These are the sample pictures: {plain.title} learns them well in a few minutes and needs no download. "
            f"For your own pictures {usual.title} is the usual choice."
        )
    try:
        weights.fetch(usual, on_download=lambda: _tell_download(usual, emit))
    except WeightsError as error:
        return plain.name, f"{error} Until then {plain.title} is trained, which needs no weights."
    return usual.name, None


def _is_sample(pictures: Dataset) -> bool:
    sample = resource("sample").resolve()
    return all(picture.path.resolve().is_relative_to(sample) for picture in pictures.training)


def _resumable(project: Project, name: str | None) -> Run:
    if name is None:
        for run in runs.list_runs(project):
            if run.resumable() and run.state() != "running":
                return run
        raise ProjectError("There is no training to go on with", path=project.folder, remedy="Start a new one.")
    run = runs.find(project, name)
    if run.report_path.exists():
        raise UsageError("This run is finished already", path=run.folder, remedy="Start a new training.")
    if run.state() != "running" and not run.resumable():
        raise ProjectError("This run has no checkpoint to go on from", path=run.folder, remedy="Start a new training.")
    return run


def _work(
    project: Project,
    run: Run,
    pictures: Dataset,
    *,
    emit: Emit,
    control: Control,
    began: float,
    job: Job,
    notices: Sequence[Notice] = (),
    pack: bool = False,
) -> Finished | Stopped:
    with (
        run.held(),
        log.kept_in(run.log_path),
        keeping(run, emit, alone=lambda: control.detached) as journal,
        energy.metered(run.folder),
        sitting(run, control, journal) as heard,
        estimated(project, run, pictures, emit=heard, control=control, began=began, fresh=job == "train") as telling,
    ):
        ending = _attempt(
            project, run, pictures, emit=telling, control=control, began=began, job=job, notices=notices, pack=pack
        )
        journal.note(ending)
    if isinstance(ending, Stopped) and ending.result is None and not ending.resumable:
        shutil.rmtree(run.folder, ignore_errors=True)
    return ending


@contextlib.contextmanager
def _put_by_if_nothing_learned(run: Run) -> Iterator[None]:
    """Leave among the runs none that failed before it had learned anything worth going on from."""
    try:
        yield
    except BaseException:
        if not _has_learned(run):
            runs.news.put_by(run)
        raise


def _has_learned(run: Run) -> bool:
    from trainer.learning import checkpoint  # noqa: PLC0415 - NumPy

    try:
        saved = checkpoint.load(run.checkpoint)
    except ArtClassError:  # there is something; whoever goes on with it is told what is wrong
        return True
    return saved is not None and saved.state.epoch + saved.state.step > 0


def _has_best(run: Run) -> bool:
    from trainer.learning import checkpoint  # noqa: PLC0415 - NumPy

    saved = checkpoint.load(run.checkpoint)
    return saved is not None and bool(saved.best)


def _attempt(
    project: Project,
    run: Run,
    pictures: Dataset,
    *,
    emit: Emit,
    control: Control,
    began: float,
    job: Job,
    notices: Sequence[Notice],
    pack: bool,
) -> Finished | Stopped:
    from trainer import __version__, device  # noqa: PLC0415

    notices = [*notices, *_same_cores(run)]
    emit(
        Started(
            job=job,
            version=__version__,
            run=run.name,
            device=device.prepare(),
            at=_moment(began),
            before=_seconds_before(run),
        )
    )
    for notice in [*notices, *_same_precision(run)]:
        emit(notice)
    from trainer.learning.job import TrainingJob  # noqa: PLC0415 - TensorFlow, once the device is prepared

    try:
        job_of_it = TrainingJob(project, run, run.config(), emit=emit, control=control, began=began)
        return job_of_it.work(pictures, pack=pack)
    except Interrupted as asked:
        keeps = asked.request == "pause" or (asked.request == "stop" and _has_learned(run))
        return Stopped(resumable=keeps)


def _moment(monotonic: float) -> str:
    """When the clock that nobody sets showed this (ISO 8601)."""
    return (datetime.now().astimezone() - timedelta(seconds=time.monotonic() - monotonic)).isoformat(timespec="seconds")


def _seconds_before(run: Run) -> float:
    """How long the earlier sittings have worked on what the checkpoint holds."""
    from trainer.learning import checkpoint  # noqa: PLC0415 - NumPy

    before = checkpoint.peek(run.checkpoint)
    return round(before.seconds, 1) if before is not None else 0.0


def _same_precision(run: Run) -> Iterator[Notice]:
    """Tell that a run goes on in bfloat16 where that is not known to be computed by the hardware. TensorFlow."""
    from trainer import engines  # noqa: PLC0415
    from trainer.learning import checkpoint  # noqa: PLC0415 - NumPy
    from trainer.learning.engines import flow  # noqa: PLC0415 - TensorFlow, once the device is prepared

    before = checkpoint.peek(run.checkpoint)
    if before is None:
        return
    used = {
        before.precision,
        *(choice.taken.precision for choice in engines.of_run(run.folder / "engine.json").values()),
    }
    if "bfloat16" in used and not flow.has_bfloat16():
        yield Notice(
            message="This training began in bfloat16, which this computer may only imitate: it may go on more slowly, "
            "and its last digits may differ."
        )


def _same_cores(run: Run) -> Iterator[Notice]:
    """Let a run that goes on use as many cores as before, unless others were asked for: that would show in the end."""
    from trainer.learning import checkpoint  # noqa: PLC0415 - NumPy

    before = checkpoint.peek(run.checkpoint)
    if before is None or not before.cores:
        return
    if parallel.usable_cores() != before.cores:
        os.environ.setdefault(parallel.CORES, str(before.cores))
    cores = parallel.usable_cores()
    if cores != before.cores:
        yield Notice(
            message=f"This training began on {before.cores} cores and goes on with {cores}: its last digits may differ."
        )

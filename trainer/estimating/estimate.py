"""The estimates of a project: what is known at once, what is not measured in child processes, and kept. Light."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from trainer import architectures, dataset, presets
from trainer.channel import Control, Emit
from trainer.dataset import Dataset
from trainer.errors import ArtClassError
from trainer.estimating import counting, kept, records, sampling, scaling, sizes
from trainer.estimating.clock import Load
from trainer.estimating.kept import OfProject
from trainer.estimating.values import Estimates, Speed
from trainer.events import Estimated, Failed, Finished, Notice, Progress, Stage
from trainer.pace import check
from trainer.project import Project
from trainer.running.watched import Watched

_BUSY = 0.25  # of the processor: with others taking more, a run will take longer than a quiet machine's
_FIRST = (
    "Nothing was measured on this computer yet: three networks are tried first, for half a minute or so where nothing "
    "else is at work, and once for all."
)
QUICK = "quick"
"""Stands for the networks of `scaling.MEASURED` where one architecture is named otherwise."""


class Estimating:
    """One answer, and better ones while they are measured.

    Args:
        project: Its pictures are to be learnt from.
        names: Architectures to refine, if ``refine`` is asked for.
        emit: Told every table as it gets better.
        control: Any request ends the measuring; what was measured is kept.

    Attributes:
        others: Share of the processor that other programs took while it was at work, 0 to 1.
    """

    def __init__(self, project: Project, names: Sequence[str], *, emit: Emit, control: Control) -> None:
        self.others = 0.0
        self._tried: list[float] = []
        self._project = project
        self._names = names
        self._emit = emit
        self._control = control

    def work(self, *, refine: bool) -> Estimates:
        """Estimate, from what was measured before as far as possible.

        Args:
            refine: Measure every architecture that was only scaled from others.

        Raises:
            Interrupted: Somebody asked.
            ArtClassError: The pictures do not suffice, or nothing could be measured.
        """
        load = Load()
        pictures = dataset.load(self._project)
        of_project = self._look(pictures)
        if any(row.name not in kept.machine().speeds for row in architectures.ARCHITECTURES):
            self._quick(len(pictures.classes))
        table = self._tell(of_project)
        self._say_if_busy(load)
        if not refine:
            return table
        waiting = [name for name in self._names if _unmeasured(name)]
        for number, name in enumerate(waiting, start=1):
            title = architectures.find(name).title
            self._stage("refine", f"Trying a few steps of {title}", index=number, count=len(waiting))
            self._refine(name, len(pictures.classes))
            table = self._tell(of_project)
        self.others = max(self._tried, default=self.others)
        return table

    def _look(self, pictures: Dataset) -> OfProject:
        """Count what is in the cache, and see how fast pictures are decoded unless these were decoded before."""
        known = kept.of_project(self._project)
        fingerprint = pictures.fingerprint()
        if known.fingerprint != fingerprint:
            known = OfProject(fingerprint=fingerprint)
        sides = sorted({presets.config(row.name).image_size for row in architectures.ARCHITECTURES})
        unseen = [side for side in sides if side not in known.decode_seconds]
        load = Load()
        for side in unseen:
            check(self._control)
            known.decode_seconds[side] = sampling.decoding(pictures, side)
        known.others = round(load.others(), 3) if unseen else known.others
        known.pictures = counting.count(self._project, pictures)
        kept.keep_project(self._project, known)
        return known

    def _quick(self, classes: int) -> None:
        """Measure what the first answer rests on, and say which network is being tried."""
        self._emit(Notice(message=_FIRST))

        def hear(progress: Progress) -> None:
            if progress.done < len(scaling.MEASURED):
                title = architectures.find(scaling.MEASURED[progress.done]).title
                label = f"Trying a few steps of {title}"
                self._emit(Stage(name="quick", label=label, index=progress.done + 1, count=len(scaling.MEASURED)))

        check(self._control)
        self._probe(QUICK, classes, hear)

    def _tell(self, of_project: OfProject) -> Estimates:
        machine = kept.machine()
        assert of_project.pictures is not None
        measured = kept.measured(machine, of_project)
        table = records.table(measured, of_project.pictures, refined=kept.complete(machine))
        self._emit(Estimated(estimates=table.estimates, refined=table.refined))
        return table

    def _say_if_busy(self, load: Load) -> None:
        """What a child has measured says more: to this process that child is another program as long as it is there."""
        self.others = max(self._tried, default=load.others())
        if self.others > _BUSY:
            self._emit(
                Notice(
                    message=f"Other programs take {self.others:.0%} of the processor just now; as long as they do, a "
                    "training takes longer than this.",
                    level="warning",
                )
            )

    def _stage(self, name: str, label: str, *, index: int, count: int) -> None:
        check(self._control)
        self._emit(Stage(name=name, label=label, index=index, count=count))

    def _refine(self, name: str, classes: int) -> None:
        """Measure one architecture; where that fails, its rough figures stay, and why is told."""
        try:
            self._probe(name, classes)
        except ArtClassError as error:
            check(self._control)
            self._emit(Notice(message=f"{architectures.find(name).title} could not be tried. {error}", level="warning"))

    def _probe(self, name: str, classes: int, hear: Callable[[Progress], None] = lambda _: None) -> None:
        arguments = ["estimate", "--project", str(self._project.folder), "--probe", name]
        child = Watched(arguments, control=self._control, project=self._project, pass_on=False)
        ending = child.run(lambda event: hear(event) if isinstance(event, Progress) else None)
        check(self._control)
        if isinstance(ending, Failed):
            raise ArtClassError(ending.message, path=ending.path, remedy=ending.remedy)
        if isinstance(ending, Finished):
            answer = msgspec.convert(ending.result, Answer)
            self._tried += answer.others.values()
            _keep(answer, name, classes)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a probing child says: how long TensorFlow took to come up, what was measured, and what others took meanwhile."""

    begin_seconds: float
    speeds: dict[str, Speed]
    others: dict[str, float] = {}


def others_then(project: Project, names: Iterable[str]) -> float:
    """Share of the processor that other programs took at most while what these estimates rest on was measured, 0 to 1."""
    machine = kept.machine()
    return max(kept.of_project(project).others, *(machine.others.get(name, 0.0) for name in names), 0.0)


def _keep(answer: Answer, name: str, classes: int) -> None:
    with kept.changing() as machine:
        machine.begin_seconds = answer.begin_seconds
        speeds = scaling.speeds(answer.speeds, classes) if name == QUICK else answer.speeds
        for key, speed in speeds.items():
            if not speed.rough or key not in machine.speeds:
                machine.speeds[key] = speed
                machine.others[key] = answer.others.get(key, max(answer.others.values(), default=0.0))
        if name != QUICK:
            machine.chosen.add(sizes.look_name(presets.config(name)))


def _unmeasured(name: str) -> bool:
    known = kept.machine().speeds.get(name)
    return known is None or known.rough

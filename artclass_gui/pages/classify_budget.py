"""The error budget of the Classify page: at most so many wrong, and what that does to the pictures of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.gallery.chosen import Filing
from artclass_gui.gallery.store import Answered
from artclass_gui.tasks import Relay
from artclass_gui.widgets.words import human_number

if TYPE_CHECKING:
    from trainer.measuring.budget import Plan

Part = Literal["filed", "review", "novel", "labelled"]
SETTING = "classify/at_most_wrong"
LEAST, MOST = 1, 20  # per cent, as the table of settings has it


class Parts(NamedTuple):
    """How many pictures of a folder are filed, are to be looked at, are probably none of the classes, or have own labels.

    Each picture that has an answer or an own label is in one part: what the person has labelled is sorted by that,
    whatever the model says. ``seen``: so many of the filed ones were in training, about which nothing is promised.
    """

    filed: int = 0
    review: int = 0
    novel: int = 0
    labelled: int = 0
    seen: int = 0


class Limits(NamedTuple):
    """A part as conditions for the gallery: confidence from ``least`` to ``most``, both included, novel, labelled or not."""

    least: float | None = None
    most: float | None = None
    novel: bool | None = None
    labelled: bool | None = None


NO_LIMITS = Limits()


class _Plans(NamedTuple):
    """What can be promised with a model: a plan for each percentage; none where it kept no answers for held-out pictures."""

    plans: dict[int, Plan]
    tells_novel: bool


class Budget(QObject):
    """The budget that the person chose, and the plan that the model in use has for it.

    Plans are made for every budget at once, on another thread, when a model is chosen: the slider then finds them ready.

    Signals:
        changed(): There is another plan, or none.
    """

    changed = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._made: _Plans | None = None
        self._relay: Relay | None = None
        self.failure = ""
        """Why the model's package could not be read; a sentence."""
        context.settings.changed.connect(self._setting_changed)

    @property
    def at_most(self) -> int:
        """The budget in per cent."""
        return int(self._context.settings.value(SETTING))

    @property
    def known(self) -> bool:
        """Whether the model in use was asked what it can promise."""
        return self._made is not None

    @property
    def possible(self) -> bool:
        """Whether the model in use has what budgets are made from."""
        return self._made is not None and bool(self._made.plans)

    @property
    def tells_novel(self) -> bool:
        """Whether the model can tell that a picture is none of its classes."""
        return self._made is not None and self._made.tells_novel

    @property
    def plan(self) -> Plan | None:
        """The plan for the budget; None while there is none."""
        return self._made.plans.get(self.at_most) if self._made is not None else None

    @property
    def filing(self) -> Filing | None:
        """What the plan files, for what is made of the pictures; None where there is none."""
        if self.plan is None:
            return None
        threshold = self.plan.threshold
        precise = None if threshold is None else float(np.float32(threshold))  # as `parts` compares it
        return Filing(self.at_most, precise, self.plan.sentence())

    def set_at_most(self, percent: int) -> None:
        """Choose a budget; it is remembered."""
        if percent != self.at_most:
            self._context.settings.set(SETTING, percent)

    def set_package(self, package: Path | None) -> None:
        """Ask what the model of a package can promise; None: no model."""
        if self._relay is not None:
            self._relay.drop()
            self._relay = None
        self._made, self.failure = None, ""
        if package is not None:
            self._relay = self._context.tasks.run(self, lambda: _plans(package), self._take, self._refuse)
        self.changed.emit()

    def parts(self, answered: Answered) -> Parts:
        """What the plan does to pictures; nothing where there is none."""
        if self.plan is None:
            return Parts()
        from trainer.measuring import budget  # noqa: PLC0415 - with the plan, another thread has imported it

        known = ~np.isnan(answered.confidence) & ~answered.own
        sorted_out = budget.sort(answered.confidence[known], answered.novel[known], self.plan.threshold)
        counts = np.bincount(sorted_out, minlength=3).tolist()
        seen = int(((sorted_out == budget.FILED) & answered.seen[known]).sum())
        labelled = int(answered.own.sum())
        return Parts(counts[budget.FILED], counts[budget.REVIEW], counts[budget.NOVEL], labelled, seen)

    def limits(self, part: Part) -> Limits:
        """Which pictures a part has."""
        threshold = self.plan.threshold if self.plan is not None else None
        match part:
            case "filed":
                return Limits(2.0 if threshold is None else threshold, None, False, labelled=False)
            case "review":
                below = None if threshold is None else float(np.nextafter(np.float32(threshold), np.float32(0)))
                return Limits(0.0, below, False, labelled=False)
            case "novel":
                return Limits(None, None, True, labelled=False)
            case "labelled":
                return Limits(labelled=True)

    def sentence(self, parts: Parts) -> str:
        """What is promised, and what the promise is worth; why there is none."""
        if self.failure:
            return self.failure
        if self._made is None:
            return ""
        if self.plan is None:
            return self.tr(
                "This model was made by an ArtClass that kept no answers for held-out pictures, so nothing can be promised "
                "about how many are wrong. Train it again to have an error budget."
            )
        words = self.plan.sentence()
        if parts.seen == 1:
            words += " " + self.tr("1 of the filed pictures was in training: the promise is not about it.")
        elif parts.seen:
            more = self.tr("{0} of the filed pictures were in training: the promise is not about them.")
            words += " " + more.format(human_number(parts.seen))
        return words

    def _take(self, made: _Plans) -> None:
        self._made, self._relay = made, None
        self.changed.emit()

    def _refuse(self, error: Exception) -> None:
        self._relay, self.failure = None, str(error)
        self.changed.emit()

    def _setting_changed(self, key: str) -> None:
        if key == SETTING:
            self.changed.emit()


def _plans(package: Path) -> _Plans:
    from trainer import package as packages  # noqa: PLC0415 - Pillow comes with it, and this is a worker thread
    from trainer.measuring import budget  # noqa: PLC0415

    light = packages.read_light(package)
    novelty = light.info.novelty
    if light.held_out is None:
        return _Plans({}, novelty is not None)
    held_out = light.held_out
    return _Plans(
        {percent: budget.plan(held_out, novelty, percent / 100) for percent in range(LEAST, MOST + 1)},
        novelty is not None,
    )

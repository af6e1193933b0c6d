"""What one training has said so far, and what its run's folder knows of its earlier life."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from artclass_gui.figures import architecture_title
from trainer.config import TrainConfig
from trainer.errors import ArtClassError
from trainer.estimating.records import Estimate
from trainer.events import Epoch, Estimated, LowBattery, Notice, Progress, Stage, Started, TerminalEvent
from trainer.project import Project
from trainer.runs import EstimateFigures, Run

_LOG_LINES = 5_000
Asked = Literal["stop", "pause", "cancel"]


@dataclass
class History:
    """What one training has said so far; kept after its end, until the next one begins.

    Attributes:
        project: The project it works on.
        title: What it trains, in words.
        config: Its settings; None where a resumed run's cannot be read.
        run: The run folder's name, once the child has told it.
        epochs: The epochs that are over, in order.
        notices: What was worth knowing.
        log: The last lines of the log.
        asked: What the person has asked of it.
        started_at: When it began (`time.monotonic`): so much before now as it has taken, wherever that was.
        spent_before: Seconds of that which earlier sittings took.
        background: It goes on in a process that is none of this window's.
        low_battery: Why it paused by itself.
        estimated: What was told of a run from before, when it began.
        estimate: What the training itself has said that it will cost.
        ending: How it ended; None while it runs.
    """

    project: Project
    title: str
    config: TrainConfig | None
    run: str | None = None
    device: str | None = None
    stage: Stage | None = None
    progress: Progress | None = None
    epochs: list[Epoch] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    log: deque[str] = field(default_factory=lambda: deque(maxlen=_LOG_LINES))
    asked: Asked | None = None
    started_at: float = field(default_factory=time.monotonic)
    spent_before: float = 0.0
    background: bool = False
    low_battery: LowBattery | None = None
    estimated: EstimateFigures | None = None
    estimate: Estimate | None = None
    ending: TerminalEvent | None = None

    def begun(self, started: Started) -> None:
        """Hear where it began, and when: a training that is found again is as old as it is, not as the finding."""
        self.run, self.device = started.run or self.run, started.device
        self.spent_before = started.before
        self.started_at = min(self.started_at, time.monotonic() - started.before - _seconds_since(started.at))

    def add(self, epochs: Sequence[Epoch]) -> None:
        """Take in newer epochs; one that was trained again counts as it was the last time."""
        by_number = {epoch.epoch: epoch for epoch in (*self.epochs, *epochs)}
        self.epochs = [by_number[number] for number in sorted(by_number)]

    def recall(self, earlier: Earlier) -> None:
        """Fill in what the run's folder knows."""
        self.estimated = earlier.estimated
        self.estimate = self.estimate or earlier.estimate
        newer, self.epochs = self.epochs, list(earlier.epochs)
        self.add(newer)


class Earlier(NamedTuple):
    """What a run's folder knows of its life until now: its epochs, and what was told of its costs when it began."""

    epochs: tuple[Epoch, ...]
    estimated: EstimateFigures | None
    estimate: Estimate | None


def read_earlier(run: Run) -> Earlier:
    """Read a run's record; for another thread than the window's."""
    told = [event.estimates for event in run.events() if isinstance(event, Estimated)]
    return Earlier(run.epochs(), run.estimate(), told[-1][0] if told and told[-1] else None)


def config_of(run: Run) -> TrainConfig | None:
    """A run's settings; None where they cannot be read."""
    try:
        return run.config()
    except ArtClassError:
        return None


def title_of(run: Run) -> str:
    """What the window calls a run: the title that the person gave it, or else its architecture."""
    given, config = run.title, config_of(run)
    return architecture_title(config.architecture) if config is not None and given == run.name else given


def _seconds_since(moment: str) -> float:
    """How long ago a moment was (ISO 8601) by the clock on the wall; none where that is not known, or yet to come."""
    with contextlib.suppress(ValueError):
        return max(0.0, (datetime.now().astimezone() - datetime.fromisoformat(moment)).total_seconds())
    return 0.0

"""One run folder: the paths in it, what its documents say, and where the run stands. Light."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from trainer import config as configs
from trainer import files, holding
from trainer.config import TrainConfig
from trainer.errors import ProjectError, UsageError
from trainer.events import TERMINAL, Epoch, Event, Failed, Started, Stopped, TerminalEvent
from trainer.events import decode as decode_event
from trainer.project import relying_on
from trainer.runs.records import EstimateFigures, HeldOut, HeldOutPrediction, Notes, Predictions, Report, State, Status

PUT_BY = "failed"
"""Where the folders of runs lie that failed before they had learnt anything (`trainer.runs.news`), in a project."""


class Run:
    """One run folder and the paths in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config_path = folder / "config.json"
        self.events_path = folder / "events.jsonl"
        self.log_path = folder / "log.txt"
        self.checkpoint = folder / "checkpoint"
        self.keras_path = folder / "model.keras"
        self.package_path = folder / "model.artmodel"
        self.report_path = folder / "report.json"
        self.predictions_path = folder / "predictions.json"
        self.card_path = folder / "card.md"
        self.notes_path = folder / "run.json"
        self.estimate_path = folder / "estimate.json"
        self.put_by = folder.parent.parent / PUT_BY / folder.name

    @property
    def name(self) -> str:
        """The folder's name, by which the command line knows the run."""
        return self.folder.name

    def notes(self) -> Notes:
        """What is noted beside it; nothing where that cannot be read."""
        with contextlib.suppress(OSError, msgspec.DecodeError):
            return msgspec.json.decode(self.notes_path.read_bytes(), type=Notes)
        return Notes()

    def mark(self, **changes: str | bool | None) -> None:
        """Change fields of its `Notes`; the others stay as they are.

        Raises:
            DiskError: The folder cannot be written to.
        """
        files.write(self.notes_path, msgspec.json.encode(msgspec.structs.replace(self.notes(), **changes)))

    @property
    def title(self) -> str:
        """What the person calls it; by default the folder's name."""
        return self.notes().title or self.name

    def rename(self, title: str) -> None:
        """Call the run ``title``; the folder keeps its name. An empty title gives the default back.

        Raises:
            DiskError: The folder cannot be written to.
        """
        self.mark(title=title.strip() or None)

    def config(self) -> TrainConfig:
        """The settings it was started with.

        Raises:
            ProjectError: ``config.json`` is missing or damaged.
        """
        try:
            return configs.decode(self.config_path.read_bytes())
        except (OSError, msgspec.DecodeError, UsageError) as error:
            raise ProjectError("The run's settings cannot be read", path=self.config_path) from error

    def estimate(self) -> EstimateFigures | None:
        """What was told of it before it began (`trainer.estimating`), where something was."""
        with contextlib.suppress(OSError, msgspec.DecodeError):
            return msgspec.json.decode(self.estimate_path.read_bytes(), type=EstimateFigures)
        return None

    def report(self) -> Report | None:
        """The report of a finished run; None where there is none yet, or none that can be read."""
        with contextlib.suppress(OSError, msgspec.DecodeError, UsageError):
            return msgspec.json.decode(self.report_path.read_bytes(), type=Report)
        return None

    def predictions(self, split: HeldOut | None = None) -> tuple[HeldOutPrediction, ...]:
        """What the finished model said of a split's pictures, or of all that were held out; empty where nothing is kept."""
        kept = self.all_predictions()
        return (*kept.validation, *kept.test) if split is None else kept.of(split)

    def all_predictions(self) -> Predictions:
        """What the finished model said, by split; older runs kept a list, of the test pictures alone."""
        with contextlib.suppress(OSError, msgspec.DecodeError):
            kept = msgspec.json.decode(
                self.predictions_path.read_bytes(), type=Predictions | tuple[HeldOutPrediction, ...]
            )
            return kept if isinstance(kept, Predictions) else Predictions(test=kept)
        return Predictions()

    def events(self) -> Iterator[Event]:
        """The events so far; a last line cut off by a crash is passed over."""
        with contextlib.suppress(FileNotFoundError), self.events_path.open("rb") as lines:
            for line in lines:
                with contextlib.suppress(msgspec.DecodeError):
                    yield decode_event(line)

    def epochs(self) -> tuple[Epoch, ...]:
        """Its epochs in order; one that was trained again after a kill counts as it was the last time."""
        by_number = {event.epoch: event for event in self.events() if isinstance(event, Epoch)}
        return tuple(by_number[number] for number in sorted(by_number))

    def last_event(self) -> TerminalEvent | None:
        """How the job ended the last time it ran, if it said so."""
        ending: TerminalEvent | None = None
        for event in self.events():
            if isinstance(event, Started):
                ending = None
            elif isinstance(event, TERMINAL):
                ending = event
        return ending

    def state(self) -> State:
        """Where the run stands now."""
        if holding.is_held(self.folder):
            return "running"
        if self.report_path.exists():
            return "finished"
        match self.last_event():
            case Stopped():
                return "stopped"
            case Failed():
                return "failed"
            case _:
                return "interrupted"

    def status(self) -> Status:
        """The same as people call it."""
        state = self.state()
        return "paused" if state == "stopped" and self.resumable() else state

    def resumable(self) -> bool:
        """Whether a checkpoint is there to go on from."""
        return not self.report_path.exists() and self.checkpoint.is_dir() and any(self.checkpoint.iterdir())

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Mark the run as being worked on; the mark dies with the process.

        Raises:
            ProjectError: Another process works on it, or its folder or the project's vanished meanwhile.
            DiskError: The folder cannot be written to.
        """
        with (
            relying_on(self.folder.parent.parent, run=self.folder),
            holding.held(self.folder, busy="Another ArtClass is training this run"),
        ):
            yield

"""`classify --watch`: a table of answers that is kept up to date with a folder until somebody stops it."""

from __future__ import annotations

import argparse
import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from trainer import answers, collect, questions
from trainer.channel import Control, Emit
from trainer.commands import budgeting
from trainer.commands.unreadable import Unreadable
from trainer.doctor.words import counted, share
from trainer.errors import ArtClassError, DatasetError, DiskError
from trainer.events import Appeared, Classified, Event, Finished, Notice, Prediction, Settled, Unwatched, Vanished
from trainer.measuring.budget import Plan
from trainer.names import readable
from trainer.package import Package
from trainer.predicting import store
from trainer.predicting.resident import Classify, Resident, Watch

_TOGETHER = 1_000  # paths in one question
_TOLD = 20  # arrivals that are told one by one
_NAMED = 5  # files that were still being written
_SELDOM = 1.0  # seconds from one writing of the table to the next, at least
_SHARE = 0.1  # of the time may go into it


def run(package: Package, args: argparse.Namespace, plan: Plan | None, *, emit: Emit, control: Control) -> Finished:
    """Classify what is in a folder and what comes into it until somebody asks for an end, which is how it finishes.

    Raises:
        PackageError: The model cannot be run.
        DiskError: The table cannot be written, or the folder cannot be watched any longer; then the table holds what was
            answered until that moment.
    """
    folder = args.paths[0].absolute()
    answered = _Answered(emit)
    _ask(control, Watch(str(folder)))  # before it is listed, so that nothing falls in between
    _ask_for_all(control, folder, answered)
    if not (args.json or args.events):  # somebody sits there
        emit(Notice(message=f"Watching {folder}: what comes into it is classified, too. Ctrl+C ends it."))
    table = _Table(args.output, answers.About.of(package), answered, failed=lambda: control.ask("stop"))
    lost: list[Unwatched] = []

    def hear(event: Event) -> None:
        answered(event)
        if isinstance(event, Unwatched):
            lost.append(event)
            control.ask("stop")

    with store.opened(args.store, package, tell=lambda words: emit(Notice(message=words, level="warning"))) as kept:
        resident = Resident(package, kept, emit=hear, control=control)
        with table.kept_up_to_date():
            resident.run()
    answered.half_written(resident.waited_for)
    if words := answered.left_out():
        emit(Notice(message=words, level="warning"))
    answered.unreadable().tell(emit, args.output)
    if lost:
        raise DiskError(lost[0].reason, path=lost[0].folder, remedy="The same command goes on from here.")
    return Finished(result=answered.result(args.output, plan))


def _ask_for_all(control: Control, folder: Path, answered: _Answered) -> None:
    paths: list[str] = []
    try:
        paths.extend(map(str, collect.pictures([folder])))
    except DatasetError:  # nothing there yet
        return
    answered.expect(paths)
    for start in range(0, len(paths), _TOGETHER):
        _ask(control, Classify(tuple(paths[start : start + _TOGETHER])))


def _ask(control: Control, question: Watch | Classify) -> None:
    control.questions.put(questions.encode(question).encode())


class _Answered:
    """What a resident predictor has told, which goes on to ``emit``; new pictures are told in words as well."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._lock = threading.Lock()
        self._rows: dict[str, Prediction] = {}
        self._new: set[str] = set()
        self._expected: set[str] = set()
        self._half_written: list[str] = []
        self._told = 0
        self.changed = threading.Event()

    def __call__(self, event: Event) -> None:
        """Called from several threads."""
        self._emit(event)
        match event:
            case Appeared(paths=paths):
                self._new.update(paths)
                self.expect(paths)
            case Vanished(paths=paths):
                self._take_out(paths)
            case Classified(predictions=predictions):
                self._take_in(predictions)
            case Settled():
                self._told = 0

    def expect(self, paths: Sequence[str]) -> None:
        """Say which pictures were asked for."""
        with self._lock:
            self._expected.update(paths)

    def half_written(self, paths: Sequence[str]) -> None:
        """Say which files were still being written at the end."""
        with self._lock:
            self._half_written = [path for path in paths if path not in self._expected]

    def left_out(self) -> str:
        """How many pictures were not answered, and which were still being written, as sentences; empty where there are none."""
        with self._lock:
            count, waited = len(self._expected), self._half_written
        sentences = []
        if count:
            sentences.append(f"{counted(count, 'picture was', 'pictures were')} not classified yet.")
        if waited:
            more = f" and {len(waited) - _NAMED:,} more" if len(waited) > _NAMED else ""
            files = counted(len(waited), "file was", "files were")
            sentences.append(f"{files} still being written, and not classified: {', '.join(waited[:_NAMED])}{more}.")
        return " ".join([*sentences, "The same command goes on from here."]) if sentences else ""

    def unreadable(self) -> Unreadable:
        """The pictures that cannot be read."""
        found = Unreadable()
        found.add(self.rows())
        return found

    def rows(self) -> list[Prediction]:
        """All predictions, in the order of their paths."""
        with self._lock:
            return sorted(self._rows.values(), key=lambda row: row.path)

    def result(self, output: Path | None, plan: Plan | None) -> dict[str, Any]:
        """What ``--json`` prints."""
        rows = self.rows()
        labels = Counter(row.label for row in rows if row.label is not None)
        return {
            "classified": labels.total(),
            "failed": len(rows) - labels.total(),
            "seen_in_training": sum(row.seen_in_training for row in rows),
            "none_of_the_classes": sum(row.novel for row in rows),
            "labels": dict(sorted(labels.items())),
            "output": None if output is None else str(output),
            "not_classified_yet": len(self._expected),
            "half_written": [readable(path) for path in self._half_written],
            "unreadable": self.unreadable().rows(),
            "budget": None if plan is None else budgeting.split(plan, rows),
        }

    def _take_in(self, predictions: Sequence[Prediction]) -> None:
        with self._lock:
            self._rows.update((prediction.path, prediction) for prediction in predictions)
            self._expected.difference_update(prediction.path for prediction in predictions)
        self.changed.set()
        for prediction in predictions:
            if prediction.path in self._new and self._told < _TOLD:
                self._told += 1
                self._emit(Notice(message=_in_words(prediction)))
            self._new.discard(prediction.path)

    def _take_out(self, paths: Sequence[str]) -> None:
        with self._lock:
            self._expected.difference_update(paths)
            for path in paths:
                self._rows.pop(path, None)
        self.changed.set()


def _in_words(prediction: Prediction) -> str:
    if prediction.confidence is None:
        return f"{prediction.path} {prediction.reason}"
    novel = ", probably none of the classes" if prediction.novel else ""
    return f"{prediction.path}: {prediction.label} ({share(prediction.confidence)}{novel})"


class _Table:
    """The file of answers, written anew whenever there are others, in a thread of its own.

    Args:
        output: The file; None where nobody wants one.
        about: What it says of the model.
        answered: What it shows.
        failed: Called when it cannot be written.
    """

    def __init__(
        self, output: Path | None, about: answers.About, answered: _Answered, *, failed: Callable[[], None]
    ) -> None:
        self._output = output
        self._about = about
        self._answered = answered
        self._failed = failed
        self._over = threading.Event()
        self._failure: ArtClassError | None = None

    @contextlib.contextmanager
    def kept_up_to_date(self) -> Iterator[None]:
        """While the block lasts, and once more at its end.

        Raises:
            DiskError: The disk is full, read-only or gone.
        """
        thread = threading.Thread(target=self._keep, name="table", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()
        if self._failure is not None:
            raise self._failure
        self._write()

    def _keep(self) -> None:
        wait = _SELDOM
        while not self._over.wait(wait):
            if not self._answered.changed.is_set():
                continue
            self._answered.changed.clear()
            began = time.monotonic()
            try:
                self._write()
            except ArtClassError as error:
                self._failure = error
                self._failed()
                return
            wait = max(_SELDOM, (time.monotonic() - began) / _SHARE)

    def _write(self) -> None:
        if self._output is not None:
            with answers.writing(self._output, self._about) as sheet:
                sheet.add(self._answered.rows())

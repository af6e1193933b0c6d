"""A resident predictor to talk to: in a thread of this process, where a test can look, or as the program itself."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from trainer import events
from trainer.channel import Control
from trainer.events import Classified, Event, Prediction, Settled
from trainer.package import Package
from trainer.predicting import store
from trainer.predicting.resident import Resident

_Kind = TypeVar("_Kind", bound=Event)
PATIENCE = 30


class Talk:
    """What is asked and what is heard."""

    def __init__(self) -> None:
        self.control = Control()
        self.events: list[Event] = []
        self._changed = threading.Condition()

    def ask(self, **question: Any) -> None:
        """Ask one question."""
        self.control.questions.put(json.dumps(question).encode())

    def hear(self, event: Event) -> None:
        """What the predictor emits."""
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait until something is so."""
        with self._changed:
            assert self._changed.wait_for(until, PATIENCE), self.events[-20:]

    def of(self, kind: type[_Kind]) -> list[_Kind]:
        """The events of one kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    def settled(self, times: int = 1) -> Settled:
        """Wait until everything was answered for so many times."""
        self.wait(lambda: len(self.of(Settled)) >= times)
        return self.of(Settled)[times - 1]

    @property
    def predictions(self) -> list[Prediction]:
        """All answers, in the order in which they came."""
        return [prediction for event in self.of(Classified) for prediction in event.predictions]

    def said(self, path: Path) -> Prediction:
        """The last answer for a picture."""
        return [prediction for prediction in self.predictions if prediction.path == str(path)][-1]


@contextlib.contextmanager
def talking(package: Package, folder: Path) -> Iterator[Talk]:
    """A predictor in a thread, with its store in ``folder``."""
    talk = Talk()
    with store.opened(folder, package, tell=lambda words: talk.hear(events.Notice(message=words))) as kept:
        resident = Resident(package, kept, emit=talk.hear, control=talk.control)
        thread = threading.Thread(target=resident.run)
        thread.start()
        try:
            talk.wait(lambda: bool(talk.of(events.Ready)))
            yield talk
        finally:
            talk.control.ask("stop")
            thread.join(PATIENCE)
            assert not thread.is_alive()


class Program:
    """The program itself: ``artclass-cli predictor``.

    Args:
        model: A package.
        folder: Where it keeps its answers.
        environment: The child's environment.
    """

    def __init__(self, model: Path, folder: Path, environment: dict[str, str] | None = None) -> None:
        words = [
            sys.executable,
            "-m",
            "trainer",
            "predictor",
            "--model",
            str(model),
            "--store",
            str(folder),
            "--events",
        ]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )

    def ask(self, **question: Any) -> None:
        """Ask one question; who is dead does not hear it."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
            self.process.stdin.flush()

    def events(self) -> Iterator[Event]:
        """What it says, until it has ended."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith(b"\n"):  # else it was killed in the middle of a word
                yield events.decode(line)

    def end(self) -> int:
        """Hang up, and wait."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.stdout.read()
        self.process.stdout.close()
        return self.process.wait(PATIENCE)

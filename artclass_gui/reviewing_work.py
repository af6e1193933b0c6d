"""What reviewing does off the GUI thread: own labels read, corrections counted, copies found, and how far it is."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Sequence

from PySide6.QtCore import SignalInstance

from trainer.catalog.copies import Copies
from trainer.catalog.records import Decision
from trainer.catalog.store import Catalog
from trainer.errors import UsageError
from trainer.names import readable
from trainer.project import Project

_MANY = 40  # new pictures, from which on it takes so long that it is told how far it is
_BETWEEN = 0.1  # seconds


class Watch:
    """Tells from a worker thread how far the looking at pictures is, and ends it when asked.

    Args:
        progressed: The signal that tells it, of many pictures only.
        stopped: What to say when it is ended.
    """

    def __init__(self, progressed: SignalInstance, stopped: str) -> None:
        self.stop = threading.Event()
        self._progressed, self._stopped = progressed, stopped
        self._told, self._total = 0.0, 0

    def check(self) -> None:
        """Raises `UsageError` when it is to end; what is done in a moment never does."""
        if self.stop.is_set() and self._total >= _MANY:
            raise UsageError(self._stopped)

    def looked(self, done: int, total: int) -> None:
        """Tell how far it is, ten times a second."""
        self._total, now = total, time.monotonic()
        if total >= _MANY and (done == total or now - self._told > _BETWEEN):
            self._told = now
            with contextlib.suppress(RuntimeError):  # the window is gone
                self._progressed.emit(done, total)


def own_labels(project: Project, paths: list[str], stop: threading.Event) -> dict[str, str]:
    """The labels that a project has for files, by path.

    Raises:
        ArtClassError: The catalog cannot be read, or ``stop`` is set.
    """

    def check() -> None:
        if stop.is_set():
            raise UsageError("The reading of labels was stopped")  # nobody listens any more

    if not project.catalog.exists():
        return {}
    with Catalog.open(project, readonly=True) as catalog:
        return catalog.own_labels(paths, check=check)


def corrections_since(project: Project, since: str | None) -> int:
    """As `Catalog.corrections`; none where there is no catalog yet."""
    if not project.catalog.exists():
        return 0
    with Catalog.open(project, readonly=True) as catalog:
        return catalog.corrections(since)


def copies_of(paths: Sequence[str], copies: Copies, decision: Decision | None) -> list[str]:
    """The copies of files that a decision has labelled; of those that it left out none."""
    if decision is None:
        return []
    refused = {row.path for row in decision.left_out}
    return copies.of(path for path in paths if readable(path) not in refused)

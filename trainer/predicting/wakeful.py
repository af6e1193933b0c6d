"""Keeping the computer awake while pictures are being classified, and letting it sleep while nobody asks for any."""

from __future__ import annotations

import contextlib
import threading

from trainer.running import awake


class Wakeful:
    """May be told from any thread how things stand; never keeps it waiting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: contextlib.ExitStack | None = None

    def busy(self) -> None:
        """There is something to do."""
        with self._lock:
            if self._kept is None:
                self._kept = contextlib.ExitStack()
                self._kept.enter_context(awake.kept(lambda _event: None))

    def idle(self) -> None:
        """There is nothing to do, or it is held."""
        with self._lock:
            kept, self._kept = self._kept, None
        if kept is not None:  # a desktop may take its time to answer
            threading.Thread(target=kept.close, name="sleepy", daemon=True).start()

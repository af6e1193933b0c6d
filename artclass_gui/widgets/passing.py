"""A warning about one thing that was done: it goes when the next one is, once there was time to read it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from artclass_gui.widgets.banner import Banner

_READING = 5.0  # seconds for which a warning stays at the least, however quickly somebody goes on


class PassingWarning:
    """Takes a warning away that is not about what is being done any more.

    Args:
        banners: Where it may stand; other messages there are left alone.
    """

    def __init__(self, banners: Sequence[Banner]) -> None:
        self._banners = banners
        self._words, self._since = "", 0.0

    def note(self, words: str) -> None:
        """Something is shown from now on."""
        self._words, self._since = words, time.monotonic()

    def go_on(self) -> None:
        """The next thing is being done."""
        if self._words and time.monotonic() - self._since >= _READING:
            for banner in self._banners:
                if banner.message == self._words:
                    banner.clear()
            self._words = ""

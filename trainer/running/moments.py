"""Named moments at which a test lets this process be killed, as a power cut would; unless asked for, nothing happens."""

from __future__ import annotations

import os
import signal
from collections import Counter

KILL_AT = "ARTCLASS_KILL_AT"
"""The environment variable: a moment's name, or ``name:3`` for the third time that it is reached."""

_reached: Counter[str] = Counter()  # of this process, which is the one to be killed


def reached(name: str) -> None:
    """Say that a moment has come: the process ends here, without a word, if that was asked for."""
    asked = os.environ.get(KILL_AT)
    if asked is None:
        return
    wanted, _, number = asked.partition(":")
    if wanted != name:
        return
    _reached[name] += 1
    if _reached[name] == int(number or 1):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows ends at once by the latter

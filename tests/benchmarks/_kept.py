"""Results of a benchmark kept in a folder, so that one that was cut off goes on where it was; and the machine they hold for."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from trainer import parallel


class Kept:
    """Results by name, in ``results.json`` of a folder.

    Args:
        folder: Where; made if need be.
        again: Names to measure again, though there is a result; "all" for every one.
    """

    def __init__(self, folder: Path, again: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self._path = folder / "results.json"
        self._again = set(again)
        folder.mkdir(parents=True, exist_ok=True)
        self._results: dict[str, Any] = json.loads(self._path.read_text()) if self._path.exists() else {}

    def get(self, name: str, measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The result of this name; measured now unless it is there."""
        if name not in self._results or {name, "all"} & self._again:
            began = loaded()
            result = measure()
            self._results[name] = {**result, "machine": machine(), "load_before": began, "load_after": loaded()}
            self._path.write_text(json.dumps(self._results, indent=1))
        found: dict[str, Any] = self._results[name]
        return found


def loaded() -> float:
    """How many processes wanted a core in the last minute, ours among them; 0 where nobody knows."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0


def machine() -> str:
    """What it is measured on, and when: ``AMD EPYC, 2 cores, Linux, Python 3.11.7, 2026-11-25 21:30``."""
    return (
        f"{_processor()}, {parallel.usable_cores()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {datetime.now().astimezone():%Y-%m-%d %H:%M}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())

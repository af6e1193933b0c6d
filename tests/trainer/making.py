"""Tiny pictures and projects for the tests of the heavy half."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from trainer import events
from trainer.catalog.scan import import_sources
from trainer.channel import Control, Request
from trainer.events import Event
from trainer.project import Project

COLOURS = {"blue": (40, 60, 200), "green": (50, 170, 60), "red": (200, 50, 40)}


def picture(label: str, number: int, side: int = 48) -> bytes:
    """A PNG of one colour with some noise; no two are alike."""
    chance = np.random.default_rng((zlib.crc32(label.encode()), number))
    noise = chance.integers(-40, 40, (side, side, 3))
    pixels = np.clip(np.array(COLOURS[label]) + noise, 0, 255).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


def pictures(folder: Path, each: int, *, first: int = 0, classes: tuple[str, ...] = tuple(COLOURS)) -> Path:
    """A folder of class folders with ``each`` pictures a class."""
    for label in classes:
        (folder / label).mkdir(parents=True, exist_ok=True)
        for number in range(first, first + each):
            (folder / label / f"{number}.png").write_bytes(picture(label, number))
    return folder


def project(place: Path, each: int = 14, *, classes: tuple[str, ...] = tuple(COLOURS)) -> Project:
    """A project with pictures imported from ``place / "pictures"``."""
    made = Project.create(place / "colours.artclass")
    import_sources(made, [pictures(place / "pictures", each, classes=classes)], emit=lambda _: None, control=Control())
    return made


class Script:
    """An emit function that keeps the events, and asks something when a chosen one comes.

    Args:
        request: What to ask.
        when: Told every event; True at the one after which to ask.
    """

    def __init__(self, request: Request | None = None, when: Any = lambda _event: False) -> None:
        self.events: list[Event] = []
        self.control = Control()
        self._request = request
        self._when = when

    def __call__(self, event: Event) -> None:
        """Keep an event."""
        self.events.append(event)
        if self._request is not None and self._when(event):
            self.control.ask(self._request)

    def of(self, kind: type) -> list[Any]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


def cli(*words: str | Path) -> tuple[int, dict[str, Any], str]:
    """Run a command with ``--json`` in a process of its own: exit status, result, stderr."""
    command = [sys.executable, "-m", "trainer", *map(str, words), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr


def event_lines(output: bytes) -> list[Event]:
    """The events that a child wrote; every line must be one."""
    return [events.decode(line) for line in output.splitlines()]

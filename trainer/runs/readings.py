"""How often a project's test pictures were looked at: each measuring on them is a line in the project, for good.

The more often a person looks, the more a good figure on them may be luck. (Not `trainer.looks`, which is what pictures
look like.)
"""

from __future__ import annotations

import contextlib
import getpass
import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from trainer import dates
from trainer.errors import disk_error
from trainer.project import Project
from trainer.runs.folders import list_runs

MANY = 8
"""Looks from which on a person is warned."""

_NAME = "test-looks.jsonl"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One look at the test pictures.

    Attributes:
        when: Time (ISO 8601).
        who: Name by which the computer knows the person; empty where it does not.
        run: Folder name of the run, or name of the model, that was measured.
        by: The command.
        images: How many test pictures were measured on.
    """

    when: str
    who: str
    run: str
    by: Literal["pin", "evaluate", "train"]
    images: int


def path(project: Project) -> Path:
    """The file with a line a look."""
    return project.folder / _NAME


def note(project: Project, run: str, *, by: Literal["pin", "evaluate", "train"], images: int) -> int:
    """Write down that the test pictures were looked at.

    Returns:
        How often that has been done, this time included.

    Raises:
        DiskError: It cannot be written down.
    """
    reading = Reading(when=dates.now(), who=_person(), run=run, by=by, images=images)
    line = b"\n" + msgspec.json.encode(reading) + b"\n"  # the first: a line that was cut off by a crash ends here
    try:
        with path(project).open("ab", buffering=0) as stream:  # one write: two processes do not get mixed up
            stream.write(line)
            os.fsync(stream.fileno())
    except OSError as error:
        raise disk_error(error, path(project)) from error
    return len(readings(project))


def readings(project: Project) -> tuple[Reading, ...]:
    """All looks, oldest first; runs of an earlier ArtClass, which measured every one on test, count as one each."""
    noted: list[Reading] = []
    with contextlib.suppress(FileNotFoundError), path(project).open("rb") as lines:
        for line in lines:
            with contextlib.suppress(msgspec.DecodeError):
                noted.append(msgspec.json.decode(line, type=Reading))
    earlier = _earlier(project, {reading.run for reading in noted})
    return tuple(sorted((*earlier, *noted), key=lambda reading: datetime.fromisoformat(reading.when).timestamp()))


def words(count: int) -> str:
    """How often the test pictures were looked at, as a sentence."""
    match count:
        case 0:
            return "The test pictures have not been looked at yet."
        case 1:
            return "The test pictures have been looked at once."
        case 2:
            return "The test pictures have been looked at twice."
        case _:
            return f"The test pictures have been looked at {count:,} times."


def told(count: int) -> str:
    """How often they were looked at, and where that was often, what it means."""
    return f"{words(count)} {warning(count)}".rstrip()


def warning(count: int) -> str:
    """What to say where they were looked at often; empty where they were not."""
    if count < MANY:
        return ""
    return (
        "That is often: the best of many figures is partly luck, and choosing a model by its test figures makes them "
        "too good to be true. Choose by the validation pictures; for a figure that can be believed, import new pictures."
    )


def _earlier(project: Project, noted: Collection[str]) -> list[Reading]:
    found = []
    for run in list_runs(project):
        report = run.report() if run.name not in noted else None
        if report is not None and report.test is not None and report.reading is None:
            found.append(Reading(when=report.finished, who="", run=run.name, by="train", images=report.test.images))
    return found


def _person() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # none is known, as in some containers
        return ""

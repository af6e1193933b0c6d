"""An export from the command to its folders: a child makes them and may be ended at any moment. Light."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from trainer import files
from trainer.channel import Control, Emit
from trainer.errors import ArtClassError
from trainer.events import Event, Failed, Finished, Notice, Progress, Stage
from trainer.exporting import folder
from trainer.exporting.formats import Format
from trainer.pace import Interrupted, check
from trainer.project import Project
from trainer.running.watched import Watched
from trainer.runs import Run

Fill = Callable[[Sequence[Format], Path], dict[str, Any]]
"""Makes the exports in a folder of their own, and tells what `job.ExportJob.work` tells."""


class Export:
    """One export of a finished run in one or more formats.

    A converter looks at nothing while it works, for minutes on a slow computer: it is a child's, which is ended
    when somebody asks. The child has a hidden folder to itself; only this process touches what others see.

    Args:
        project: Whose pictures certify the files.
        run: The run.
        emit: Told stages, progress and what is not certified.
        control: When anything is asked, the child is ended.
        fill: Makes the exports; by default a child does.
        command: The child's program; a test may put a scripted one here.
    """

    def __init__(
        self,
        project: Project,
        run: Run,
        *,
        emit: Emit,
        control: Control,
        fill: Fill | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        self._project = project
        self._run = run
        self._emit = emit
        self._control = control
        self._fill = fill or self._by_child
        self._command = command

    def work(self, rows: Sequence[Format], out: Path) -> dict[str, Any]:
        """Write each format into a folder of its own in ``out``, with its certificate.

        Returns:
            What ``--json`` prints.

        Raises:
            Interrupted: Somebody asked; nothing is left.
            ArtClassError: It cannot be done; nothing is left.
        """
        for row in rows:
            folder.check_free(out, self._run.name, row)
        files.make_folders(out, within=_ground(out))
        with folder.making(out) as hidden:
            check(self._control)
            self._emit(Stage(name="prepare", label="Getting the model ready", index=1, count=len(rows) + 2))
            result = self._fill(rows, hidden)
            check(self._control)
            return {**result, "exports": [_settled(item, hidden, out) for item in result["exports"]]}

    def _by_child(self, rows: Sequence[Format], hidden: Path) -> dict[str, Any]:
        arguments = ["export", "--project", str(self._project.folder), "--run", self._run.name, "--here"]
        arguments += ["--out", str(hidden), "--format", *(row.name for row in rows)]
        child = Watched(arguments, control=self._control, pass_on=False, command=self._command)
        ending = child.run(self._hear)
        check(self._control)
        if isinstance(ending, Failed):
            raise ArtClassError(ending.message, path=_seen(ending.path, hidden), remedy=ending.remedy)
        if not isinstance(ending, Finished):  # somebody has ended the child itself
            raise Interrupted("cancel")
        return ending.result

    def _hear(self, event: Event) -> None:
        if isinstance(event, Stage | Progress | Notice):  # that it keeps the computer awake, this process says itself
            self._emit(event)


def _settled(item: dict[str, Any], hidden: Path, out: Path) -> dict[str, Any]:
    """Put an export in its place, and say where that is."""
    place = out / item["folder"]
    folder.settle(hidden / item["folder"], place)
    return {**item, "folder": str(place), "file": str(place / item["file"])}


def _seen(path: str | None, hidden: Path) -> str | None:
    """What a person knows of a path: the hidden folder is gone when they read of it."""
    return str(hidden.parent) if path is not None and Path(path).is_relative_to(hidden) else path


def _ground(out: Path) -> Path:
    """The innermost folder on the way to ``out`` that is there."""
    return next(place for place in (out, *out.parents) if place.is_dir())

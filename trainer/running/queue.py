"""Trainings that wait for their turn: a file in the project, changed by window and terminal alike, never half written. Light."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import filelock
import msgspec

from trainer import architectures, files, holding
from trainer.config import TrainConfig
from trainer.errors import ProjectError, UsageError, disk_error
from trainer.project import Project

State = Literal["waiting", "running", "finished", "failed", "discarded"]
_FORMAT = 1
_PATIENCE = 10.0  # seconds; a change takes an instant


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One training of the queue.

    Attributes:
        number: By which it is named, from 1; never given again.
        title: What people call it.
        arguments: The settings as arguments of the train command.
        state: Where it stands.
        run: Its run folder's name, once it has begun; what waits and has one goes on from its checkpoint.
        outcome: What it came to, in words; empty before its end.
        result: Its figures, once it is finished.
        ended: When it ended (ISO 8601).
    """

    number: int
    title: str
    arguments: tuple[str, ...] = ()
    state: State = "waiting"
    run: str | None = None
    outcome: str = ""
    result: dict[str, Any] | None = None
    ended: str | None = None


class _Contents(msgspec.Struct, frozen=True, kw_only=True):
    format: int = _FORMAT
    next: int = 1
    items: tuple[Item, ...] = ()


class Queue:
    """The queue of a project.

    Attributes:
        folder: What the process holds that works on the queue, and where its control file is.
        path: The file with the trainings; it is there once the first one was added.
    """

    def __init__(self, project: Project) -> None:
        self.folder = project.folder / "queue"
        self.path = self.folder / "queue.json"
        self._project = project

    @property
    def at_work(self) -> bool:
        """Whether some process is working on the queue now."""
        return holding.is_held(self.folder)

    def items(self) -> tuple[Item, ...]:
        """All trainings, in their order; those that are over come along until they are cleared.

        Raises:
            ProjectError: The file is damaged or from a newer program.
            DiskError: It cannot be read.
        """
        return self._read().items

    def waiting(self) -> tuple[Item, ...]:
        """The trainings that wait, in their order.

        Raises:
            ProjectError, DiskError: The queue cannot be read.
        """
        return tuple(item for item in self.items() if item.state == "waiting")

    def add(self, arguments: tuple[str, ...], title: str, *, run: str | None = None) -> Item:
        """Put a training at the end; one with a run goes on with that.

        Raises:
            ProjectError, DiskError: The queue cannot be read or written.
        """
        added: list[Item] = []

        def append(contents: _Contents) -> _Contents:
            added.append(Item(number=contents.next, title=title, arguments=arguments, run=run))
            return _Contents(next=contents.next + 1, items=(*contents.items, *added))

        self._change(append)
        return added[0]

    def remove(self, number: int) -> Item:
        """Take one out that is not running; its run, if it has one, stays.

        Raises:
            UsageError: There is no such one, or it is running.
            ProjectError, DiskError: The queue cannot be read or written.
        """
        gone: list[Item] = []

        def take(items: tuple[Item, ...]) -> tuple[Item, ...]:
            gone.append(_not_running(_find(items, number)))
            return tuple(item for item in items if item.number != number)

        self._change_items(take)
        return gone[0]

    def move(self, number: int, to: int) -> None:
        """Give one that waits another place among those that wait.

        Args:
            number: Which one.
            to: Its place from 1, the next to be trained; more than there are is the last.

        Raises:
            UsageError: There is no such one, or it does not wait.
            ProjectError, DiskError: The queue cannot be read or written.
        """

        def put(items: tuple[Item, ...]) -> tuple[Item, ...]:
            moved = _find(items, number)
            if moved.state != "waiting":
                raise UsageError(f"Number {number} of the queue does not wait", remedy="Move one that does.")
            over = [item for item in items if item.state != "waiting"]
            waiting = [item for item in items if item.state == "waiting" and item is not moved]
            waiting.insert(max(0, to - 1), moved)
            return (*over, *waiting)

        self._change_items(put)

    def clear(self, *, everything: bool = False) -> int:
        """Take out what is over, or ``everything`` but what is running; tells how many.

        Raises:
            ProjectError, DiskError: The queue cannot be read or written.
        """
        counts: list[int] = []
        kept = ("running",) if everything else ("running", "waiting")

        def keep(items: tuple[Item, ...]) -> tuple[Item, ...]:
            left = tuple(item for item in items if item.state in kept)
            counts.append(len(items) - len(left))
            return left

        self._change_items(keep)
        return counts[0]

    def update(self, number: int, **changes: Any) -> None:
        """Write down what became of one; one that was taken out meanwhile is passed over.

        Raises:
            ProjectError, DiskError: The queue cannot be read or written.
        """
        self._change_items(
            lambda items: tuple(
                msgspec.structs.replace(item, **changes) if item.number == number else item for item in items
            )
        )

    def take_next(self) -> Item | None:
        """Mark the first one that waits as running and give it; None where none waits.

        Raises:
            ProjectError, DiskError: The queue cannot be read or written.
        """
        taken: list[Item] = []

        def mark(items: tuple[Item, ...]) -> tuple[Item, ...]:
            taken.extend(item for item in items if item.state == "waiting")
            return tuple(
                msgspec.structs.replace(item, state="running") if item in taken[:1] else item for item in items
            )

        self._change_items(mark)
        return taken[0] if taken else None

    def _change_items(self, change: Callable[[tuple[Item, ...]], tuple[Item, ...]]) -> None:
        self._change(lambda contents: msgspec.structs.replace(contents, items=change(contents.items)))

    def _change(self, change: Callable[[_Contents], _Contents]) -> None:
        files.make_folders(self.folder, within=self._project.folder)
        try:
            with filelock.FileLock(self.folder / ".changing", timeout=_PATIENCE):
                files.write(self.path, msgspec.json.format(msgspec.json.encode(change(self._read())), indent=1))
        except filelock.Timeout as error:
            raise ProjectError("The queue is being changed elsewhere", path=self.path, remedy="Try again.") from error
        except OSError as error:
            raise disk_error(error, self.path) from error

    def _read(self) -> _Contents:
        try:
            contents = msgspec.json.decode(self.path.read_bytes(), type=_Contents)
        except FileNotFoundError:
            return _Contents()
        except OSError as error:
            raise disk_error(error, self.path) from error
        except msgspec.DecodeError as error:
            remedy = "Delete this file and add the trainings again; trained models are not touched by that."
            raise ProjectError("The queue's file is damaged", path=self.path, remedy=remedy) from error
        if contents.format > _FORMAT:
            raise ProjectError("This queue was written by a newer ArtClass", path=self.path, remedy="Update ArtClass.")
        return contents if self.at_work else _waiting_again(contents)


def title(config: TrainConfig) -> str:
    """What a training with these settings is called in the queue: “MobileNetV2 · Balanced · 30 epochs”."""
    parts = [architectures.find(config.architecture).title]
    if config.preset is not None:
        parts.append(config.preset.capitalize())
    return " · ".join([*parts, f"{config.epochs} epoch{'s' if config.epochs > 1 else ''}"])


def _waiting_again(contents: _Contents) -> _Contents:
    """Where nobody works on the queue, nothing of it is being trained: its runner was killed."""
    items = [
        msgspec.structs.replace(item, state="waiting") if item.state == "running" else item for item in contents.items
    ]
    return msgspec.structs.replace(contents, items=tuple(items))


def _find(items: tuple[Item, ...], number: int) -> Item:
    for item in items:
        if item.number == number:
            return item
    raise UsageError(f"There is no number {number} in the queue", remedy="artclass-cli queue list shows the numbers.")


def _not_running(item: Item) -> Item:
    if item.state == "running":
        raise UsageError(f"Number {item.number} of the queue is being trained", remedy="Stop or pause it first.")
    return item

"""The project folder: where everything that the program writes has its place."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import filelock
import msgspec

from trainer import files
from trainer.errors import ProjectError, disk_error

FORMAT = 1
SUFFIX = ".artclass"


class _Marker(msgspec.Struct, frozen=True):
    """What ``project.json`` says: that this folder is a project, and which layout it has."""

    format: int


class Project:
    """A project folder and the paths in it; made by `create` or `open`, never written to the user's pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalog = folder / "catalog.sqlite"
        self.images = folder / "images"
        self.cache = folder / "cache"
        self.runs = folder / "runs"
        self.trash = folder / "trash"

    @property
    def name(self) -> str:
        """What the window calls it: the folder's name without its suffix."""
        return self.folder.name.removesuffix(SUFFIX)

    @classmethod
    def create(cls, folder: Path) -> Project:
        """Make ``folder`` a project, or open it where it is one already.

        Raises:
            ProjectError: There is something else in the folder.
            DiskError: The folder cannot be written to.
        """
        folder = folder.absolute()
        if is_project(folder):
            return cls.open(folder)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ProjectError(
                "This folder is no ArtClass project and is not empty",
                path=folder,
                remedy="Choose an empty folder or a new name for the project.",
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk_error(error, folder) from error
        files.write(folder / "project.json", msgspec.json.encode(_Marker(FORMAT)))
        return cls(folder)

    @classmethod
    def open(cls, folder: Path) -> Project:
        """The project in ``folder``.

        Raises:
            ProjectError: There is none, or it was written by a newer program.
        """
        folder = folder.absolute()
        try:
            marker = msgspec.json.decode((folder / "project.json").read_bytes(), type=_Marker)
        except FileNotFoundError as error:
            raise ProjectError(
                "There is no ArtClass project here",
                path=folder,
                remedy="Choose another folder, or make a new project from pictures.",
            ) from error
        except NotADirectoryError as error:
            raise ProjectError(
                "This is a file, not a project", path=folder, remedy="Choose a project folder."
            ) from error
        except OSError as error:
            raise disk_error(error, folder) from error
        except msgspec.DecodeError as error:
            raise ProjectError(
                "The project's file project.json is damaged",
                path=folder,
                remedy="Restore it from a backup, or make a new project from the same pictures.",
            ) from error
        if marker.format > FORMAT:
            raise ProjectError(
                "This project was written by a newer ArtClass", path=folder, remedy="Update ArtClass to open it."
            )
        return cls(folder)

    @contextlib.contextmanager
    def claimed(self, what: str) -> Iterator[None]:
        """Hold the project for one kind of work ("window", "import"); the lock dies with the process.

        Raises:
            ProjectError: Another process does that kind of work on this project now, or its folder is gone.
            DiskError: The folder cannot be written to.
        """
        if files.is_gone(self.folder):  # the lock would make it
            raise _gone(self.folder)
        lock = filelock.FileLock(self.folder / f".{what}.lock")
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout as error:
            raise ProjectError(
                f"Another ArtClass {what} is at work on this project",
                path=self.folder,
                remedy="Wait until it has ended, or use its window.",
            ) from error
        except OSError as error:
            raise disk_error(error, self.folder) from error
        try:
            yield
        finally:
            lock.release()

    def clear_cache(self) -> int:
        """Delete what can be computed again; returns the bytes freed."""
        freed = files.folder_size(self.cache)
        shutil.rmtree(self.cache, ignore_errors=True)
        return freed - files.folder_size(self.cache)


def is_project(folder: Path) -> bool:
    """Whether ``folder`` holds a project."""
    return (folder / "project.json").is_file()


@contextlib.contextmanager
def relying_on(folder: Path, *, run: Path | None = None) -> Iterator[None]:
    """Do what needs a project's folder to its end: if that vanishes meanwhile, nothing that was done is there.

    Args:
        folder: The project's folder.
        run: The folder of the run that is worked on, if it is about one.

    Raises:
        ProjectError: The folder has vanished; whatever else failed then failed because of that.
    """
    try:
        yield
    except Exception as error:
        if lost := _vanished(folder, run):
            raise lost from error
        raise
    if lost := _vanished(folder, run):
        raise lost


def _vanished(folder: Path, run: Path | None) -> ProjectError | None:
    if files.is_gone(folder):
        return _gone(folder)
    if run is not None and files.is_gone(run):
        return ProjectError(
            "The run's folder is no longer there",
            path=run,
            remedy="Put it back where it was and go on with the training, or start a new one.",
        )
    return None


def _gone(folder: Path) -> ProjectError:
    return ProjectError(
        "The project's folder is no longer there",
        path=folder,
        remedy="Connect its disk or put it back where it was, and go on; if it was deleted, make a new project.",
    )

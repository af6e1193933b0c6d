"""The errors a person may see: what happened, to which file, and what to do about it."""

from __future__ import annotations

import errno
from pathlib import Path


class ArtClassError(Exception):
    """A failure that is told to the person in words instead of a traceback.

    Args:
        what: What happened, as a sentence without its full stop.
        path: The file or folder it happened to, if there is one.
        remedy: What the person can do, as a sentence with its full stop.
    """

    def __init__(self, what: str, *, path: Path | str | None = None, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.path = str(path) if path is not None else None
        self.remedy = remedy

    def __str__(self) -> str:
        named = f"{self.what}: {self.path}" if self.path is not None else self.what
        return f"{named}. {self.remedy}".rstrip()


class UsageError(ArtClassError):
    """The request itself cannot be met: an unknown name, a value out of range."""


class SourceError(ArtClassError):
    """A folder, an archive or a table that was to be imported cannot be used."""


class PictureError(ArtClassError):
    """One picture cannot be read; ``what`` is the reason shown beside its name."""


class ProjectError(ArtClassError):
    """The project folder is missing, damaged, busy or from a newer program."""


class DatasetError(ArtClassError):
    """The pictures do not allow the job: no class, one class, a class too small."""


class WeightsError(ArtClassError):
    """Pretrained weights are not on this machine and could not be downloaded."""


class PackageError(ArtClassError):
    """A model package is missing, damaged or from a newer program."""


class DiskError(ArtClassError):
    """The disk is full, read-only or gone."""


class TrainingError(ArtClassError):
    """Training cannot go on: the loss is no number, memory does not suffice."""


_NO_ROOM = "Free some space and try again; nothing that was complete is lost."
_REFUSED = ("Access was refused", "Change its permissions, or choose a place that you may use.")
_DISK_SENTENCES = {
    errno.ENOSPC: ("The disk is full", _NO_ROOM),
    errno.EDQUOT: ("Your disk quota is used up", _NO_ROOM),
    errno.EROFS: ("The disk is read-only", "Choose a place that can be written to."),
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
}


def disk_error(error: OSError, path: Path | str | None = None) -> DiskError:
    """Say an operating system's refusal in words.

    Args:
        error: What the operating system raised.
        path: The file it was about; by default the one named in ``error``.
    """
    what, remedy = _DISK_SENTENCES.get(
        error.errno or 0, (error.strerror or str(error), "Check that the disk is connected and try again.")
    )
    return DiskError(what, path=path if path is not None else error.filename, remedy=remedy)


def is_disk_trouble(error: OSError) -> bool:
    """Whether `disk_error` has words of its own for ``error``: the disk refuses, rather than the program errs."""
    return error.errno in _DISK_SENTENCES

"""Whatever can end a job, as the event that tells it in words."""

from __future__ import annotations

from trainer.errors import ArtClassError, disk_error, is_disk_trouble
from trainer.events import Failed, Job

TRAININGS: frozenset[Job] = frozenset({"train", "resume", "queue", "ladder"})
"""Jobs that take less memory with other settings."""


def told(error: BaseException, *, details: str = "", trains: bool = True) -> Failed:
    """Say in words what has ended a job.

    Args:
        error: What was raised.
        details: Where more can be found, as a sentence: said only of faults of the program's own.
        trains: Whether the job is a training, which takes less memory with other settings.
    """
    match error:
        case ArtClassError():
            return Failed(message=error.what, path=error.path, remedy=error.remedy)
        case KeyboardInterrupt():
            return Failed(message="Broken off", remedy="Start it again whenever you like.")
        case _ if _is_want_of_memory(error):
            also = ", or choose a smaller batch size or image size" if trains else " and try it again"
            remedy = f"Close other programs{also}."
            return Failed(message="The computer's memory does not suffice", remedy=remedy)
        case OSError() if is_disk_trouble(error):
            return told(disk_error(error), trains=trains)
    return Failed(message=f"ArtClass has met a fault of its own ({_in_short(error)})", remedy=details)


def _is_want_of_memory(error: BaseException) -> bool:
    """Python's, or TensorFlow's, which is known by its name: importing it takes seconds."""
    return isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"


def _in_short(error: BaseException) -> str:
    """The error's name and its first line: TensorFlow's messages hold whole tracebacks."""
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {first[:200]}" if first else type(error).__name__

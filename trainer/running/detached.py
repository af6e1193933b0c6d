"""A job started in a process of its own, which goes on when whoever started it has left. Light."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.channel import Control, Emit
from trainer.errors import ArtClassError
from trainer.events import TERMINAL, Failed, Finished, Notice, Started, Stopped
from trainer.running.child import ChildProcess


def start(words: Sequence[str], *, emit: Emit, control: Control) -> Finished | Stopped:
    """Start a command that detaches itself, and leave it once it has begun.

    Args:
        words: The command and its arguments.
        emit: Told what the job says before it begins.
        control: Passed on until then.

    Returns:
        Its run and its process; or how it ended where it ended at once.

    Raises:
        ArtClassError: It failed before it began.
    """
    emit(Notice(message="Starting it in the background; this takes some seconds, on a busy computer a minute…"))
    child = ChildProcess(words)
    for event in child.events():
        match event:
            case Started():
                child.detach()
                return Finished(result={"detached": True, "run": event.run, "pid": child.pid})
            case Failed():
                raise ArtClassError(event.message, path=event.path, remedy=event.remedy)
            case Finished() | Stopped():
                return event
            case _:
                emit(event)
        if control.request is not None:
            child.ask(control.request)
    raise AssertionError(TERMINAL)  # a child never ends without one of them

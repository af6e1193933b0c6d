"""A job started in the background says so at once: whoever waits for it knows why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from trainer.channel import Control
from trainer.events import Event, Finished, Notice, Started
from trainer.running import detached


class _Child:
    """Begins at once."""

    pid = 12

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words

    def events(self) -> Iterator[Event]:
        yield Started(job="train", version="0", run="a")

    def detach(self) -> None:
        pass


def test_it_is_said_that_it_takes_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detached, "ChildProcess", _Child)
    told: list[Event] = []
    done = detached.start(["train"], emit=told.append, control=Control())
    assert isinstance(told[0], Notice)
    assert "in the background" in told[0].message
    assert isinstance(done, Finished)
    assert done.result == {"detached": True, "run": "a", "pid": 12}

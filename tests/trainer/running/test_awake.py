"""The computer kept awake while a job runs, and only then."""

from __future__ import annotations

import threading

import pytest
from wakepy import Mode, keep

from trainer.events import Awake, Event, Started
from trainer.running import awake

BEGUN = Started(job="train", version="0")


class Listener:
    """Keeps events, and waits for what comes from the other thread."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.told = threading.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, Awake):
            self.told.set()


@pytest.fixture
def modes(monkeypatch: pytest.MonkeyPatch) -> list[Mode]:
    """The modes that were made; wakepy takes its own success for granted (its switch for tests)."""
    made: list[Mode] = []
    running = keep.running

    def remember(**words: object) -> Mode:
        made.append(running(**words))
        return made[-1]

    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "1")
    monkeypatch.setattr(keep, "running", remember)
    return made


def test_the_computer_stays_awake_as_long_as_the_job_runs(modes: list[Mode]) -> None:
    listener = Listener()
    with awake.kept(listener, after=0) as telling:
        telling(BEGUN)
        assert listener.told.wait(20)
        assert [mode.active for mode in modes] == [True]
    assert [mode.active for mode in modes] == [False]
    assert listener.events == [BEGUN, Awake(kept=True)]


def test_it_is_told_after_the_job_has_begun(modes: list[Mode]) -> None:
    listener = Listener()
    with awake.kept(listener, after=0) as telling:
        assert not listener.told.wait(0.3)
        telling(BEGUN)
        assert listener.told.wait(20)
    assert listener.events[0] == BEGUN


def test_a_short_job_asks_the_desktop_for_nothing(modes: list[Mode]) -> None:
    with awake.kept(Listener(), after=20) as telling:
        telling(BEGUN)
    assert modes == []


def test_a_job_that_fails_lets_the_computer_sleep_again(modes: list[Mode]) -> None:
    listener = Listener()

    def fail() -> None:
        with awake.kept(listener, after=0) as telling:
            telling(BEGUN)
            assert listener.told.wait(20)
            raise MemoryError

    with pytest.raises(MemoryError):
        fail()
    assert [mode.active for mode in modes] == [False]


@pytest.mark.parametrize("way", ["refuses", "breaks"])
def test_a_desktop_that_refuses_breaks_nothing(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    if way == "refuses":
        monkeypatch.setenv("WAKEPY_FORCE_FAILURE", "1")
    else:
        monkeypatch.setattr(keep, "running", lambda **_: 1 / 0)
    listener = Listener()
    with awake.kept(listener, after=0) as telling:
        telling(BEGUN)
        assert listener.told.wait(20)
    told = listener.events[-1]
    assert isinstance(told, Awake)
    assert not told.kept
    assert "switch automatic sleep off" in told.reason

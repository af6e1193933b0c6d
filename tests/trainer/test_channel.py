"""The child's end of the pipe: requests in, events out, and what happens when the parent is gone."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from typing import Any

import pytest

from trainer import events
from trainer.channel import Control, EventStream, Request, listen


@pytest.mark.parametrize(
    ("asked", "heard"),
    [
        (["stop"], "stop"),
        (["stop", "pause"], "pause"),
        (["cancel", "stop"], "cancel"),
        (["pause", "stop"], "pause"),
    ],
)
def test_the_stronger_request_counts(asked: list[Request], heard: Request) -> None:
    control = Control()
    assert control.request is None
    for request in asked:
        control.ask(request)
    assert control.request == heard


@pytest.mark.parametrize(
    ("lines", "heard"),
    [(b"cancel\n", "cancel"), (b"  stop  \nnonsense\n", "pause"), (b"", "pause"), (b"stop", "pause")],
)
def test_requests_are_lines_and_the_end_means_pause(lines: bytes, heard: Request) -> None:
    control = Control()
    listen(io.BytesIO(lines), control).join(20)
    assert control.request == heard


def test_a_request_is_heard_while_the_pipe_stays_open() -> None:
    reading, writing = os.pipe()
    control = Control()
    heard = threading.Event()
    ask = control.ask

    def tell(request: Request) -> None:
        ask(request)
        heard.set()

    control.ask = tell  # type: ignore[method-assign]
    with os.fdopen(reading, "rb", buffering=0) as stream:
        thread = listen(stream, control)
        os.write(writing, b"stop\n")
        assert heard.wait(20)
        assert control.request == "stop"
        os.close(writing)
        thread.join(20)


def test_events_from_several_threads_stay_whole_lines() -> None:
    stream = io.BytesIO()
    emit = EventStream(stream, Control())
    threads = [
        threading.Thread(target=lambda: [emit(events.Notice(message="m" * 50)) for _ in range(200)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([events.decode(line) for line in stream.getvalue().splitlines()]) == 800


def test_when_nobody_reads_the_job_is_asked_to_pause() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    control = Control()
    with os.fdopen(writing, "wb", buffering=0) as stream:
        EventStream(stream, control)(events.Notice(message="hello"))
    assert control.request == "pause"


class _Dribble(io.BytesIO):
    def write(self, data: Any) -> int:
        return super().write(bytes(data[:7]))


def test_a_pipe_that_takes_little_at_once_gets_everything() -> None:
    stream = _Dribble()
    EventStream(stream, Control())(events.Notice(message="hello, window"))
    assert events.decode(stream.getvalue()) == events.Notice(message="hello, window")


def test_a_large_event_is_written_completely() -> None:
    """A pipe takes 64 KiB at once; the reader must still get the whole line."""
    code = (
        "from trainer import events; from trainer.channel import *\n"
        "EventStream(take_stdout(), Control())(events.Notice(message='m' * 3_000_000)); print('to stderr')"
    )
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    event = events.decode(answer.stdout)
    assert isinstance(event, events.Notice)
    assert len(event.message) == 3_000_000
    assert answer.stderr.strip() == b"to stderr"

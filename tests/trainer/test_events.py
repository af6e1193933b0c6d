"""Events: one line of JSON each, readable by the other side, whatever the names in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from trainer import channel, events

EVERY: list[events.Event] = [
    events.Started(job="train", version="1", run="r", device="CPU"),
    events.Stage(name="fit", label="Training", index=2, count=3),
    events.Progress(done=1, total=None, unit="steps"),
    events.Epoch(
        epoch=1, epochs=2, loss=0.5, accuracy=0.5, validation_loss=0.5, validation_accuracy=0.5, seconds=1.0,
        learning_rate=0.1, best=False,
    ),
    events.Notice(message="line one\nline two"),
    events.Problem(path="日本.jpg", reason="is empty (0 bytes)"),
    events.Classified(
        classes=("a", "b"),
        predictions=(
            events.Prediction(path="x", label="a", confidence=0.75, probabilities=(0.75, 0.25)),
            events.Prediction(path="y", label=None, confidence=None, status="unreadable", reason="is empty"),
        ),
    ),
    events.Finished(result={"images": 3, "splits": {"test": 1}}),
    events.Stopped(resumable=True),
    events.Failed(message="It broke", path="/a", remedy="Mend it."),
]  # fmt: skip


@pytest.mark.parametrize("event", EVERY, ids=lambda event: type(event).__name__)
def test_every_event_is_one_line_and_comes_back_the_same(event: events.Event) -> None:
    line = events.encode(event)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert json.loads(line)["event"] == type(event).__name__.lower()
    assert events.decode(line) == event


def test_names_that_are_no_unicode_are_spelled_out() -> None:
    event = events.Problem(path="caf\udce9.jpg", reason="is empty")
    assert events.decode(events.encode(event)) == events.Problem(path="caf\\xe9.jpg", reason="is empty")
    undecoded = b"\xe6\x97\xa5".decode("ascii", "surrogateescape")
    assert json.loads(events.encode_result({undecoded: [undecoded]})) == {"日": ["日"]}
    assert json.loads(events.encode_result({"half": "\ud83d"})) == {"half": "\\ud83d"}


@pytest.mark.parametrize("line", [b"", b"{}", b'{"event":"unheard"}', b'{"event":"stage"}', b"Epoch 1/2", b"[1]"])
def test_what_is_no_event_is_refused(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        events.decode(line)


def test_fields_of_a_newer_program_are_passed_over() -> None:
    assert events.decode(b'{"event":"notice","message":"m","level":"info","colour":"red"}') == events.Notice(
        message="m"
    )


def test_a_failure_is_one_sentence() -> None:
    assert events.Failed(message="It broke", path="/a", remedy="Mend it.").sentence() == "It broke: /a. Mend it."
    assert events.Failed(message="It broke").sentence() == "It broke."


def test_the_documents_name_every_event_and_every_request() -> None:
    told = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = [kind.__struct_config__.tag for kind in get_args(events.Event)]
    assert [name for name in (*names, *get_args(channel.Request), "detach") if f"`{name}`" not in told] == []

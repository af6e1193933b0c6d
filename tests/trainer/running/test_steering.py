"""A job steered through the file in its folder."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from trainer import holding
from trainer.channel import Control, Request
from trainer.errors import ProjectError
from trainer.running import steering

_HOLDS = """
import sys
from pathlib import Path
from trainer import holding
from trainer.channel import Control
from trainer.running import steering
folder, control = Path(sys.argv[1]), Control()
with holding.held(folder, busy="busy"), steering.steered(folder, control):
    print("ready", flush=True)
    control.wait_for_word(60)
print(control.request)
"""


class Hearing(Control):
    """A control that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = threading.Event()

    def ask(self, request: Request) -> None:
        super().ask(request)
        self.heard.set()


def test_another_process_hears_what_is_asked_and_is_waited_for(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        steering.ask(tmp_path, "pause")
        assert steering.until_ended(tmp_path)
        assert child.stdout.read() == "pause\n"
    assert not (tmp_path / "control").exists()


def test_what_a_killed_process_was_asked_means_nothing_to_the_next_one(tmp_path: Path) -> None:
    control = Hearing()
    with holding.held(tmp_path, busy="busy"):
        steering.ask(tmp_path, "cancel")
    left = (tmp_path / "control").read_bytes()
    note = holding.Holder(pid=1, began=1.0)
    (tmp_path / "control").write_bytes(left.replace(b'"pid":', b'"pid":1'))
    with holding.held(tmp_path, busy="busy"), steering.steered(tmp_path, control):
        assert holding.holder(tmp_path) != note
        assert not control.heard.wait(1.2)
        steering.ask(tmp_path, "stop")
        assert control.heard.wait(20)
    assert control.request == "stop"


def test_a_half_written_word_is_waited_for(tmp_path: Path) -> None:
    control = Hearing()
    with holding.held(tmp_path, busy="busy"), steering.steered(tmp_path, control):
        (tmp_path / "control").write_bytes(b'{"request":"sto')
        assert not control.heard.wait(0.8)
        steering.ask(tmp_path, "stop")
        assert control.heard.wait(20)


def test_nobody_is_asked_where_nobody_is_at_work(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="No job is at work here"):
        steering.ask(tmp_path, "stop")


def test_waiting_can_be_given_up(tmp_path: Path) -> None:
    with holding.held(tmp_path, busy="busy"):
        assert not steering.until_ended(tmp_path, waiting=lambda: False)
    assert steering.until_ended(tmp_path, waiting=lambda: False)

"""Who holds a folder: told rightly to many who look at once, and let go when the holder is killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from trainer import holding
from trainer.errors import DiskError, ProjectError

BUSY = "Another ArtClass is training this run"
_HOLD = """
import pathlib, sys
from trainer import holding
with holding.held(pathlib.Path(sys.argv[1]), busy="busy"):
    print("held", flush=True)
    sys.stdin.read()
"""
_LOOK = """
import pathlib, sys
from trainer import holding
folder = pathlib.Path(sys.argv[1])
print(sum(holding.is_held(folder) for _ in range(int(sys.argv[2]))))
"""


@contextlib.contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds ``folder`` until its stdin is closed."""
    command = [sys.executable, "-c", _HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        try:
            yield process
        finally:
            process.kill()


def looks(folder: Path, *, processes: int, each: int) -> list[int]:
    """How often each of several processes that look at once found the folder held."""
    command = [sys.executable, "-c", _LOOK, str(folder), str(each)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(processes)]
    return [int(process.communicate()[0]) for process in started]


def test_held_and_let_go(tmp_path: Path) -> None:
    assert not holding.is_held(tmp_path)
    with holding.held(tmp_path, busy=BUSY):
        assert holding.is_held(tmp_path)
        with pytest.raises(ProjectError, match=BUSY), holding.held(tmp_path, busy=BUSY):
            pass
        assert holding.is_held(tmp_path)
    assert not holding.is_held(tmp_path)


def test_many_who_look_do_not_see_each_other(tmp_path: Path) -> None:
    with holding.held(tmp_path, busy=BUSY):
        pass
    with ThreadPoolExecutor(8) as threads:
        assert not any(threads.map(lambda _: holding.is_held(tmp_path), range(4_000)))
    assert looks(tmp_path, processes=3, each=2_000) == [0, 0, 0]


def test_looking_never_keeps_anybody_from_holding(tmp_path: Path) -> None:
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            holding.is_held(tmp_path)

    with ThreadPoolExecutor(4) as threads:
        looking = [threads.submit(look) for _ in range(4)]
        try:
            for _ in range(200):
                with holding.held(tmp_path, busy=BUSY):
                    assert holding.is_held(tmp_path)
                assert not holding.is_held(tmp_path)
        finally:
            over.set()
    assert not any(look.exception() for look in looking)


def test_other_processes_see_the_holder_every_time(tmp_path: Path) -> None:
    with holder(tmp_path):
        assert looks(tmp_path, processes=3, each=2_000) == [2_000] * 3
        with pytest.raises(ProjectError, match=BUSY), holding.held(tmp_path, busy=BUSY):
            pass


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX habit")
def test_a_killed_holder_has_let_go_even_before_its_parent_asks_after_it(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it is dead and a zombie
        assert not holding.is_held(tmp_path)
        with holding.held(tmp_path, busy=BUSY):
            assert holding.is_held(tmp_path)


@pytest.mark.parametrize("began", [holding._began_linux, holding._began_elsewhere])
def test_a_number_that_was_given_to_another_process_is_not_the_holder(
    tmp_path: Path, began: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    if began is holding._began_linux and sys.platform != "linux":
        pytest.skip("reads /proc")
    monkeypatch.setattr(holding, "_began", began)
    with holding.held(tmp_path, busy=BUSY):
        assert holding.is_held(tmp_path)
        note = tmp_path / ".holder"
        written = msgspec.json.decode(note.read_bytes())
        note.write_bytes(msgspec.json.encode(written | {"began": written["began"] - 1}))
        assert not holding.is_held(tmp_path)
        note.write_bytes(b'{"pid": 12')
        assert not holding.is_held(tmp_path)
    assert holding._began_elsewhere(2**22 + 1) is None


def test_a_folder_that_has_vanished_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(DiskError), holding.held(tmp_path / "gone", busy=BUSY):
        pass
    assert not holding.is_held(tmp_path / "gone")
    assert not (tmp_path / "gone").exists()


def test_a_copy_of_a_held_folder_is_held_by_nobody(tmp_path: Path) -> None:
    original = tmp_path / "run"
    original.mkdir()
    with holder(original):
        copy = shutil.copytree(original, tmp_path / "copy")
        assert holding.is_held(original)
        assert not holding.is_held(copy)
        original = original.rename(tmp_path / "renamed")
        assert holding.is_held(original)


def test_a_note_of_before_is_believed(tmp_path: Path) -> None:
    with holder(tmp_path):
        noted = msgspec.json.decode((tmp_path / ".holder").read_bytes())
        del noted["folder"]
        (tmp_path / ".holder").write_bytes(msgspec.json.encode(noted))
        assert holding.is_held(tmp_path)

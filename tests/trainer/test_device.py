"""TensorFlow is brought up without a word on a person's terminal."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")


def test_nothing_is_said_on_a_terminal() -> None:
    mine, theirs = pty.openpty()
    code = "from trainer import device; device.prepare(); import sys; sys.stderr.write('the end')"
    child = subprocess.Popen([sys.executable, "-c", code], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while chunk := _read(mine):
        said += chunk
    os.close(mine)
    assert child.wait(timeout=60) == 0
    assert said == b"the end"


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""

"""TensorFlow is brought up without a word on stderr, be that a person's terminal or a file."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from trainer import device
from trainer.errors import ArtClassError

_CODE = "from trainer import device; device.prepare(); import os; os.write(2, b'the end')"


def test_nothing_is_said_in_a_file_or_pipe() -> None:
    done = subprocess.run([sys.executable, "-c", _CODE], capture_output=True, check=True, timeout=60)
    assert done.stderr == b"the end"


def test_nothing_is_said_on_a_terminal() -> None:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    mine, theirs = pty.openpty()
    child = subprocess.Popen([sys.executable, "-c", _CODE], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while chunk := _read(mine):
        said += chunk
    os.close(mine)
    assert child.wait(timeout=60) == 0
    assert said == b"the end"


def test_without_tensorflow_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(ArtClassError, match=r"^TensorFlow cannot be loaded .*\. Training and heat maps need it"):
        device.prepare()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""

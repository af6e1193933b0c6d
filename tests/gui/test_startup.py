"""The real program in a process of its own: it paints, and nothing heavy is loaded."""

from __future__ import annotations

import subprocess
import sys

from tests.benchmarks.startup import first_paint


def test_the_window_paints_before_anything_is_loaded_or_done_that_can_wait() -> None:
    told = first_paint()
    assert told["late"] == []
    assert not told["furnished"]
    assert told["bare"]  # each part that is put into another would be looked through again for its style sheet


def test_version_and_help_need_no_window() -> None:
    for option, words in (("--version", "artclass 0."), ("--help", "PATH")):
        done = subprocess.run(
            [sys.executable, "-m", "artclass_gui", option], capture_output=True, text=True, check=True, timeout=60
        )
        assert words in done.stdout


def test_without_a_display_it_says_what_to_do(monkeypatch, capsys) -> None:
    from artclass_gui import __main__ as program

    monkeypatch.setattr(program.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert program.main([]) == 1
    assert "artclass-cli" in capsys.readouterr().err

"""What the tests themselves promise of windows: none ends while pytest-qt may still paint it."""

from __future__ import annotations

import gc
import weakref

from PySide6.QtWidgets import QWidget


def test_a_window_that_a_test_has_let_go_of_is_not_collected(qtbot) -> None:
    window = QWidget()
    window.itself = window  # type: ignore[attr-defined]
    known = weakref.ref(window)
    qtbot.addWidget(window)
    del window
    gc.collect()
    assert known() is not None

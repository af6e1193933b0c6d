"""How soon the window is there: from ``python -m artclass_gui`` to its first paint, and until its pages are built."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

_RUNS = 7

# What the window does without until it is there: what is heavy, and what is light but adds up
LATE = (
    "PIL", "ai_edge_litert", "asyncio", "http.client", "imagehash", "importlib.metadata", "keras", "multiprocessing",
    "onnx", "psutil", "pyqtgraph", "rapidfuzz", "regex", "rich", "scipy", "send2trash", "sklearn",
    "statistics", "tensorflow", "wakepy",
)  # fmt: skip

# Runs the real program; at the first paint it says when that was and what is loaded, and leaves once the pages are built.
PROBE = """
import json, os, sys, time
begun = float(sys.argv[1])
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
import artclass_gui.__main__ as program
import artclass_gui.app as app

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWindow():
            watched.removeEventFilter(self)
            told.update(seconds=time.time() - begun, modules=sorted(sys.modules), furnished=watched.furnished)
        return False

class Window(app.MainWindow):
    def furnish(self):
        there = self.furnished
        pages = super().furnish()
        if not there:
            bare = not QApplication.instance().styleSheet()
            print(json.dumps({**told, 'bare': bare, 'ready': time.time() - begun}), flush=True)
            QTimer.singleShot(0, QApplication.quit)
        return pages

    def show(self):
        self.installEventFilter(watch)
        super().show()

told = {}
watch = Watch()
app.MainWindow = Window
sys.exit(program.main([]))
"""


def first_paint() -> dict[str, object]:
    """Start the window once.

    Returns:
        The "seconds" to its first paint, the "modules" that are loaded by then, those of them that it should do without
        ("late"), whether the pages were built by then ("furnished"), the seconds until they were ("ready"), and whether
        they were built "bare", without a style sheet.
    """
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home, "XDG_STATE_HOME": home}
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, "-c", PROBE, repr(time.time())]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60)
    result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    loaded = result["modules"]
    assert isinstance(loaded, list)
    return {**result, "late": [name for name in LATE if name in loaded]}


def main() -> None:
    """Print median and range."""
    first = first_paint()  # files into the system's cache
    told = [first_paint() for _ in range(_RUNS)]
    print(f"{len(first['modules'])} modules are loaded by the first paint")
    for what, key in (("first paint", "seconds"), ("pages built", "ready")):
        seconds = sorted(float(str(one[key])) for one in told)
        print(f"{what}: median {statistics.median(seconds):.2f} s ({seconds[0]:.2f}–{seconds[-1]:.2f}, {_RUNS} runs)")


if __name__ == "__main__":
    main()

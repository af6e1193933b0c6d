"""How soon the window is there: from ``python -m artclass_gui`` to its first paint."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

_RUNS = 7

# Runs the real program; at the first paint it says when that was and what is loaded, and leaves.
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
            heavy = sorted({name.partition('.')[0] for name in sys.modules} & {'tensorflow', 'keras', 'ai_edge_litert', 'pyqtgraph'})
            print(json.dumps({'seconds': time.time() - begun, 'heavy': heavy}), flush=True)
            QTimer.singleShot(0, QApplication.quit)
        return False

watch = Watch()
show = app.MainWindow.show
def watched_show(window):
    window.installEventFilter(watch)
    show(window)
app.MainWindow.show = watched_show
sys.exit(program.main([]))
"""


def first_paint() -> dict[str, object]:
    """Start the window once; gives "seconds" to its first paint and the "heavy" packages loaded by then."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home, "XDG_STATE_HOME": home}
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, "-c", PROBE, repr(time.time())]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60)
    result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """Print median and range."""
    first_paint()  # files into the system's cache
    seconds = sorted(float(str(first_paint()["seconds"])) for _ in range(_RUNS))
    print(f"first paint: median {statistics.median(seconds):.2f} s ({seconds[0]:.2f}–{seconds[-1]:.2f}, {_RUNS} runs)")


if __name__ == "__main__":
    main()

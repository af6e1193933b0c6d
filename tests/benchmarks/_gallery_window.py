"""The program's window that opens a folder on its Classify page: started by `tests.benchmarks.viewers`."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer

from artclass_gui.app import App


def main(folder: Path, settings: Path) -> int:
    """Show the window and, once it stands, open the folder."""
    app = App(["artclass"], settings=QSettings(str(settings), QSettings.Format.IniFormat))
    app.context.thumbnails.move_out()
    app.window.showMaximized()
    app.window.show_page("classify")
    QTimer.singleShot(2_000, lambda: app.window.classify.open_folder(folder))
    status = app.qt.exec()
    app.shut_down()
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

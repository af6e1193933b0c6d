"""Imports a folder in the real window and prints the stalls of its thread; started by `tests.benchmarks.importing`."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings

from artclass_gui.app import App
from tests.e2e.pilot import Heartbeat, Pilot, let_run


def main() -> None:
    """Do it."""
    pictures, home = Path(sys.argv[1]), Path(sys.argv[2])
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        settings = QSettings(str(Path(place, "settings.ini")), QSettings.Format.IniFormat)
        settings.setValue("projects/folder", str(home))
        settings.setValue("projects/reopen", "false")
        app = App(["artclass"], settings=settings)
        pilot, figures = Pilot(app), {}
        pilot.window.show()
        pilot.window.resize(1200, 800)
        let_run(1_000)
        heart = Heartbeat()
        try:
            importer = pilot.window.dataset.importer
            pilot.window.show_page("dataset")
            importer.start([pictures])
            heart.reset()
            pilot.wait(lambda: not importer.busy, "the end of the import", seconds=3_600)
            figures["importing"] = heart.reset()
            pilot.wait(lambda: app.context.project.catalog.pictures > 0, "pictures in the catalog")
            pilot.wait(lambda: not app.context.jobs.running, "the check", seconds=600)
            let_run(3_000)
            figures["afterwards"] = heart.reset()
        finally:
            app.shut_down()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

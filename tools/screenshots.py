"""Takes the README's pictures of the window: the whole job on the sample pictures, photographed on the way.

    python -m tools.screenshots [--output FOLDER] [--dark]

It needs no screen: without one, Qt draws offscreen. The gallery shows pictures that the model has not seen,
drawn on the spot.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtTest import QTest

from artclass_gui.app import App
from artclass_gui.dialogs.import_dialog import ImportDialog
from tests.e2e.pilot import Pilot
from tools import make_samples

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1240, 800)
NEW_PER_CLASS = 8
EPOCHS, BATCH = 30, 8


def new_pictures(folder: Path) -> Path:
    """A folder of pictures that are not among the samples; drawn once, kept in ``folder``."""
    first = make_samples.PER_CLASS + make_samples.UNSORTED_PER_CLASS + 1
    for number in range(first, first + NEW_PER_CLASS):
        for place, kind in enumerate(make_samples.ARTISTS):
            path = folder / f"scan {(number * 7 + place * 29) % 97 + 100}.jpg"
            if not path.exists():
                folder.mkdir(parents=True, exist_ok=True)
                make_samples.picture(kind, number).save(path, quality=make_samples.QUALITY)
    return folder


def photograph(pilot: Pilot, pictures: Path) -> None:
    """Go through the four pages."""
    dataset(pilot)
    train(pilot)
    results(pilot)
    classify(pilot, pictures)


def dataset(pilot: Pilot) -> None:
    """Import the sample pictures."""
    pilot.drop(pilot.window.welcome, ROOT / "resources" / "sample")
    pilot.click("Import", pilot.dialog(ImportDialog))
    pilot.wait(lambda: pilot.app.context.project.catalog.pictures > 0, "pictures in the catalog")
    pilot.wait(lambda: not pilot.app.context.jobs.running, "the end of the import")
    _look(pilot, "dataset")


def train(pilot: Pilot) -> None:
    """Train the network that needs no download, and photograph it in the middle."""
    pilot.page("train")
    page = pilot.window.train
    pilot.click("Deep CNN", page.choosing.network)
    page.choosing.settings.more.set_open(True)
    for name, value in (("Epochs", EPOCHS), ("Batch size", BATCH)):
        field = pilot.field(name, page)
        field.selectAll()
        QTest.keyClicks(field, str(value))
    pilot.click("Train", page)
    pilot.wait(lambda: len(page.training.history.epochs if page.training.history else ()) >= EPOCHS // 3, "epochs")
    _look(pilot, "train", milliseconds=200)
    pilot.wait(lambda: not pilot.app.context.jobs.running, "the end of training", seconds=600)


def results(pilot: Pilot) -> None:
    """Show the run's report."""
    pilot.page("results")
    pilot.wait(lambda: any(run.report is not None for run in pilot.app.context.project.runs), "a report")
    _look(pilot, "results")


def classify(pilot: Pilot, pictures: Path) -> None:
    """Classify pictures that are new to the model."""
    pilot.page("classify")
    page = pilot.window.classify
    pilot.drop(page, pictures)
    pilot.wait(lambda: page.session.classified > 0, "the first classified picture")
    pilot.wait(lambda: page.session.state == "idle", "the end of classifying")
    _look(pilot, "classify")


def _look(pilot: Pilot, name: str, milliseconds: int = 2_000) -> None:
    loop = QEventLoop()  # QTest.qWait would keep Python's lock, and with it the makers of thumbnails waiting
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    pilot.shot(name)


def _settings(home: Path, theme: str) -> QSettings:
    settings = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("appearance/theme", theme)
    settings.setValue("projects/folder", str(home))
    settings.setValue("projects/reopen", "false")
    return settings


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description="Take the README's pictures of the window.")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--dark", action="store_true")
    options = parser.parse_args()
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    pictures = new_pictures(ROOT / "build" / "scans")
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"XDG_CACHE_HOME": home, "XDG_STATE_HOME": home}
        app = App(["artclass"], settings=_settings(Path(home), "dark" if options.dark else "light"))
        pilot = Pilot(app, options.output)
        pilot.window.show()
        pilot.window.resize(*SIZE)
        try:
            photograph(pilot, pictures)
        finally:
            app.shut_down()


if __name__ == "__main__":
    main()

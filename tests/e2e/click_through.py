"""The main job as a person does it, in a real window with the real child: open, train, watch, classify.

``python -m tests.e2e.click_through ZIP FOLDER [--shots SHOTS] [--network NAME] [--epochs N] [--dark]`` drops
ZIP on the window, trains, classifies FOLDER and leaves screenshots in SHOTS. It prints the stalls of the GUI
thread in each part as JSON; taking a screenshot stalls it too, so measure without.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtTest import QTest

from artclass_gui.app import App
from artclass_gui.dialogs.import_dialog import ImportDialog
from tests.e2e.pilot import Heartbeat, Pilot, let_run
from trainer.events import Finished


def main() -> None:
    """Do it."""
    args = _arguments()
    with tempfile.TemporaryDirectory() as home:
        app = App(["artclass"], settings=_settings(Path(home), "dark" if args.dark else "light"))
        assert QFontInfo(QFont()).pointSize() > 0
        pilot = Pilot(app, args.shots)
        pilot.window.show()
        pilot.window.resize(1200, 800)
        heart = Heartbeat()
        stalls = {}
        try:
            _settle()
            heart.reset()
            import_(pilot, args.zip)
            stalls["import"] = heart.reset()
            train(pilot, args.network, args.epochs)
            stalls["training"] = heart.reset()
            results(pilot)
            stalls["results"] = heart.reset()
            classify(pilot, args.folder)
            stalls["classification"] = heart.reset()
        finally:
            app.shut_down()
    print(json.dumps({"stalls": stalls}))


def import_(pilot: Pilot, source: Path) -> None:
    """Drop a zip on the welcome page, say yes to what was found in it, and wait for its pictures."""
    pilot.shot("1-welcome")
    project = pilot.app.context.project
    pilot.drop(pilot.window.welcome, source)
    pilot.click("Import", pilot.dialog(ImportDialog))
    pilot.wait(lambda: project.catalog.pictures > 0, "pictures in the catalog")
    pilot.wait(lambda: not pilot.app.context.jobs.running, "the end of the import and of the check after it")
    _settle(1_500)
    pilot.shot("2-dataset")


def train(pilot: Pilot, network: str, epochs: int | None) -> None:
    """Choose a network, click Train, watch the curves, and wait for the end."""
    pilot.page("train")
    page, context = pilot.window.train, pilot.app.context
    pilot.click(network, page.choosing.network)
    if epochs is not None:
        page.choosing.settings.more.set_open(True)
        field = pilot.field("Epochs", page)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, str(epochs))
        QTest.keyClick(field, Qt.Key.Key_Tab)
    pilot.shot("3-train")
    pilot.click("Train", page)
    pilot.wait(
        lambda: len(page.training.history.epochs if page.training.history else ()) >= 2, "two epochs", seconds=600
    )
    _settle(300)
    pilot.shot("4-training")
    pilot.wait(lambda: not context.jobs.running, "the end of training", seconds=900)
    _settle(500)
    pilot.shot("5-trained")
    history = page.training.history
    assert history is not None
    assert isinstance(history.ending, Finished), history.ending


def results(pilot: Pilot) -> None:
    """Look at the results of the run."""
    pilot.page("results")
    pilot.wait(lambda: any(run.report is not None for run in pilot.app.context.project.runs), "a report")
    _settle(1_500)
    pilot.shot("6-results")


def classify(pilot: Pilot, folder: Path) -> None:
    """Drop a folder and wait until everything in it is classified."""
    pilot.page("classify")
    page = pilot.window.classify
    pilot.drop(page, folder)
    pilot.wait(lambda: page.session.classified > 0, "the first classified picture")
    pilot.shot("7-classifying")
    pilot.wait(lambda: page.session.state == "idle", "the end of classifying", seconds=300)
    _settle(1_500)
    pilot.shot("8-classified")
    assert page.images.total > 0


def _settle(milliseconds: int = 300) -> None:
    let_run(milliseconds)


def _settings(home: Path, theme: str) -> QSettings:
    settings = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("appearance/theme", theme)
    settings.setValue("projects/folder", str(home))
    settings.setValue("projects/reopen", "false")
    return settings


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("zip", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shots", type=Path)
    parser.add_argument("--network", default="MobileNetV2")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--dark", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()

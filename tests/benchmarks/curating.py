"""How the Classify page does with a real predictor and many pictures: ``python -m tests.benchmarks.curating [NUMBER…]``.

The model is one of a few numbers, so that it is the window that is measured. The pictures are small, and few of them
differ: all are read and hashed, but most are known by their contents.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings
from rich.console import Console
from rich.table import Table

from artclass_gui.app import App
from artclass_gui.pages.classify_page import ClassifyPage
from tests.benchmarks import many_pictures
from tests.e2e.pilot import Heartbeat, Pilot
from tests.trainer.predicting import models
from trainer import cache

SIZES = (1_000, 10_000, 100_000)
DIFFERENT = 200
PIXELS = (320, 240)
WINDOW = (1200, 800)
PATIENCE = 600.0  # seconds
_HALF_A_SCREEN = 5  # pictures


def main() -> None:
    """Measure and print one table."""
    sizes = tuple(int(word.replace(",", "")) for word in sys.argv[1:]) or SIZES
    with tempfile.TemporaryDirectory() as place:
        os.environ[cache.PLACE] = str(Path(place, "cache"))
        settings = QSettings(str(Path(place, "settings.ini")), QSettings.Format.IniFormat)
        settings.setValue("projects/folder", place)
        settings.setValue("projects/reopen", "false")
        app = App(["artclass"], settings=settings)
        app.context.thumbnails.move_out()
        try:
            columns = [_measure(Pilot(app), _pictures(Path(place), size), Path(place)) for size in sizes]
        finally:
            app.shut_down()
    table = Table("measured", *(f"{size:,} pictures" for size in sizes))
    for name in columns[0]:
        table.add_row(name, *(f"{column[name]:,.2f}" for column in columns))
    Console().print(table)


def _measure(pilot: Pilot, folder: Path, place: Path) -> dict[str, float]:
    pilot.window.show()
    pilot.window.resize(*WINDOW)
    pilot.window.show_page("classify")
    page, beat = pilot.window.classify, Heartbeat()
    page.open_model(models.written(place / f"{folder.name}.artmodel"))
    pilot.wait(lambda: page.session.model is not None, "the model")
    beat.reset()
    clock = _Clock(pilot)
    page.open_folder(folder)
    found = {"first screen answered, s": clock.until(lambda: _answered(page), "the first screen")}
    pilot.wait(lambda: page.session.state != "listing", "the listing", seconds=PATIENCE)
    bar = page.results.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    found["at the End key, s"] = _Clock(pilot).until(lambda: _answered(page), "the last screen")
    found["all answered, s"] = clock.until(lambda: page.session.complete, "all")
    found["longest gap of the window, ms"] = beat.reset()["longest"] * 1000
    again = _Clock(pilot)
    page.session.restart()
    found["opened again, all answered, s"] = again.until(lambda: page.session.complete, "all again")
    found["similar, s"] = _similar(pilot, page)
    found["most useful first, s"] = _useful(pilot, page)
    found["longest gap since, ms"] = beat.reset()["longest"] * 1000
    page.session.forget()
    return found


def _answered(page: ClassifyPage) -> bool:
    """Whether all that is in sight has its answer."""
    rows = page.results.view.rows_in_sight()
    return len(rows) > _HALF_A_SCREEN and all(page.images.row(row).status != "waiting" for row in rows)


def _similar(pilot: Pilot, page: ClassifyPage) -> float:
    page.results.view.go_to(0)
    clock = _Clock(pilot)
    page.results.similar.ask()
    seconds = clock.until(lambda: page.results.similar.on, "similar pictures")
    page.results.similar.leave()
    return seconds


def _useful(pilot: Pilot, page: ClassifyPage) -> float:
    order = page.results.order
    before = order.currentIndex()
    clock = _Clock(pilot)
    order.setCurrentIndex(order.findText("Most useful first"))
    order.activated.emit(order.currentIndex())
    seconds = clock.until(lambda: page.images.given is not None, "the most useful pictures")
    order.setCurrentIndex(before)
    order.activated.emit(before)
    return seconds


class _Clock:
    """Starts when it is made."""

    def __init__(self, pilot: Pilot) -> None:
        self._pilot = pilot
        self._began = time.perf_counter()

    def until(self, seen: Callable[[], bool], what: str) -> float:
        """Seconds until something is so."""
        self._pilot.wait(seen, what, seconds=PATIENCE)
        return time.perf_counter() - self._began


def _pictures(place: Path, count: int) -> Path:
    """A folder with so many files, in twenties of folders; those of one content are hard links of one file."""
    different = sorted(many_pictures.make_flat(place / "different", DIFFERENT, size=PIXELS).iterdir())
    folder = place / f"{count} pictures"
    for number in range(count):
        path = folder / f"part {number * 20 // count:02}" / f"picture {number:06}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.hardlink_to(different[number % DIFFERENT])
    return folder


if __name__ == "__main__":
    main()

"""How quick the gallery is with 1,000, 10,000 and 100,000 pictures: ``python -m tests.benchmarks.gallery``."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image
from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication
from rich.console import Console
from rich.table import Table

from artclass_gui.app import SWITCH_SECONDS
from artclass_gui.chart_library import ChartLibrary
from artclass_gui.context import Context
from artclass_gui.gallery.desktop_thumbnails import DesktopThumbnails
from artclass_gui.gallery.rows import ImageRow, Listing
from artclass_gui.gallery.store import ImageStore
from artclass_gui.gallery.thumbnail_process import ProcessMakers
from artclass_gui.gallery.thumbnails import Thumbnails
from artclass_gui.gallery.view import GalleryView
from artclass_gui.jobs.board import JobBoard
from artclass_gui.pages.classify_listing import batch_sizes
from artclass_gui.project import ProjectModel
from artclass_gui.settings import Settings
from artclass_gui.tasks import Tasks
from artclass_gui.theme import Theme
from trainer.events import Classified, Prediction, decode, encode

SIZES = (1_000, 10_000, 100_000)
CLASSES = ("drawings", "engraving", "iconography", "painting", "sculpture")
REAL = 60  # picture files that really exist: more than the first screen shows
ANSWERED = 32  # pictures a batch while streaming, as the predictor tells them
A_SECOND = 5_000  # answers; some fifty times what a processor can classify


def main() -> None:
    """Measure and print one table."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    sys.setswitchinterval(SWITCH_SECONDS)
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        context = _context(app, Path(folder))
        files = _pictures(Path(folder))
        columns = {size: _measure(_with_empty_cache(context, Path(folder, str(size))), files, size) for size in SIZES}
    table = Table("measured (milliseconds)", *(f"{size:,} pictures" for size in SIZES))
    for name in columns[SIZES[0]]:
        table.add_row(name, *(f"{columns[size][name]:,.1f}" for size in SIZES))
    Console().print(table)


def _measure(context: Context, files: list[Path], size: int) -> dict[str, float]:
    view = GalleryView(context)
    view.resize(1000, 700)
    view.show()
    rng = np.random.default_rng(1)
    images, took = view.images, {}
    rows = [_row(path, rng) for path in _paths(files, size)]
    made: list[ImageStore] = []
    took["prepare, on another thread"] = _timed(lambda: made.append(ImageStore.of(rows, CLASSES)))
    took["show what was prepared"] = _timed(lambda: images.set_store(made[0]))
    took["first screen of thumbnails, not cached"] = _first_screen(context, view)
    context.thumbnails.forget()
    view.viewport().update()
    took["first screen of thumbnails, from the disk"] = _first_screen(context, view)
    took["reset (other number of columns)"] = _timed(lambda: images.set_columns(images.columns + 1))
    took["repaint of the screen"] = _timed(view.viewport().repaint)
    took["filter by class"] = _timed(lambda: images.set_filter(label="painting"))
    took["filter by name or class"] = _timed(lambda: images.set_filter(text="17"))
    images.set_filter()
    took["label one picture"] = _timed(lambda: images.set_own({images.path(0): "watercolour"}))
    took["count classes"] = _timed(lambda: images.counts() and None)
    took["filter by a class of one's own"] = _timed(lambda: images.set_filter(label="watercolour"))
    images.set_filter()
    took["sort by confidence"] = _timed(lambda: images.set_order("confidence"))
    took["sort by class"] = _timed(lambda: images.set_order("class"))
    took["sort by name, names unsorted"] = _timed(lambda: images.set_order("name"))
    took["sort by name again"] = _timed(lambda: images.set_order("name", descending=True))
    took["select all"] = _timed(view.selection.select_all)
    took["selected rows"] = _timed(lambda: view.selected_rows() and None)
    took["go to the last one"] = _timed(lambda: view.go_to(images.row_at(images.shown - 1)))
    took["group by class"] = _timed(lambda: images.set_groups("class"))
    took["group by folder"] = _timed(lambda: images.set_groups("folder"))
    took["as a list"] = _timed(lambda: view.set_listed(True))
    took["as a grid again"] = _timed(lambda: view.set_listed(False))
    images.set_groups("nothing")
    images.set_order("arrival")
    took["resize the window"] = _timed(lambda: view.resize(1300, 700))
    heart = _scroll(view)
    took["scrolling, longest stall"] = heart.longest
    took["scrolling, most processor time a turn"] = heart.busiest
    took["memory, most so far (MB)"] = _memory()
    rows.clear()  # so many objects would keep the garbage collector busy
    made.clear()
    for sorted_by in ("arrival", "confidence"):
        heart = _stream(context, files, size, sorted_by)
        took[f"streaming by {sorted_by}, longest stall"] = heart.longest
        took[f"streaming by {sorted_by}, most processor time a turn"] = heart.busiest
    view.close()
    context.thumbnails.finish(10_000)
    return took


def _scroll(view: GalleryView) -> _Heart:
    """Scroll by a third of a line 60 times a second, then by pages, then to anywhere, and listen to the heart."""
    bar, loop, heart = view.verticalScrollBar(), QEventLoop(), _Heart()
    chance = np.random.default_rng(4)
    anywhere = chance.integers(0, max(1, bar.maximum()), 40).tolist()
    steps = [
        *(bar.singleStep() * step for step in range(180)),
        *(bar.pageStep() * page for page in range(40)),
        *anywhere,
    ]
    places = iter(steps)
    timer = QTimer(interval=16, timerType=Qt.TimerType.PreciseTimer)

    def step() -> None:
        place = next(places, None)
        loop.quit() if place is None else bar.setValue(place)

    timer.timeout.connect(step)
    heart.start()
    timer.start()
    loop.exec()
    timer.stop()
    heart.stop()
    return heart


def _memory() -> float:
    """The most memory that this process has had, in megabytes; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


def _stream(context: Context, files: list[Path], size: int, sorted_by: str) -> _Heart:
    """Let pictures and answers stream in, and listen to the event loop's heart."""
    view = GalleryView(context)
    view.images.set_order(sorted_by)  # type: ignore[arg-type]
    view.resize(1000, 700)
    view.show()
    source = _Source([str(path) for path in _paths(files, size)])
    source.listed.connect(lambda listing: (view.images.add(listing), QTimer.singleShot(0, source.room.release)))
    source.answered.connect(lambda event: (view.images.take(event), QTimer.singleShot(0, source.room.release)))
    loop, heart = QEventLoop(), _Heart()
    source.ended.connect(loop.quit)
    thread = threading.Thread(target=source.run, daemon=True)
    heart.start()
    thread.start()
    loop.exec()
    thread.join()
    heart.stop()
    view.close()
    return heart


class _Source(QObject):
    """Lists and classifies from another thread, as the task and the job do."""

    listed = Signal(object)
    answered = Signal(object)
    ended = Signal()

    def __init__(self, paths: list[str]) -> None:
        super().__init__()
        self._paths = paths
        self.room = threading.Semaphore(2)

    def run(self) -> None:
        first, sizes = 0, batch_sizes()
        while first < len(self._paths):
            self.room.acquire()
            last = first + next(sizes)
            self.listed.emit(Listing.of(self._paths[first:last]))
            first = last
        rng = np.random.default_rng(2)
        for first in range(0, min(len(self._paths), 20_000), ANSWERED):
            self.room.acquire()
            self.answered.emit(decode(_answers(self._paths[first : first + ANSWERED], rng)))
            time.sleep(ANSWERED / A_SECOND)
        self.ended.emit()


class _Heart:
    """Beats every millisecond; keeps the longest pause, and the most that this thread worked in one.

    Both in milliseconds. On a busy computer a pause is mostly waiting for a processor; the work is ours.
    """

    def __init__(self) -> None:
        self.longest = 0.0
        self.busiest = 0.0
        self._worked = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._clock.start()
        self._worked = time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        self.longest = max(self.longest, self._clock.nsecsElapsed() / 1e6)
        self.busiest = max(self.busiest, (time.thread_time() - self._worked) * 1e3)
        self._worked = time.thread_time()
        self._clock.start()


def _first_screen(context: Context, view: GalleryView) -> float:
    """Milliseconds until everything on the screen has its thumbnail."""
    loop, clock = QEventLoop(), QElapsedTimer()
    images = view.images

    def look(_path: str = "") -> None:
        seen = view._layout.positions_in_sight()
        paths = [images.path(images.row_at(position)) for position in seen]
        if paths and all(context.thumbnails.pixmap(path, view.side, owner=view) for path in paths):
            loop.quit()

    context.thumbnails.ready.connect(look)
    clock.start()
    QTimer.singleShot(0, look)
    QTimer.singleShot(20_000, loop.quit)
    loop.exec()
    context.thumbnails.ready.disconnect(look)
    return clock.nsecsElapsed() / 1e6


def _timed(act: Callable[[], object]) -> float:
    clock = QElapsedTimer()
    clock.start()
    act()
    return clock.nsecsElapsed() / 1e6


def _pictures(folder: Path) -> list[Path]:
    rng = np.random.default_rng(0)
    files = []
    for number in range(REAL):
        coarse = Image.fromarray(rng.integers(0, 255, (12, 16, 3), np.uint8))
        path = folder / f"real_{number:03}.jpg"
        coarse.resize((1024, 768), Image.Resampling.BICUBIC).save(path, quality=90)
        files.append(path)
    return files


def _paths(files: list[Path], size: int) -> list[Path]:
    """Real files first; the others are only names, in no order."""
    rng = np.random.default_rng(3)
    numbers = rng.permutation(size)[len(files) :]
    return [*files, *(Path(f"/pictures/set {number % 40}/Image {number}.jpg") for number in numbers.tolist())]


def _row(path: Path, rng: np.random.Generator) -> ImageRow:
    label = CLASSES[int(rng.integers(len(CLASSES)))]
    return ImageRow(path, label=label, confidence=float(rng.random()), probabilities=(0.2,) * len(CLASSES))


def _answers(paths: list[str], rng: np.random.Generator) -> bytes:
    predictions = tuple(
        Prediction(path=path, label=CLASSES[place], confidence=0.5 + place / 10, probabilities=(0.2,) * len(CLASSES))
        for path, place in zip(paths, rng.integers(0, len(CLASSES), len(paths)).tolist(), strict=True)
    )
    return encode(Classified(classes=CLASSES, predictions=predictions))


def _with_empty_cache(context: Context, folder: Path) -> Context:
    context.thumbnails.finish(10_000)
    thumbnails = Thumbnails(DesktopThumbnails(folder), context.settings)
    thumbnails.move_out()
    makers = thumbnails._makers
    assert isinstance(makers, ProcessMakers)
    while not makers._stands:  # as it does before anybody has opened a folder
        time.sleep(0.01)
    return replace(context, thumbnails=thumbnails)


def _context(app: QApplication, folder: Path) -> Context:
    settings = Settings(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
    tasks = Tasks()
    return Context(
        project=ProjectModel(tasks),
        jobs=JobBoard(),
        tasks=tasks,
        settings=settings,
        theme=Theme(app, "light"),
        undo=QUndoStack(),
        thumbnails=Thumbnails(DesktopThumbnails(folder / "thumbnails"), settings),
        charts=ChartLibrary(),
    )


if __name__ == "__main__":
    main()

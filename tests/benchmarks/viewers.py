"""The gallery beside two image viewers, each in a window of its own: ``python -m tests.benchmarks.viewers [FOLDER]``.

All three open the same made JPEGs of 40 KB with an empty thumbnail cache, one after another, on a virtual screen
(Xvfb) that is read as they paint it. The clock starts when a program first opens the folder, as the kernel tells.
FOLDER keeps the pictures for another time. Programs that are not on the machine are left out.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from tests.benchmarks import many_pictures

SIZES = (1_000, 10_000, 100_000)
PICTURE = (640, 480)
_SCREEN = (1280, 800)
_LOOK_S = 0.004
_SPECK = 30  # looked-at pixels: of a picture that appears thousands change, of one that is painted again at most a few
_STILL_S = 3.0  # nothing is painted for so long: what was wanted is on the screen
_PATIENCE_S = 60.0
_IN_OPEN = 0x20
_ROOT = Path(__file__).parents[2]

_MAXIMIZED = """<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application class="*"><maximized>yes</maximized><decor>no</decor></application></applications></openbox_config>"""

Frame = npt.NDArray[np.uint8]
Command = Callable[[Path, Path], list[str]]

PROGRAMS: dict[str, Command] = {
    "ArtClass": lambda folder, home: [
        sys.executable,
        "-m",
        "tests.benchmarks._gallery_window",
        str(folder),
        str(home / "s.ini"),
    ],
    "qimgv": lambda folder, _home: ["qimgv", str(folder)],
    "gthumb": lambda folder, _home: ["gthumb", str(folder)],
}


@dataclass
class Measured:
    """Seconds from the opening of the folder, or from the key, and memory in megabytes.

    ``first`` is when something was painted, ``filled`` when the last thing on the first screen was; ``freeze`` the
    longest that one of twenty keys for the next page waited for something to change.
    """

    first: float
    filled: float
    end: float
    end_filled: float
    freeze: float
    memory: float


def main() -> None:
    """Measure and print one table a size."""
    kept = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as place:
        for size in SIZES:
            folder = many_pictures.make_flat((kept or Path(place)) / str(size), size, size=PICTURE)
            table = Table(
                f"{size:,} pictures", "first change", "screen filled", "End: change", "filled", "page: change", "MB"
            )
            for name, command in PROGRAMS.items():
                if name == "ArtClass" or shutil.which(command(folder, folder)[0]):
                    row = _measure(command, folder)
                    times = (row.first, row.filled, row.end, row.end_filled, row.freeze)
                    told = (f"{value:.2f} s" if value else "nothing" for value in times)
                    table.add_row(name, *told, f"{row.memory:.0f}")
            Console().print(table)


def _measure(command: Command, folder: Path) -> Measured:
    with tempfile.TemporaryDirectory() as home, _Screen(Path(home)) as screen:
        opened = _Opening(folder)
        with screen.running(command(folder, Path(home))) as process:
            begun = opened.wait()
            first, filled = screen.settle(begun, patience=_PATIENCE_S)
            screen.click()
            pressed = screen.press("End")
            end, end_filled = screen.settle(pressed)
            screen.press("Home")
            screen.settle(time.monotonic())
            freeze = screen.page_down(20)
            return Measured(
                first - begun, filled - begun, end - pressed, end_filled - pressed, freeze, _peak(process.pid)
            )


class _Screen:
    """A virtual screen with a window manager, whose pixels are read from a file."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._number = next(number for number in range(90, 200) if not Path(f"/tmp/.X11-unix/X{number}").exists())
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "XDG_CACHE_HOME")},
            "DISPLAY": f":{self._number}",
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_RUNTIME_DIR": str(home),
        }
        self._helpers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> _Screen:
        width, height = _SCREEN
        screen = ["Xvfb", f":{self._number}", "-screen", "0", f"{width}x{height}x24", "-fbdir", str(self._home)]
        self._start(screen)
        file = self._home / "Xvfb_screen0"
        while not file.exists() or file.stat().st_size < width * height * 4:
            time.sleep(0.02)
        rules = self._home / "openbox.xml"
        rules.write_text(_MAXIMIZED)
        self._start(["openbox", "--config-file", str(rules)])
        time.sleep(0.5)
        whole = np.memmap(file, np.uint8, "r")
        pixels = whole[len(whole) - width * height * 4 :].reshape(height, width, 4)
        self._seen = pixels[height * 9 // 20 : height * 4 // 5 : 3, width // 3 : width - 60 : 3, :3]  # only pictures
        return self

    def __exit__(self, *_: object) -> None:
        for helper in reversed(self._helpers):
            helper.terminate()
            helper.wait(10)

    @contextmanager
    def running(self, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
        """A program on this screen."""
        process = self._start(command)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(10)
            self._helpers.remove(process)

    def settle(self, since: float, *, patience: float = _STILL_S) -> tuple[float, float]:
        """When something first changed, and when something changed for the last time before all stood still.

        Where nothing changes within ``patience`` seconds, both are ``since``.
        """
        changes = list(
            self._changes(since, lambda last: time.monotonic() > (last + _STILL_S if last else since + patience))
        )
        if not changes:
            return since, since
        return changes[0], changes[-1]

    def click(self) -> None:
        """Click on a picture, so that the keyboard is there, and let what that changes be over."""
        width, height = _SCREEN
        place = [str(width * 3 // 5), str(height // 2)]
        subprocess.run(["xdotool", "mousemove", *place, "click", "1"], env=self._environment, check=True)
        self.settle(time.monotonic())

    def press(self, key: str) -> float:
        """Press a key; returns when."""
        now = time.monotonic()
        subprocess.run(["xdotool", "key", key], env=self._environment, check=True)
        return now

    def page_down(self, times: int) -> float:
        """Press Page Down so many times; returns the longest that a press waited for something to change."""
        longest = 0.0
        for _ in range(times):
            before, pressed = self._look(), self.press("Next")
            while np.array_equal(self._look(), before) and time.monotonic() - pressed < _STILL_S:
                time.sleep(_LOOK_S)
            longest = max(longest, time.monotonic() - pressed)
            time.sleep(0.1)
        return longest

    def _changes(self, since: float, over: Callable[[float], bool]) -> Iterator[float]:
        before, last = self._look(), 0.0
        while not over(last) and time.monotonic() - since < _PATIENCE_S:
            now = self._look()
            if np.count_nonzero((now != before).any(axis=2)) > _SPECK:
                before, last = now, time.monotonic()
                yield last
            time.sleep(_LOOK_S)

    def _look(self) -> Frame:
        return np.array(self._seen)

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, env=self._environment, cwd=_ROOT, stdout=quiet, stderr=quiet)
        self._helpers.append(process)
        return process


class _Opening:
    """Tells when somebody opens a folder, through inotify."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._events = libc.inotify_init1(os.O_NONBLOCK)
        if self._events < 0 or libc.inotify_add_watch(self._events, os.fsencode(folder), _IN_OPEN) < 0:
            raise OSError(ctypes.get_errno(), "inotify")
        self._folder_opened = b"\x20\x00\x00\x40"  # IN_OPEN | IN_ISDIR

    def wait(self) -> float:
        """When it was."""
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            try:
                if self._folder_opened in os.read(self._events, 65_536):
                    return time.monotonic()
            except BlockingIOError:
                time.sleep(0.002)
        raise TimeoutError("the program has not opened the folder")


def _peak(pid: int) -> float:
    """The most memory that a process and its children have had, in megabytes; what they share is counted for each."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    own = next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))
    children = " ".join(task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")).split()
    return own + sum(_peak(int(child)) for child in children)


if __name__ == "__main__":
    main()

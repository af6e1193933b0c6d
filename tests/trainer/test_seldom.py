"""Progress in a log file or a simple terminal, where each line stays for good."""

from __future__ import annotations

import io

from rich.console import Console

from tests.gui.run_folders import epochs
from trainer import terminal
from trainer.events import Event, Progress, Stage

LOOK = Stage(name="look", label="Looking at every picture once", index=2, count=5)
LEARN = Stage(name="learn", label="Learning", index=3, count=5)


class Sitting:
    """What a log file holds after events that came at certain seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def show(self, *told: tuple[float, Event]) -> list[str]:
        """The lines that the events make."""
        console = Console(file=io.StringIO(), width=200)
        with terminal.watching(console, quiet=False, plain=False, clock=lambda: self.now) as emit:
            for self.now, event in told:
                emit(event)
        return console.file.getvalue().splitlines()  # type: ignore[attr-defined, no-any-return]


def at_work(total: int, *, each: float, begin: float = 0.0, done: int = 0) -> list[tuple[float, Event]]:
    """Progress from ``done`` to ``total``, each of which takes so many seconds."""
    return [
        (
            begin + (number - done) * each,
            Progress(done=number, total=total, unit="pictures", seconds_left=(total - number) * each),
        )
        for number in range(done, total + 1)
    ]


def test_a_long_stage_says_how_far_it_is() -> None:
    assert Sitting().show((0, LOOK), *at_work(2_800, each=0.025)) == [
        "[2/5] Looking at every picture once",
        "  1,200 of 2,800 pictures, 40 a second, about 40 s left",
        "  2,400 of 2,800 pictures, 40 a second, about 10 s left",
    ]


def test_a_very_long_stage_says_so_some_ten_times() -> None:
    _, *lines = Sitting().show((0, LOOK), *at_work(1_000, each=10))
    assert len(lines) == 9
    assert lines[0] == "  100 of 1,000 pictures, 6 a minute, about 2 h 30 min left"


def test_a_short_stage_says_nothing_more() -> None:
    assert len(Sitting().show((0, LOOK), *at_work(1_000, each=0.025), (26, LEARN), *at_work(9, each=3, begin=26))) == 2


def test_what_was_done_before_does_not_count_for_the_speed() -> None:
    _, line = Sitting().show((0, LOOK), *at_work(1_040, each=2, begin=100, done=1_020))
    assert line == "  1,035 of 1,040 pictures, 30 a minute, about 10 s left"


def test_after_an_epochs_line_the_next_one_waits() -> None:
    learning = [*at_work(100, each=1)]
    epoch = epochs(1)[0]
    with_epochs = Sitting().show((0, LEARN), *learning[:25], (24, epoch), *learning[25:50], (49, epoch))
    assert [line.split()[0] for line in with_epochs] == ["[3/5]", "epoch", "epoch"]


def test_what_has_no_end_in_sight_is_counted_all_the_same() -> None:
    walk = [(number, Progress(done=number, total=None, unit="files")) for number in range(40)]
    assert Sitting().show((0, LOOK), *walk)[1:] == ["  30 files, 1.0 a second"]


def test_the_speed_is_that_with_which_the_time_left_is_reckoned() -> None:
    looked_up = [(second, Progress(done=second * 1_200, total=100_000, unit="pictures")) for second in range(31)]
    classified = Progress(done=40_000, total=100_000, unit="pictures", seconds_left=600.0)
    _, *lines = Sitting().show((0, LOOK), *looked_up, (100, classified))
    assert lines[-1] == "  40,000 of 100,000 pictures, 100 a second, about 10 min 0 s left"

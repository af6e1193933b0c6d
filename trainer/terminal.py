"""What people see of a job in a terminal: stages, bars, epochs, notices; never more than their terminal can show."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.text import Text

from trainer import events
from trainer.channel import Emit
from trainer.estimating.values import Estimate
from trainer.names import spelled_out
from trainer.seldom import Seldom

_UNBOUNDED = 10_000  # columns


def accept_every_name() -> None:
    """Let names that the terminal's encoding lacks be printed in escaped form instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def hold_handles() -> None:
    """Put something into the place of standard handles that are closed: the next file opened would take their number.

    ``sys.stdout`` stays None where there is none, so that a result is not lost without a word.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", closefd=False)


@contextlib.contextmanager
def stdout_set_aside() -> Iterator[None]:
    """Send to stderr what anybody prints while the block lasts: stdout is for the result alone."""
    before, kept = sys.stdout, os.dup(1)
    with contextlib.suppress(OSError, AttributeError):  # full or closed: told when the result is printed
        before.flush()
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    try:
        yield
    finally:
        sys.stdout = before
        os.dup2(kept, 1)
        os.close(kept)


def safe(text: str) -> str:
    """``text`` without what a terminal would obey: control characters and broken code points are spelled out."""
    return spelled_out(text)


class _Results(Console):
    """Lets its caller know that nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """Overrides rich, which would end the process with a failure."""
        raise BrokenPipeError


class _Messages(Console):
    """Falls silent where nobody reads: that is no reason to break off a job."""

    def on_broken_pipe(self) -> None:
        """Overrides rich, which would end the process with a failure."""
        self.quiet = True


def results() -> Console:
    """Where results are shown: stdout, and in a file or pipe as wide as they are."""
    if sys.stdout.isatty():
        return _Results(file=sys.stdout, highlight=False)
    return _Results(file=sys.stdout, highlight=False, soft_wrap=True, width=_UNBOUNDED)


def messages() -> Console:
    """Where progress and failures are told: stderr."""
    return _Messages(file=sys.stderr, highlight=False, soft_wrap=True)


def say(console: Console, text: str, style: str = "") -> None:
    """Print one line of text as it is: brackets in names are no markup, control characters are spelled out.

    Raises:
        OSError: ``console`` shows results, and they cannot be written.
    """
    try:
        console.print(Text(safe(text), style=style))
    except OSError:
        if not isinstance(console, _Messages):
            raise
        console.quiet = True
        _abandon(2)


def ring(console: Console) -> None:
    """Ring the terminal's bell, where there is one: a long job has ended."""
    if console.is_terminal:
        console.bell()


@contextlib.contextmanager
def watching(
    console: Console, *, quiet: bool, plain: bool, clock: Callable[[], float] = time.monotonic
) -> Iterator[Emit]:
    """Give an emit function that shows events to a person.

    Args:
        console: Where to show them.
        quiet: Show nothing where ``console`` is no terminal (somebody wants the result alone).
        plain: Lines only, even on a terminal: something else is writing there as well.
        clock: Seconds that only go on.
    """
    animated = console.is_terminal and not console.is_dumb_terminal and not plain
    if animated:
        with _Bars(console) as bars:
            yield bars
    elif quiet and not console.is_terminal:
        yield lambda _event: None
    else:
        yield _Lines(console, clock)


class _Lines:
    """Shows events as lines: for files, pipes and simple terminals."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._seldom = Seldom(clock)
        self._in_run = False

    def __call__(self, event: events.Event) -> None:
        match event:
            case events.Started():
                self._in_run = event.run is not None
            case events.Estimated(estimates=(estimate,)) if self._in_run:  # others are a table, shown as a result
                say(self._console, estimate_line(estimate))
            case events.Stage():
                self._seldom.begin()
                say(self._console, stage_line(event))
            case events.Progress() if self._seldom.due(event):
                say(self._console, progress_line(event, _rate(event) or self._seldom.rate()))
            case events.Epoch():
                self._seldom.put_off()
                say(self._console, epoch_line(event), style="bold" if event.best else "")
            case events.Notice():
                say(self._console, event.message, style="yellow" if event.level == "warning" else "")
            case events.LowBattery():
                say(self._console, f"The battery is at {event.percent} %: pausing.", style="yellow")


class _Bars:
    """Shows the current stage as a bar, and what is over as lines above it."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[details]}", markup=False),
            console=console,
        )
        self._lines = _Lines(console)
        self._task: TaskID | None = None

    def __enter__(self) -> _Bars:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, event: events.Event) -> None:
        match event:
            case events.Stage():
                self._begin(event)
            case events.Progress():
                self._update(event)
            case _:
                self._lines(event)

    def _begin(self, stage: events.Stage) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(safe(stage.label), total=None, details="")

    def _update(self, event: events.Progress) -> None:
        if self._task is not None:
            self._progress.update(
                self._task, completed=event.done, total=event.total, details=safe(progress_details(event))
            )
            if event.done == event.total:  # the next stage may take its place at once
                self._progress.refresh()


def stage_line(stage: events.Stage) -> str:
    """A stage as a line."""
    return f"[{stage.index}/{stage.count}] {stage.label}"


def epoch_line(epoch: events.Epoch) -> str:
    """An epoch as a row whose columns stand below each other."""
    width = len(str(epoch.epochs))
    return (
        f"epoch {epoch.epoch:{width}}/{epoch.epochs}  loss {epoch.loss:7.4f}  accuracy {epoch.accuracy:6.1%}  "
        f"validation loss {epoch.validation_loss:7.4f}  accuracy {_validated(epoch)}  "
        f"{epoch.seconds:6.1f} s{'  best validation loss so far' if epoch.best else ''}"
    )


def _validated(epoch: events.Epoch) -> str:
    """The validation accuracy with what belongs to it, as wide as it may become."""

    def words(share_told: float, interval: Sequence[float] | None) -> str:
        return measured(share_told, interval, epoch.validation_images)

    widest = words(1.0, epoch.validation_interval and (0.999, 1.0))
    return words(epoch.validation_accuracy, epoch.validation_interval).rjust(len(widest))


def estimate_line(estimate: Estimate) -> str:
    """How long the run that has begun will take, as a sentence."""
    return (
        f"This will take about {duration(estimate.total_seconds)} ({duration(estimate.low)} to "
        f"{duration(estimate.high)})."
    )


def progress_line(event: events.Progress, rate: float) -> str:
    """How far a stage is, as a line; ``rate``: so many a second."""
    of = "" if event.total is None else f" of {event.total:,}"
    parts = [f"{event.done:,}{of} {event.unit}"]
    if rate > 0:
        parts.append(_speed(rate))
    if event.seconds_left is not None:
        parts.append(f"about {duration(event.seconds_left)} left")
    return f"  {', '.join(parts)}"


def _rate(event: events.Progress) -> float | None:
    """How many a second the time that is left is reckoned with; None where it is not known, or nothing is left."""
    if not event.seconds_left or event.total is None:
        return None
    return (event.total - event.done) / event.seconds_left


def _speed(rate: float) -> str:
    if rate >= 1:
        return f"{rate:,.0f} a second" if rate >= 9.5 else f"{rate:.1f} a second"
    return f"{60 * rate:.0f} a minute" if rate >= 1 / 60 else "less than one a minute"


def progress_details(event: events.Progress) -> str:
    """What stands behind the bar: unit, time left, loss and accuracy."""
    parts = [event.unit]
    if event.seconds_left is not None:
        parts.append(f"{duration(event.seconds_left)} left")
    if event.loss is not None:
        parts.append(f"loss {event.loss:.4f}")
    if event.accuracy is not None:
        parts.append(f"accuracy {event.accuracy:.1%}")
    return "  ".join(parts)


def share(value: float | None) -> str:
    """A number from 0 to 1 as a percentage; a dash where there is none."""
    return "–" if value is None else f"{value:.1%}"


def measured(accuracy: float | None, interval: Sequence[float] | None, images: int | None = None) -> str:
    """A figure with what belongs to it: "88.4% of 464 (85.2% to 91.0%)"."""
    words = share(accuracy) if images is None else f"{share(accuracy)} of {images:,}"
    return words if interval is None else f"{words} ({share(interval[0])} to {share(interval[1])})"


def duration(seconds: float) -> str:
    """A time span as people say it: 8 s, 2 min 5 s, 1 h 20 min."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3_600} h {whole % 3_600 // 60} min"


def write_json(result: dict[str, Any]) -> None:
    """Write ``result`` to stdout as one line of JSON in UTF-8, whatever the locale.

    Raises:
        OSError: It cannot be written.
    """
    line = events.encode_result(result) + b"\n"
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:  # somebody has replaced stdout by a text-only stream
        sys.stdout.write(line.decode())
    else:
        binary.write(line)
        binary.flush()


def abandon_stdout() -> None:
    """Nobody reads stdout any more: let what is left in its buffer vanish without a complaint at exit."""
    _abandon(1)


def abandon_pipes() -> None:
    """Let what is printed and logged from now on vanish: whoever has read it is leaving."""
    _abandon(1)
    _abandon(2)


def _abandon(descriptor: int) -> None:
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)

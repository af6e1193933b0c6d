"""The command line: finds the command, runs it, and turns what comes out into words, JSON or events.

Exit status: 0 done, 1 failed (or stopped with nothing to keep), 2 wrong usage, 3 stopped and resumable.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import logging
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

from trainer import __version__
from trainer.channel import Control, Emit, EventStream, listen, take_stdout
from trainer.commands import COMMANDS, CommandModule, load, options
from trainer.errors import ArtClassError, UsageError, disk_error
from trainer.events import Detached, Failed, Finished, Stopped, TerminalEvent
from trainer.usage import Parser

if TYPE_CHECKING:
    from rich.console import Console

DONE, FAILED, WRONG_USAGE, STOPPED = 0, 1, 2, 3
_PAUSING = "Stopping at the next safe point. Press Ctrl+C again to break off at once."
_LONG = ("import", "classify", "similar", "tag", "report", "evaluate", "export", "ladder")
_RING_AFTER = 60.0  # seconds: whoever has waited so long does something else by now
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")

_log = logging.getLogger(__name__)


class _Ending(NamedTuple):
    """How a command ended: its last event and the exit status."""

    event: TerminalEvent
    status: int


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: The arguments without the program's name; by default the process' own.

    Returns:
        The exit status.

    Raises:
        SystemExit: With status 2 on wrong usage, 0 after ``--help`` and ``--version``.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        args = _parser(words).parse_args(words)
        args.words = words  # for a command that starts itself again, in the background
    except SystemExit as end:  # --help, --version or wrong usage, which is told by now
        if _flushed():
            raise
        raise SystemExit(FAILED) from end
    from trainer import log, terminal  # noqa: PLC0415 - --help and --version need neither

    terminal.hold_handles()
    terminal.accept_every_name()
    log_path = log.begin(to_stderr=args.events or args.verbose, verbose=args.verbose, tracebacks=not args.events)
    _log.info("artclass-cli %s: %s", __version__, words)
    try:
        run = _for_a_program if args.events else _for_a_person
        return run(load(args.command), args, log_path)
    finally:
        log.end()


def _flushed() -> bool:
    """Whether stdout took everything; if not, that is told. Nobody reading on is no failure."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        from trainer import terminal  # noqa: PLC0415

        terminal.abandon_stdout()
        if isinstance(error, BrokenPipeError):
            return True
        terminal.say(terminal.messages(), _unprinted(error), style="red")
        return False
    return True


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = Parser(
        prog="artclass-cli",
        description="Teach your own computer to sort pictures of art.",
        epilog="artclass-cli COMMAND --help tells more about a command.",
    )
    parser.add_argument("--version", action="version", version=f"artclass-cli {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((word for word in words if not word.startswith("-")), None)
    for row in COMMANDS:
        command = commands.add_parser(row.name, help=row.help, description=f"{row.help.capitalize()}.")
        if row.name == chosen:  # the others' modules need not be loaded
            load(row.name).add_arguments(command)
            options.add_output(command)
    return parser


def _for_a_person(command: CommandModule, args: argparse.Namespace, log_path: Path | None) -> int:
    from trainer import terminal  # noqa: PLC0415

    control, console, began = Control(), terminal.messages(), time.monotonic()
    with (
        terminal.stdout_set_aside(),
        _saying(_PAUSING, console) as on_pause,
        _signals(control, on_pause),
        terminal.watching(console, quiet=args.json, plain=args.verbose) as emit,
    ):
        ending = _attempt(command, args, emit, control, log_path=log_path)
    if time.monotonic() - began >= _RING_AFTER:
        terminal.ring(console)
    if isinstance(ending.event, Failed):
        terminal.say(console, " ".join(ending.event.sentence().split()), style="red")
        return ending.status
    if isinstance(ending.event, Stopped):
        terminal.say(console, _stopped_sentence(ending.event))
    if ending.event.result is None:
        return ending.status
    return ending.status if _printed(command, ending.event.result, console, as_json=args.json) else FAILED


def _printed(command: CommandModule, result: dict[str, Any], console: Console, *, as_json: bool) -> bool:
    """Print the result; False where stdout does not take it, which is told. Nobody reading on is no failure."""
    from trainer import terminal  # noqa: PLC0415

    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, "it is closed")
        if as_json:
            terminal.write_json(result)
        else:
            command.show(result, terminal.results())
        sys.stdout.flush()
    except BrokenPipeError:
        terminal.abandon_stdout()
    except OSError as error:
        _log.info("the result could not be printed", exc_info=True)
        terminal.abandon_stdout()
        terminal.say(console, f"{_unprinted(error)} The job itself is done.", style="red")
        return False
    return True


def _unprinted(error: OSError) -> str:
    reason = disk_error(error).what
    return f"The standard output could not be written to: {reason[:1].lower()}{reason[1:]}."


def _stopped_sentence(event: Stopped) -> str:
    if event.result is not None:
        return "Stopped early; what was done so far is kept."
    return "Stopped. The same job can go on from here later." if event.resumable else "Stopped; nothing was kept."


def _for_a_program(command: CommandModule, args: argparse.Namespace, log_path: Path | None) -> int:
    from trainer import log  # noqa: PLC0415

    control = Control()
    stream = EventStream(take_stdout(), control)
    if sys.stdin is not None:  # otherwise nobody can ask for anything
        with contextlib.suppress(OSError):
            listen(os.fdopen(os.dup(0), "rb", buffering=0), control, on_detach=lambda: _let_go(stream))
    with _signals(control), log.faults_of_threads():
        ending = _attempt(command, args, stream, control, log_path=log_path)
    stream(ending.event)
    if control.detached and getattr(args, "notify", False):
        from trainer.running import notifying  # noqa: PLC0415

        notifying.tell(args.project, ending.event)
    return ending.status


def _let_go(stream: EventStream) -> None:
    """Say farewell to the parent, which waits for that, and close the pipes to it."""
    from trainer import terminal  # noqa: PLC0415

    stream(Detached())
    terminal.abandon_pipes()
    stream.fall_silent()


def _attempt(
    command: CommandModule, args: argparse.Namespace, emit: Emit, control: Control, *, log_path: Path | None
) -> _Ending:
    """Run a command; whatever happens becomes an event, and its traceback goes to the log."""
    from trainer import failures  # noqa: PLC0415

    try:
        with _awake(args.command, emit) as telling:
            event = command.run(args, telling, control)
    except SystemExit:
        raise
    except BaseException as error:  # a library in Rust that panics raises what is no `Exception`
        failed = failures.told(error, details=_where_details_are(log_path), trains=args.command in failures.TRAININGS)
        known = isinstance(error, ArtClassError | KeyboardInterrupt)
        _log.log(logging.INFO if known else logging.ERROR, "failed: %s", failed.sentence(), exc_info=True)
        return _Ending(failed, WRONG_USAGE if isinstance(error, UsageError) else FAILED)
    _log.info("ended: %s", type(event).__name__)
    return _Ending(event, _status(event))


def _awake(command: str, emit: Emit) -> contextlib.AbstractContextManager[Emit]:
    """Keep the computer awake where a job may take long; a training does so by itself, wherever it is started."""
    from trainer.running import awake  # noqa: PLC0415

    return awake.kept(emit) if command in _LONG else contextlib.nullcontext(emit)


def _status(event: Finished | Stopped) -> int:
    if isinstance(event, Stopped) and event.result is None:
        return STOPPED if event.resumable else FAILED
    return FAILED if isinstance(event, Finished) and event.in_vain else DONE


def _where_details_are(log_path: Path | None) -> str:
    return f"The details are in the log: {log_path}" if log_path else "Run it again with --verbose for the details."


@contextlib.contextmanager
def _saying(text: str, console: Console) -> Iterator[Callable[[], None]]:
    """Give a function that says ``text`` from another thread: a signal may come in the middle of a print."""
    from trainer import terminal  # noqa: PLC0415

    asked: queue.SimpleQueue[bool] = queue.SimpleQueue()  # the one queue that a signal's handler may use

    def listen_and_say() -> None:
        while asked.get():
            terminal.say(console, text)

    thread = threading.Thread(target=listen_and_say, name="signals", daemon=True)
    thread.start()
    try:
        yield lambda: asked.put(True)
    finally:
        asked.put(False)
        thread.join()


@contextlib.contextmanager
def _signals(control: Control, on_pause: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Make signals ask the job to pause; a second Ctrl+C breaks it off."""

    def hear(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGINT and control.request is not None:
            raise KeyboardInterrupt
        control.ask("pause")
        on_pause()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    heard = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in heard:
        signal.signal(number, hear)
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)

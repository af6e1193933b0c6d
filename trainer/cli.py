"""The command line: finds the command, runs it, and turns what comes out into words, JSON or events.

Exit status: 0 done, 1 failed, 2 wrong usage, 3 stopped and resumable.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from trainer import __version__
from trainer.channel import Control, Emit, EventStream, listen, take_stdout
from trainer.commands import COMMANDS, CommandModule, load, options
from trainer.errors import ArtClassError, UsageError, is_disk_trouble
from trainer.errors import disk_error as in_words
from trainer.events import Failed, Finished, Stopped, TerminalEvent

DONE, FAILED, WRONG_USAGE, STOPPED = 0, 1, 2, 3
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
    args = _parser(words).parse_args(words)
    from trainer import log, terminal  # noqa: PLC0415 - --help and --version need neither

    terminal.accept_every_name()
    log_path = log.begin(to_stderr=args.events or args.verbose, verbose=args.verbose)
    _log.info("artclass-cli %s: %s", __version__, words)
    try:
        run = _for_a_program if args.events else _for_a_person
        return run(load(args.command), args, log_path)
    finally:
        log.end()


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
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

    control, console = Control(), terminal.messages()

    def on_pause() -> None:
        terminal.say(console, "Stopping at the next safe point. Press Ctrl+C again to break off at once.")

    with _signals(control, on_pause), terminal.watching(console, quiet=args.json, plain=args.verbose) as emit:
        ending = _attempt(command, args, emit, control, log_path=log_path)
    if isinstance(ending.event, Failed):
        terminal.say(console, " ".join(ending.event.sentence().split()), style="red")
        return ending.status
    if isinstance(ending.event, Stopped):
        terminal.say(console, _stopped_sentence(ending.event))
    try:
        _print_result(command, ending.event, as_json=args.json)
    except BrokenPipeError:
        terminal.abandon_stdout()
    return ending.status


def _print_result(command: CommandModule, event: Finished | Stopped, *, as_json: bool) -> None:
    from trainer import terminal  # noqa: PLC0415

    if event.result is None:
        return
    if as_json:
        terminal.write_json(event.result)
    else:
        command.show(event.result, terminal.results())
    sys.stdout.flush()


def _stopped_sentence(event: Stopped) -> str:
    if event.result is not None:
        return "Stopped early; what was done so far is kept."
    return "Stopped. The same job can go on from here later." if event.resumable else "Stopped; nothing was kept."


def _for_a_program(command: CommandModule, args: argparse.Namespace, log_path: Path | None) -> int:
    control = Control()
    stream = EventStream(take_stdout(), control)
    with contextlib.suppress(OSError):  # no stdin at all: nobody can ask for anything
        listen(os.fdopen(os.dup(0), "rb", buffering=0), control)
    with _signals(control):
        ending = _attempt(command, args, stream, control, log_path=log_path)
    stream(ending.event)
    return ending.status


def _attempt(
    command: CommandModule, args: argparse.Namespace, emit: Emit, control: Control, *, log_path: Path | None
) -> _Ending:
    """Run a command; whatever happens becomes an event, and its traceback goes to the log."""
    try:
        event = command.run(args, emit, control)
    except ArtClassError as error:
        _log.info("failed", exc_info=True)
        return _failed(error)
    except KeyboardInterrupt:
        _log.info("broken off", exc_info=True)
        return _Ending(Failed(message="Broken off", remedy="Start it again whenever you like."), FAILED)
    except MemoryError:
        _log.exception("out of memory")
        remedy = "Close other programs, or choose a smaller batch size or image size."
        return _Ending(Failed(message="The computer's memory does not suffice", remedy=remedy), FAILED)
    except Exception as error:
        _log.exception("unexpected")
        if isinstance(error, OSError) and is_disk_trouble(error):
            return _failed(in_words(error))
        return _Ending(_unexpected(error, log_path), FAILED)
    _log.info("ended: %s", type(event).__name__)
    return _Ending(event, STOPPED if isinstance(event, Stopped) and event.result is None else DONE)


def _failed(error: ArtClassError) -> _Ending:
    event = Failed(message=error.what, path=error.path, remedy=error.remedy)
    return _Ending(event, WRONG_USAGE if isinstance(error, UsageError) else FAILED)


def _unexpected(error: Exception, log_path: Path | None) -> Failed:
    where = f"The details are in the log: {log_path}" if log_path else "Run it again with --verbose for the details."
    return Failed(message=f"ArtClass has met a fault of its own ({type(error).__name__}: {error})", remedy=where)


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

"""Where the log goes: tracebacks and details, for whoever has to find out what went wrong."""

from __future__ import annotations

import contextlib
import copy
import faulthandler
import io
import logging
import logging.handlers
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import platformdirs

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_ROTATE_AT = 1_000_000  # bytes
_NOISY = ("PIL", "asyncio", "absl", "h5py", "matplotlib", "wakepy")
_log = logging.getLogger(__name__)


class _WithoutTracebacks(logging.Formatter):
    """For a log that a person looks at: sentences only; the files have the rest."""

    def format(self, record: logging.LogRecord) -> str:
        """Overrides logging.Formatter."""
        bare = copy.copy(record)  # the other handlers want the whole one
        bare.exc_info = bare.exc_text = bare.stack_info = None
        return super().format(bare)


class _File(logging.FileHandler):
    """A log that may be refused: no reason to break off the job."""

    def emit(self, record: logging.LogRecord) -> None:
        """Overrides logging.FileHandler, which opens the file here."""
        with contextlib.suppress(OSError):
            super().emit(record)

    def close(self) -> None:
        """Overrides logging.FileHandler: what a full disk left in the buffer hides no failure behind its own."""
        with contextlib.suppress(OSError):
            super().close()


class _RotatingFile(logging.handlers.RotatingFileHandler, _File):
    """The user's log, which begins anew when it is long; it may be refused as well."""


def begin(*, to_stderr: bool, verbose: bool = False, tracebacks: bool = True) -> Path | None:
    """Send the log to the user's log file and, where asked, to stderr; what libraries say is for the file only.

    Args:
        to_stderr: Whether lines go to stderr too: for a child whose stderr its parent keeps.
        verbose: Whether details (level DEBUG) of all libraries are logged, on stderr as well.
        tracebacks: Whether stderr gets tracebacks; the file has them in any case.

    Returns:
        The log file; None where none can be written, which is no reason to refuse the job.
    """
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    _log.setLevel(logging.DEBUG)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    if to_stderr:
        handler = _add(root, logging.StreamHandler(sys.stderr))
        handler.setLevel(root.level)
        if not tracebacks:
            handler.setFormatter(_WithoutTracebacks(_FORMAT))
        _tell_crashes()
    return _add_file(root)


def end() -> None:
    """Take the handlers away again and close their files."""
    logging.captureWarnings(capture=False)
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if handler.get_name() == __name__]:
        root.removeHandler(handler)
        handler.close()


@contextlib.contextmanager
def kept_in(path: Path) -> Iterator[None]:
    """Append the log to ``path`` as well, for as long as the block lasts; a full disk only ends the log.

    What leaves the block as an exception is written there too, with its traceback: whoever catches it logs elsewhere.

    Args:
        path: Usually a run's ``log.txt``.
    """
    root = logging.getLogger()
    handler = _add(root, _File(path, encoding="utf-8", errors="backslashreplace", delay=True))
    try:
        yield
    except BaseException:
        handler.handle(_log.makeRecord(_log.name, logging.ERROR, __file__, 0, "ended by", (), sys.exc_info()))
        raise
    finally:
        root.removeHandler(handler)
        handler.close()


@contextlib.contextmanager
def instead_of_stderr() -> Iterator[None]:
    """Send to the log file what is written to fd 2 while the block lasts: libraries in C++ ask nobody where to write.

    With details asked for (`begin` with ``verbose``), or without any stderr, nothing is changed.
    """
    root = logging.getLogger()
    if root.isEnabledFor(logging.DEBUG):
        yield
        return
    try:
        before = os.dup(2)
    except OSError:  # there is no stderr
        yield
        return
    with contextlib.ExitStack() as back:
        back.callback(os.close, before)
        back.enter_context(_stderr_in_file(root))
        back.callback(os.dup2, before, 2)
        yield


@contextlib.contextmanager
def _stderr_in_file(root: logging.Logger) -> Iterator[None]:
    """Let fd 2 be the newest log file (a run's own, where there is one); whoever enters puts it back."""
    handlers = [h for h in root.handlers if h.get_name() == __name__ and isinstance(h, logging.FileHandler)]
    _log.debug("what libraries say, as they say it:")  # opens the file too
    stream = handlers[-1].stream if handlers else None
    with contextlib.nullcontext(stream) if stream is not None else Path(os.devnull).open("a") as place:
        os.dup2(place.fileno(), 2)
        yield


@contextlib.contextmanager
def faults_of_threads() -> Iterator[None]:
    """Log what threads and destructors raise while the block lasts; Python would print it on stderr."""
    before = threading.excepthook, sys.unraisablehook

    def in_thread(args: threading.ExceptHookArgs) -> None:
        _log.error("in a thread", exc_info=args.exc_value)

    def unraisable(args: sys.UnraisableHookArgs) -> None:
        _log.error("where nobody could catch it", exc_info=args.exc_value)

    threading.excepthook, sys.unraisablehook = in_thread, unraisable
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = before


def _tell_crashes() -> None:
    if not faulthandler.is_enabled():
        with contextlib.suppress(io.UnsupportedOperation, OSError, AttributeError):  # no stderr to write to
            faulthandler.enable()


def _add_file(root: logging.Logger) -> Path | None:
    path = platformdirs.user_log_path("artclass", appauthor=False) / "artclass-cli.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _RotatingFile(path, maxBytes=_ROTATE_AT, backupCount=2, encoding="utf-8", errors="backslashreplace")
    except OSError:
        _add(root, logging.NullHandler())  # without any handler logging would write to stderr
        return None
    _add(root, handler)
    return path


def _add(root: logging.Logger, handler: logging.Handler) -> logging.Handler:
    handler.set_name(__name__)
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    return handler

"""Where the log goes: tracebacks and details, for whoever has to find out what went wrong."""

from __future__ import annotations

import contextlib
import faulthandler
import io
import logging
import logging.handlers
import sys
from collections.abc import Iterator
from pathlib import Path

import platformdirs

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_ROTATE_AT = 1_000_000  # bytes
_NOISY = ("PIL", "asyncio", "absl", "h5py", "matplotlib")


def begin(*, to_stderr: bool, verbose: bool = False) -> Path | None:
    """Send the log to the user's log file and, where asked, to stderr.

    Args:
        to_stderr: Whether lines go to stderr too: for a child whose stderr its parent keeps.
        verbose: Whether details (level DEBUG) are logged.

    Returns:
        The log file; None where none can be written, which is no reason to refuse the job.
    """
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    if to_stderr:
        _add(root, logging.StreamHandler(sys.stderr))
        _tell_crashes()
    return _add_file(root)


def end() -> None:
    """Take the handlers away again and close their files."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if handler.get_name() == __name__]:
        root.removeHandler(handler)
        handler.close()


@contextlib.contextmanager
def kept_in(path: Path) -> Iterator[None]:
    """Append the log to ``path`` as well, for as long as the block lasts; a full disk only ends the log.

    Args:
        path: Usually a run's ``log.txt``.
    """
    root = logging.getLogger()
    handler = _add(root, logging.FileHandler(path, encoding="utf-8", errors="backslashreplace", delay=True))
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


def _tell_crashes() -> None:
    if not faulthandler.is_enabled():
        with contextlib.suppress(io.UnsupportedOperation, OSError, AttributeError):  # no stderr to write to
            faulthandler.enable()


def _add_file(root: logging.Logger) -> Path | None:
    path = platformdirs.user_log_path("artclass", appauthor=False) / "artclass-cli.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_ROTATE_AT, backupCount=2, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        return None
    _add(root, handler)
    return path


def _add(root: logging.Logger, handler: logging.Handler) -> logging.Handler:
    handler.set_name(__name__)
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    return handler

"""A process that sorts in children of its own, which can be killed at any moment: one start of Python for many kills.

Lines of JSON come in (``argv``, ``kill``: a moment's name and number, ``after``: seconds), and the children's ends go out.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from trainer import cli, terminal
from trainer.commands import sorting_jobs
from trainer.running import moments
from trainer.sorting import placing

READY = (cli, terminal, sorting_jobs)  # loaded here once, and not in every child


def main() -> None:
    """Serve until nobody asks any more."""
    _pretend(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(_asked(json.loads(line))), flush=True)


def _asked(ask: dict[str, object]) -> int:
    """What became of one child: its exit status, or the negative number of the signal that ended it."""
    child = os.fork()
    if not child:
        _work(ask)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _work(ask: dict[str, object]) -> NoReturn:
    status = 70
    with contextlib.suppress(BaseException):
        if ask.get("kill"):
            os.environ[moments.KILL_AT] = str(ask["kill"])
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if ask.get("after"):
            signal.setitimer(
                signal.ITIMER_REAL, float(str(ask["after"]))
            )  # its signal ends a process at any instruction
        status = cli.main([str(word) for word in ask["argv"]])  # type: ignore[attr-defined]
    os._exit(status)


def _pretend(disk: str) -> None:
    """Be on a disk that knows no renaming without replacing, or with the target on another one."""
    if disk == "links":
        placing._exclusive_rename = lambda: None
    if disk == "another disk":
        placing._renamed = _crossing


def _crossing(source: Path, target: Path) -> bool:
    if not source.name.endswith(".part"):
        if placing.is_there(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
    source.rename(target)
    return True


if __name__ == "__main__":
    main()

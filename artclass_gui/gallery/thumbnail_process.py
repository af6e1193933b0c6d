"""Thumbnails made in a process beside the window's: its threads hold up neither Python's lock nor, being of low priority, a core."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import IO, Any

from artclass_gui import MAKE_THUMBNAILS
from artclass_gui.gallery.thumbnail_cache import ThumbnailCache
from artclass_gui.gallery.thumbnail_makers import MOST_REQUESTS, Answer, Key, Makers, Request
from artclass_gui.gallery.thumbnail_serving import BEGINS, LIVES, STANDS, receive, send, unpacked
from artclass_gui.gallery.thumbnail_watch import Watch

_NICE = 5  # of 19: after the window, but before what it does in the background
_WINDOWS_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
_CRASHED = "ended the program that was to read it; it is damaged, or too large for the memory"
_AT_HAND = "was at hand when the program that reads pictures ended; it may be damaged, or too large for the memory"
_SILENT = (
    2  # processes, one after the other, that are ended without having said anything, until the window does without
)
_log = logging.getLogger(__name__)


def serving_command() -> list[str]:
    """Starts a process that does `thumbnail_serving.serve`: the window's own program, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, MAKE_THUMBNAILS]
    return [sys.executable, "-P", "-m", "artclass_gui", MAKE_THUMBNAILS]  # nothing is loaded from the current folder


class ProcessMakers:
    """`Makers` in a process of their own; until it stands, and where it cannot be started, those of this process do the work.

    A crash of the process is the fault of one of the pictures that it was at. Another process goes on with the others and is
    asked for these one at a time; the one at which it crashes again is told as unreadable. A process that gives no sign of
    life for long is ended, which then is a crash like others, also where it never stood.

    Args:
        here: Makers of this process; `finish` ends them, too.
        cache: Where thumbnails are kept.
        tell: Called from any thread when there are answers.
        command: Starts the process.
    """

    def __init__(
        self, here: Makers, cache: ThumbnailCache, tell: Callable[[], None], *, command: Sequence[str] | None = None
    ) -> None:
        self._here, self._tell = here, tell
        self._command = list(command) if command is not None else serving_command()
        self._outbox: SimpleQueue[Any] = SimpleQueue()
        self._lock = threading.Lock()
        self._answers: list[Answer] = []
        self._asked: OrderedDict[Key, Request] = OrderedDict()
        self._begun: dict[int, Key] = {}  # what each thread of the process is at
        self._suspects: OrderedDict[Key, Request] = OrderedDict()
        self._trial: Key | None = None
        self._cache = cache
        self._alone = True  # the makers of this process do the work
        self._stands, self._worked, self._given_up, self._ended = False, False, False, False
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: Watch | None = None
        self._writer = threading.Thread(target=self._run, name="thumbnails", daemon=True)
        self._writer.start()

    def ask(self, wanted: Sequence[tuple[Key, Request]]) -> None:
        """Want thumbnails, each before all that were wanted earlier: the last one comes first."""
        with self._lock:
            for key, request in wanted:
                if key in self._suspects:
                    self._suspects[key] = request
            new = [(key, request) for key, request in wanted if key not in self._suspects]
            if not self._alone:
                self._note(new)
                return
        self._here.ask(new)

    def keep(self, paths: set[str], owner: int) -> None:
        """Drop the owner's requests for other paths."""
        with self._lock:
            for wanted in (self._asked, self._suspects):
                for key in [key for key, who in wanted.items() if who.owner == owner and key.path not in paths]:
                    del wanted[key]
            if self._stands:
                self._outbox.put(("keep", (paths, owner)))
                self._try_next()
        self._here.keep(paths, owner)

    def clear(self) -> None:
        """Drop all requests."""
        with self._lock:
            self._asked.clear()
            self._suspects.clear()
            self._trial = None
            if self._stands:
                self._outbox.put(("clear", ()))
        self._here.clear()

    def answers(self) -> list[Answer]:
        """Take what was made since."""
        with self._lock:
            taken, self._answers = self._answers, []
        return [*taken, *self._here.answers()]

    def set_limit(self, limit: int) -> None:
        """How many bytes the cache may take, where it is the program's own."""
        self._outbox.put(("set_limit", (limit,)))
        self._here.set_limit(limit)

    def finish(self, milliseconds: int) -> bool:
        """Drop all requests and end the process; returns whether its makers here ended in time, too."""
        with self._lock:
            self._stands, self._ended = False, True
            self._asked.clear()
            self._outbox.put(None)
        self._writer.join(milliseconds / 1000)
        if self._writer.is_alive() and self._process is not None:
            self._process.kill()
            self._writer.join(milliseconds / 1000)
        return self._here.finish(milliseconds)

    # On threads of its own

    def _run(self) -> None:
        """Start the process, and another one should it crash, and pass on what is wanted until the end."""
        silent = 0
        while silent < _SILENT:
            worked = self._serve_once()
            if self._ended:
                return
            if not (worked or self._given_up):
                break  # nor would another one
            silent = 0 if worked else silent + 1
            _log.warning("the process that makes thumbnails has ended; another one is started")
        _log.warning("thumbnails have no process of their own; they are made in the window's")
        self._do_without()

    def _serve_once(self) -> bool:
        """Let one process work until it ends; returns whether it did any work."""
        with self._lock:
            if self._ended:
                return False
            self._worked, self._given_up = False, False
            outbox = self._outbox = SimpleQueue()
        try:
            process = self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, creationflags=_WINDOWS_FLAGS
            )
        except OSError:
            _log.warning("%s", self._command, exc_info=True)
            return False
        _step_back(process.pid)
        requests, answers = process.stdin, process.stdout
        assert requests is not None
        assert answers is not None
        watch = Watch(lambda: outbox.put((LIVES, ())), lambda: bool(self._asked), lambda: self._give_up(process))
        with self._lock:
            self._watch = watch
            if self._asked:  # of the one before
                self._expect()
        reader = threading.Thread(target=self._listen, args=(answers, outbox), name="thumbnails made", daemon=True)
        reader.start()
        with contextlib.suppress(OSError):
            send(requests, self._cache)
            while (message := outbox.get()) is not None:
                send(requests, message)
        with contextlib.suppress(OSError):
            requests.close()
        reader.join()
        watch.end()
        answers.close()
        process.wait()
        return self._worked

    def _listen(self, stream: IO[bytes], outbox: SimpleQueue[Any]) -> None:
        if receive(stream) == STANDS:
            self._stand()
            while (message := receive(stream)) is not None:
                self._hear(*message)
        with self._lock:
            self._stands = False
        outbox.put(None)

    def _stand(self) -> None:
        """The process works; what one before it did not get to is asked of it again."""
        with self._lock:
            self._stands, self._alone = not self._ended, False
            for key in self._begun.values():
                request = self._asked.pop(key, None)
                if request is not None and key == self._trial:
                    self._answers.append(Answer(key, None, _CRASHED, request.generation))
                elif request is not None:
                    self._suspects[key] = request
            self._begun.clear()
            self._trial = None
            self._outbox.put(("ask", (list(self._asked.items()),)))
            self._expect()
            self._try_next()
            told = bool(self._answers)
        if told:
            self._tell()

    def _note(self, wanted: Sequence[tuple[Key, Request]]) -> None:
        """Ask the process, now or as soon as it stands; with the lock held."""
        for key, request in wanted:
            self._asked[key] = request
            self._asked.move_to_end(key)
        while len(self._asked) > MOST_REQUESTS:
            self._asked.popitem(last=False)
        if self._stands and wanted:
            self._outbox.put(("ask", (wanted,)))
        if wanted:
            self._expect()

    def _expect(self) -> None:
        if self._watch is not None:
            self._watch.want()

    def _try_next(self) -> None:
        """Ask for the next suspect, unless one is being tried; with the lock held."""
        if self._trial not in self._asked:
            self._trial = None
        if self._trial is None and self._suspects:
            self._trial, request = self._suspects.popitem(last=False)
            self._note([(self._trial, request)])

    def _hear(self, what: str, key: Key, *answer: Any) -> None:
        if self._watch is not None:
            self._watch.hear()
        if what == LIVES:
            return
        with self._lock:
            self._worked = True
            if what == BEGINS:
                self._begun[answer[0]] = key
                return
            packed, reason, generation = answer
            self._asked.pop(key, None)
            self._begun = {thread: other for thread, other in self._begun.items() if other != key}
            self._try_next()
            self._answers.append(Answer(key, unpacked(packed), reason, generation))
            first = len(self._answers) == 1
        if first:
            self._tell()

    def _do_without(self) -> None:
        """There is no process any more: what was asked of it is made here, but for what may have ended it, which is told."""
        with self._lock:
            self._alone = True
            at_hand = {key: self._asked.pop(key) for key in set(self._begun.values()) if key in self._asked}
            at_hand |= self._suspects
            self._answers += [Answer(key, None, _AT_HAND, request.generation) for key, request in at_hand.items()]
            asked = list(self._asked.items())
            for kept in (self._asked, self._suspects, self._begun):
                kept.clear()
            self._trial = None
        self._here.ask(asked)
        if at_hand:
            self._tell()

    def _give_up(self, process: subprocess.Popen[bytes]) -> None:
        """End a process that gives no sign of life: one that is stopped hears nothing less."""
        _log.warning("the process that makes thumbnails does not answer; it is ended")
        self._given_up = True
        process.kill()


def _step_back(pid: int) -> None:
    """Let a process wait where the window wants the same core, from its first moment on: starting is work, too."""
    if hasattr(os, "setpriority"):  # else its flags say so
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, 0) + _NICE)

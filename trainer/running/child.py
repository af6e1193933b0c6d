"""A child process that does one job: started, asked to stop, and never without an ending."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from trainer.channel import Request
from trainer.events import TERMINAL, Detached, Event, Failed, Started, TerminalEvent, decode, encode
from trainer.failures import TRAININGS
from trainer.project import Project
from trainer.runs import Run

_log = logging.getLogger(__name__)
_LAST_LINES = 12
_KEPT = "What was finished before is kept."
_NICE = 10  # of 19: the window comes first whenever it has something to do
_WINDOWS_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)


def child_command() -> list[str]:
    """The program that does jobs: ``python -m trainer``, or its frozen twin beside the window's program."""
    if getattr(sys, "frozen", False):
        name = "artclass-cli.exe" if os.name == "nt" else "artclass-cli"
        return [str(Path(sys.executable).with_name(name))]
    return [sys.executable, "-P", "-m", "trainer"]  # nothing is loaded from the current folder


class ChildProcess:
    """One job in a child process, read line by line from a thread that may block.

    Args:
        arguments: What follows the program's name; ``--events`` is added.
        command: The program; a test may put a scripted child here.
        project: The project the job works on: a run that dies silently is marked there.
        on_log: Called with each line of the log (stderr), from another thread.
        polite: Let the child wait where this process and it want the same core.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        command: Sequence[str] | None = None,
        project: Project | None = None,
        on_log: Callable[[str], None] = lambda _: None,
        polite: bool = True,
    ) -> None:
        self._arguments = [*(command or child_command()), *arguments, "--events"]
        self._project = project
        self.on_log = on_log
        self._polite = polite
        self._process: subprocess.Popen[bytes] | None = None
        self._last_lines: deque[str] = deque(maxlen=_LAST_LINES)
        self._run: str | None = None  # that it trains; others only look at theirs
        self._trains = False
        self._killed = False
        self._detached = False
        self._requests: list[Request | Literal["detach"]] = []
        self._outbox: queue.SimpleQueue[str | None] | None = None
        self._lock = threading.Lock()

    def events(self) -> Iterator[Event]:
        """Start the child and give its events; the last one is terminal, made here if the child made none.

        A child that was detached says so, closes its pipes and goes on: then there is no last event.
        """
        try:
            self._start()
        except OSError as error:
            yield Failed(
                message=f"The job could not be started ({error.strerror})",
                path=self._arguments[0],
                remedy="Install ArtClass again if this goes on.",
            )
            return
        assert self._process is not None
        assert self._process.stdout is not None
        ending: TerminalEvent | None = None
        for line in self._process.stdout:
            event = self._decode(line)
            if event is None or ending is not None:
                continue
            if isinstance(event, Detached):
                return
            if isinstance(event, TERMINAL):
                ending = event  # told after the process is gone, so that its locks are free
            else:
                yield event
        if self._detached and ending is None and self._process.poll() is None:
            return
        code = self._finish()
        yield ending if ending is not None else self._silent_death(code)

    def ask(self, request: Request) -> None:
        """Ask the child to stop, pause or cancel; asked before it runs, it is told as soon as it does."""
        with self._lock:
            self._requests.append(request)
            self._send(request)

    def say(self, line: str) -> None:
        """Put a question to a child that takes some: one line, of which it knows what it means.

        Said before the child runs, it is heard as soon as it does. This never blocks: a thread writes, for a child that
        has much to do may leave its pipe full.
        """
        with self._lock:
            if self._outbox is None:
                self._outbox = queue.SimpleQueue()
                self._begin_writing()
            self._outbox.put(line)

    def detach(self) -> None:
        """Let the child go on alone: it is told that nobody will listen, and need not be waited for.

        What it was asked before stays asked. The end of this process, or of the pipes, is nothing to it any more.
        """
        with self._lock:
            self._detached = True
            self._requests.append("detach")
            self._send("detach")

    def kill(self) -> None:
        """End the child at once, unless it was detached; what it had checkpointed is kept."""
        if self._detached:
            return
        self._killed = True
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()

    def wait(self) -> None:
        """Wait until a child that was ended is gone: until then it may still write."""
        if self._process is not None:
            self._process.wait()

    @property
    def pid(self) -> int | None:
        """The child's process number, once it runs."""
        return self._process.pid if self._process is not None else None

    def _start(self) -> None:
        with self._lock:
            self._process = subprocess.Popen(
                self._arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
                creationflags=_WINDOWS_FLAGS,
                start_new_session=os.name == "posix",  # Ctrl+C in the terminal is for the window
            )
            if self._polite:
                _step_back(self._process.pid)
            self._begin_writing()
            for request in self._requests:
                self._send(request)
        self._log_thread = threading.Thread(target=self._read_log, name="job log", daemon=True)
        self._log_thread.start()
        if self._killed:
            self.kill()

    def _send(self, request: str) -> None:
        """Say a word that every job knows, after all questions that were put before."""
        if self._process is None:
            return
        if self._outbox is not None:
            self._outbox.put(request)
        else:
            self._write(request)

    def _begin_writing(self) -> None:
        if self._process is not None and self._outbox is not None:
            threading.Thread(target=self._write_all, args=(self._outbox,), name="job questions", daemon=True).start()

    def _write_all(self, outbox: queue.SimpleQueue[str | None]) -> None:
        while (line := outbox.get()) is not None:
            self._write(line)

    def _write(self, request: str) -> None:
        if self._process is None or self._process.stdin is None:
            return
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(request.encode() + b"\n")
            self._process.stdin.flush()

    def _decode(self, line: bytes) -> Event | None:
        try:
            event = decode(line)
        except msgspec.DecodeError:
            _log.warning("no event: %r", line[:500])
            return None
        if isinstance(event, Started):
            self._trains = event.job in TRAININGS
            if self._trains and event.run is not None:
                self._run = event.run
        return event

    def _read_log(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        for raw in self._process.stderr:
            line = raw.decode("utf-8", "replace").rstrip()
            self._last_lines.append(line)
            self.on_log(line)

    def _finish(self) -> int:
        assert self._process is not None
        code = self._process.wait()
        with self._lock:
            if self._outbox is not None:
                self._outbox.put(None)
        self._log_thread.join(timeout=5)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return code

    def _silent_death(self, code: int) -> Failed:
        if self._killed:
            _log.info("the job was ended at once, as was asked")
            failed = Failed(message="This job was ended at once, as was asked", remedy=_KEPT)
        else:
            _log.error("the job ended without a word, exit status %s\n%s", code, "\n".join(self._last_lines))
            failed = Failed(message=_cause(code), remedy=_remedy(code, trains=self._trains))
        if self._project is not None and self._run is not None:
            with contextlib.suppress(OSError), Run(self._project.runs / self._run).events_path.open("ab") as journal:
                journal.write(encode(failed))
        return failed


def _step_back(pid: int) -> None:
    """Let the child wait where the window and it want the same core; all its threads inherit this.

    Linux may share the processor out between sessions first (autogroups): then the niceness of
    the child's session is what counts.
    """
    if os.name == "posix":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, _NICE)
            Path(f"/proc/{pid}/autogroup").write_text(str(_NICE))


def _cause(code: int) -> str:
    if code >= 0:
        return f"This job broke off without a result (exit status {code})"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"Something outside ArtClass ended this job ({name})"


def _remedy(code: int, *, trains: bool) -> str:
    if os.name == "posix" and code == -signal.SIGKILL:
        also = "or choose a smaller image size" if trains else "and try it again"
        return f"Often the computer was out of memory: close other programs {also}."
    return f"The log says more. {_KEPT}"

"""The command line as a person and a program meet it: words, JSON, events, exit status."""

from __future__ import annotations

import argparse
import errno
import io
import json
import os
import pty
import select
import shlex
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.trainer.tiny import classes, folder, zipped
from trainer import __version__, cli, events, log, terminal
from trainer.channel import Control, Emit
from trainer.commands import COMMANDS, listing
from trainer.errors import ArtClassError, UsageError
from trainer.estimating.values import Estimate, Parts
from trainer.project import Project

Job = Callable[[Emit, Control], events.Finished | events.Stopped]
ESTIMATE = Estimate(
    name="vgg16",
    seconds_per_epoch=16.0,
    total_seconds=485.0,
    low=400.0,
    high=540.0,
    peak_memory_mb=900.0,
    disk_mb=40.0,
    epochs=30,
    expected_epochs=25,
    longest_seconds=560.0,
    parts=Parts(begin=10.0, look=60.0, learn=400.0, finish=15.0),
    missing=0,
    rough=False,
)
HEAVY = ("tensorflow", "keras", "ai_edge_litert", "numpy", "PIL", "rich", "sqlite3")


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "state"))
    return tmp_path / "state" / "artclass" / "log" / "artclass-cli.log"


class Scripted:
    """A command that does what a test says."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("words", nargs="*")

    def run(self, _args: argparse.Namespace, emit: Emit, control: Control) -> events.Finished | events.Stopped:
        return self._job(emit, control)

    def show(self, result: dict[str, Any], console: Console) -> None:
        for key, value in result.items():
            terminal.say(console, f"{key}: {value}")


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Callable[[Job], None]:
    def install(job: Job) -> None:
        monkeypatch.setattr(cli, "load", lambda _: Scripted(job))

    return install


def raising(error: BaseException) -> Job:
    def job(emit: Emit, control: Control) -> events.Finished:
        raise error

    return job


def done(emit: Emit, control: Control) -> events.Finished:
    emit(events.Stage(name="look", label="Looking", index=1, count=2))
    emit(events.Progress(done=1, total=2, unit="pictures", seconds_left=3, loss=0.5, accuracy=0.25))
    emit(events.Epoch(
        epoch=3, epochs=30, loss=0.5, accuracy=0.75, validation_loss=0.6, validation_accuracy=0.7, seconds=2.5,
        learning_rate=1e-3, best=True, validation_images=200, validation_interval=(0.633, 0.759),
    ))  # fmt: skip
    emit(events.Notice(message="Mind the [gap]", level="warning"))
    emit(events.Problem(path="a.jpg", reason="is empty (0 bytes)"))
    return events.Finished(result={"images": 2, "name": "日本 [b]\x1b[31m"})


def child(*words: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    more.setdefault("stdin", subprocess.DEVNULL)
    more.setdefault("stdout", subprocess.PIPE)
    more.setdefault("stderr", subprocess.PIPE)
    return subprocess.run([sys.executable, "-m", "trainer", *words], check=False, timeout=120, **more)


# Words


def test_version_and_help_load_nothing_heavy() -> None:
    for word in ("--version", "--help"):
        code = (
            f"import sys; sys.argv = ['artclass-cli', '{word}']\n"
            "from trainer.__main__ import main\n"
            "try: main()\n"
            f"except SystemExit: sys.exit(str([m for m in {HEAVY} if m in sys.modules]))"
        )
        answer = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
        assert answer.stderr.strip() == "[]"
        assert "artclass-cli" in answer.stdout


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert all(row.name in said and row.help in said for row in COMMANDS)
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"artclass-cli {__version__}\n"


@pytest.mark.parametrize("name", [row.name for row in COMMANDS])
def test_help_of_every_command_is_light(name: str) -> None:
    code = (
        f"import sys; from trainer import cli\ntry: cli.main(['{name}', '--help'])\n"
        f"except SystemExit: sys.exit(str([m for m in {HEAVY} if m in sys.modules]))"
    )
    answer = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert answer.stderr.strip() == "[]"
    assert "--json" in answer.stdout
    assert "--events" in answer.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "A command is needed."),
        ("queue", "An action is needed."),
        ("trian", "There is no command “trian”. Is train meant?"),
        ("queue ad", "There is no action “ad”. Is add meant?"),
        ("import", "SOURCE and --project are needed."),
        ("import x", "--project is needed."),
        ("import x --project p --json --events", "--json and --events exclude each other."),
        ("pause --project p --epochs 3", "There is no option --epochs."),
        ("split --project p --patern=x", "There is no option --patern. Is --pattern meant?"),
        ("pause --project p much", "“much” is one word too many."),
        ("split --project p --seed x", "--seed takes a whole number, not “x”."),
        ("train --project p --sizes x", "--sizes takes a list of whole numbers, not “x”."),
        ("split --project p --by art", "--by takes nothing, folder, pattern, creator or table, not “art”."),
        ("split --project", "--project needs something after it."),
        ("export --project p --format", "--format needs something after it."),
        ("split --project p --known=3", "--known takes nothing after it."),
        ("train --project p --m 3", "--m may mean --model or --mirror."),
        ("label --project p", "One of --class, --remove, --list, --undo and --redo is needed."),
        ("runs --project p --\x1b[31mred", "There is no option --\\x1b[31mred."),
    ],
)
def test_wrong_usage_is_one_sentence_and_where_more_is_told(
    words: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(words.split())
    assert end.value.code == cli.WRONG_USAGE
    said = capsys.readouterr()
    command = "queue" if words.startswith("queue") else words.partition(" ")[0]
    prog = "artclass-cli" if command in ("", "trian") else f"artclass-cli {command}"
    assert said.out == ""
    assert said.err == f"{sentence}\n{prog} --help tells more.\n"


def test_a_person_sees_lines_where_there_is_no_terminal(
    scripted: Callable[[Job], None], capsys: pytest.CaptureFixture[str]
) -> None:
    scripted(done)
    assert cli.main(["runs"]) == 0
    said = capsys.readouterr()
    assert said.out == "images: 2\nname: 日本 [b]\\x1b[31m\n"  # neither markup nor control codes are obeyed
    assert said.err.splitlines()[0] == "[1/2] Looking"
    assert "epoch  3/30" in said.err
    assert "75.0%" in said.err
    assert " 70.0% of 200 (63.3% to 75.9%) " in said.err
    assert "best validation loss so far" in said.err
    assert "Mind the [gap]" in said.err


def test_json_is_alone_on_stdout(scripted: Callable[[Job], None], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    scripted(done)
    assert cli.main(["runs", "--json"]) == 0
    said = capfdbinary.readouterr()
    assert json.loads(said.out) == {"images": 2, "name": "日本 [b]\x1b[31m"}
    assert said.out.count(b"\n") == 1
    assert said.err == b""


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (ArtClassError("It broke", path="/a/b.jpg", remedy="Mend\nit."), 1, "It broke: /a/b.jpg. Mend it."),
        (UsageError("Unknown", remedy="Choose."), 2, "Unknown. Choose."),
        (MemoryError(), 1, "The computer's memory does not suffice. Close other programs and try it again."),
        (OSError(errno.ENOSPC, "x", "/a"), 1, "The disk is full: /a. Free some space"),
        (KeyboardInterrupt(), 1, "Broken off."),
        (KeyError("x"), 1, "ArtClass has met a fault of its own (KeyError: 'x'). The details are in the log:"),
    ],
)
def test_failures_are_one_line_and_their_traceback_goes_to_the_log(
    error: BaseException,
    status: int,
    sentence: str,
    *,
    own_log: Path,
    scripted: Callable[[Job], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    scripted(raising(error))
    for words in (["runs"], ["runs", "--json"]):
        assert cli.main(words) == status
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith(sentence)
        assert said.err.count("\n") == 1
    assert "Traceback" in own_log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("event", "status", "sentence"),
    [
        (events.Stopped(resumable=True), 3, "Stopped. The same job can go on from here later."),
        (events.Stopped(resumable=False), 1, "Stopped; nothing was kept."),
        (events.Stopped(resumable=False, result={"a": 1}), 0, "Stopped early; what was done so far is kept."),
    ],
)
def test_stopping(
    event: events.Stopped,
    status: int,
    sentence: str,
    scripted: Callable[[Job], None],
    capfd: pytest.CaptureFixture[str],
) -> None:
    scripted(lambda *_: event)
    assert cli.main(["runs", "--json"]) == status
    said = capfd.readouterr()
    assert said.err == f"{sentence}\n"
    assert said.out == ('{"a":1}\n' if event.result else "")


def test_prints_of_libraries_do_not_reach_the_result(
    scripted: Callable[[Job], None], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def job(emit: Emit, control: Control) -> events.Finished:
        print("Downloading data from")
        os.write(1, b"from C++\n")
        return events.Finished(result={"images": 2})

    scripted(job)
    for words, result in ([["--json"], b'{"images":2}\n'], [[], b"images: 2\n"]):
        assert cli.main(["runs", *words]) == 0
        said = capfdbinary.readouterr()
        assert said.out == result
        assert said.err == b"Downloading data from\nfrom C++\n"
    print("afterwards")
    assert capfdbinary.readouterr().out == b"afterwards\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [["runs", "--json"], ["runs"], ["--version"]])
def test_a_full_disk_under_stdout_is_one_sentence(tmp_path: Path, words: list[str]) -> None:
    project = ["--project", str(Project.create(tmp_path / "p").folder)] if "runs" in words else []
    with Path("/dev/full").open("wb") as full:
        answer = child(*words, *project, stdout=full, env={**os.environ, "PYTHONUNBUFFERED": ""})
    assert answer.returncode == 1
    assert answer.stderr.startswith(b"The standard output could not be written to: the disk is full.")
    assert answer.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="a shell's closed handles")
@pytest.mark.parametrize("words", ["--json", ""])
def test_a_closed_stdout_is_one_sentence(tmp_path: Path, words: str) -> None:
    project = Project.create(tmp_path / "p")
    answer = shell(f"runs --project {project.folder} {words} >&-")
    assert answer.returncode == 1
    assert answer.stderr == b"The standard output could not be written to: it is closed. The job itself is done.\n"


@pytest.mark.skipif(os.name != "posix", reason="a shell's closed handles")
def test_nobody_has_to_hear_what_is_said(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p")
    for ending in ("2>&-", "2>/dev/full") if Path("/dev/full").exists() else ("2>&-",):
        answer = shell(f"runs --project {project.folder} --json {ending}")
        assert json.loads(answer.stdout)["runs"] == []
        assert answer.returncode == 0
        answer = shell(f"runs --project {project.folder}.nothing {ending}")
        assert (answer.stdout, answer.returncode) == (b"", 1)


def shell(command: str) -> subprocess.CompletedProcess[bytes]:
    line = f"exec {shlex.quote(sys.executable)} -m trainer {command}"
    return subprocess.run(["/bin/sh", "-c", line], check=False, capture_output=True, timeout=120)


def test_messages_of_libraries_are_cut_to_their_first_line(
    scripted: Callable[[Job], None], capsys: pytest.CaptureFixture[str]
) -> None:
    scripted(raising(RuntimeError("\nGraph execution error:\nDetected at node (most recent call last):\n  File x")))
    assert cli.main(["runs"]) == 1
    assert "(RuntimeError: Graph execution error:). The details" in capsys.readouterr().err


def test_without_a_log_tracebacks_are_for_verbose_alone(
    scripted: Callable[[Job], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file" / "below"))
    scripted(raising(KeyError("x")))
    assert cli.main(["runs"]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert cli.main(["runs", "--verbose"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_warnings_and_faults_of_threads_go_to_the_log(
    scripted: Callable[[Job], None], capfd: pytest.CaptureFixture[str], own_log: Path
) -> None:
    def job(emit: Emit, control: Control) -> events.Finished:
        warnings.warn("mind the step", stacklevel=1)
        return events.Finished(result={})

    scripted(job)
    assert cli.main(["runs", "--json"]) == 0
    assert capfd.readouterr().err == ""
    assert "mind the step" in own_log.read_text(encoding="utf-8")

    def fail() -> None:
        raise KeyError("in a thread of its own")

    log.begin(to_stderr=True, tracebacks=False)
    try:
        with log.faults_of_threads():
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
    finally:
        log.end()
    assert capfd.readouterr().err.endswith("ERROR trainer.log: in a thread\n")
    assert "in a thread of its own" in own_log.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_is_no_reason_to_refuse(
    scripted: Callable[[Job], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file" / "below"))
    scripted(raising(KeyError("x")))
    assert cli.main(["runs"]) == 1
    assert "--verbose" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a file for which there is never room is Linux's")
def test_a_log_for_which_there_is_no_room_costs_nothing(
    scripted: Callable[[Job], None], own_log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_log.parent.mkdir(parents=True)
    own_log.symlink_to("/dev/full")
    scripted(done)
    assert cli.main(["runs", "--json"]) == 0
    assert capsys.readouterr().err == ""


def test_a_library_that_panics_is_told_in_a_line(
    scripted: Callable[[Job], None], capsys: pytest.CaptureFixture[str]
) -> None:
    class Panic(BaseException):
        """What a library in Rust raises: no `Exception`."""

    scripted(raising(Panic("it gave up")))
    assert cli.main(["runs"]) == 1
    assert "a fault of its own (Panic: it gave up)" in capsys.readouterr().err


def test_the_log_can_be_kept_in_a_run_with_what_ended_it(tmp_path: Path) -> None:
    import logging

    log.begin(to_stderr=False)
    try:
        with log.kept_in(tmp_path / "log.txt"):
            logging.getLogger("trainer.learning.fit").info("epoch %d", 3)
        logging.getLogger("trainer.learning.fit").info("afterwards")
        assert (tmp_path / "log.txt").read_text().endswith("INFO trainer.learning.fit: epoch 3\n")
        with pytest.raises(KeyError), log.kept_in(tmp_path / "log.txt"):
            raise KeyError("what ended it")
    finally:
        log.end()
    assert "Traceback" in (tmp_path / "log.txt").read_text()
    assert (tmp_path / "log.txt").read_text().endswith("KeyError: 'what ended it'\n")


@pytest.mark.parametrize("verbose", [False, True])
def test_what_libraries_say_on_stderr_can_go_to_the_log_instead(
    capfd: pytest.CaptureFixture[str], own_log: Path, tmp_path: Path, *, verbose: bool
) -> None:
    log.begin(to_stderr=verbose, verbose=verbose)
    try:
        with log.kept_in(tmp_path / "log.txt"):
            with log.instead_of_stderr():
                os.write(2, b"a greeting\n")
            os.write(2, b"a crash\n")
    finally:
        log.end()
    said = capfd.readouterr().err
    assert ("a greeting\n" in said) == verbose
    assert said.endswith("a crash\n")
    kept = (tmp_path / "log.txt").read_text() if not verbose else ""
    assert ("a greeting\n" in kept) != verbose


# Signals


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_to_pause(
    number: int, scripted: Callable[[Job], None], capsys: pytest.CaptureFixture[str]
) -> None:
    def job(emit: Emit, control: Control) -> events.Stopped:
        os.kill(os.getpid(), number)
        assert control.request == "pause"
        return events.Stopped(resumable=True)

    before = signal.getsignal(number)
    scripted(job)
    assert cli.main(["runs"]) == 3
    assert "next safe point" in capsys.readouterr().err
    assert signal.getsignal(number) == before


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_second_ctrl_c_breaks_off(scripted: Callable[[Job], None], capsys: pytest.CaptureFixture[str]) -> None:
    def job(emit: Emit, control: Control) -> events.Finished:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        raise AssertionError

    scripted(job)
    assert cli.main(["runs"]) == 1
    assert "Broken off" in capsys.readouterr().err


# Events


def decoded(data: bytes) -> list[events.Event]:
    return [events.decode(line) for line in data.splitlines()]


def test_events_are_alone_on_stdout_and_end_once(tmp_path: Path) -> None:
    source = folder(tmp_path / "art", classes("drawings", "painting"))
    project = str(tmp_path / "p.artclass")
    command = [sys.executable, "-m", "trainer", "import", str(source), "--project", project, "--events"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said, complaints = process.stdout.read(), process.stderr.read()
    found = decoded(said)
    assert process.returncode == 0
    assert isinstance(found[0], events.Started)
    assert [isinstance(event, events.TERMINAL) for event in found].count(True) == 1
    last = found[-1]
    assert isinstance(last, events.Finished)
    assert last.result["images"] == 12
    assert b"INFO trainer.cli" in complaints
    answer = child("import", str(source), "--project", project, "--json")
    assert json.loads(answer.stdout) == {**last.result, "import_id": 2}


def test_a_failure_is_an_event_too_and_its_traceback_is_for_the_log_file_alone(tmp_path: Path, own_log: Path) -> None:
    answer = child("import", str(tmp_path / "nothing"), "--project", str(tmp_path / "p"), "--events")
    (event,) = decoded(answer.stdout)
    assert isinstance(event, events.Failed)
    assert event.sentence().startswith("There is nothing here")
    assert answer.returncode == 1
    assert b"failed: There is nothing here" in answer.stderr
    assert b"Traceback" not in answer.stderr
    assert "Traceback" in own_log.read_text(encoding="utf-8")
    assert not (tmp_path / "p").exists()


def test_the_end_of_stdin_means_pause(tmp_path: Path) -> None:
    source = tmp_path / "a.zip"
    source.write_bytes(zipped(classes("drawings", "painting", count=300)))
    answer = child("import", str(source), "--project", str(tmp_path / "p"), "--events")  # stdin is at its end
    assert isinstance(decoded(answer.stdout)[-1], events.Stopped)
    assert answer.returncode == 3


@pytest.mark.skipif(os.name != "posix", reason="pipes")
def test_prints_of_libraries_do_not_reach_the_events(
    scripted: Callable[[Job], None], capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def job(emit: Emit, control: Control) -> events.Finished:
        print("from Python")
        os.write(1, b"from C++\n")
        return done(emit, control)

    scripted(job)
    reading, writing = os.pipe()
    kept = [os.dup(0), os.dup(1)]
    os.dup2(reading, 0)
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    try:
        assert cli.main(["runs", "--events"]) == 0
    finally:
        for number, handle in enumerate(kept):
            os.dup2(handle, number)
            os.close(handle)
        os.close(writing)
        os.close(reading)
    said = capfdbinary.readouterr()
    assert isinstance(decoded(said.out)[-1], events.Finished)
    assert b"from C++" in said.err


# Terminals and locales


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "latin-1"}]
)
def test_names_in_any_script_can_be_printed_everywhere(tmp_path: Path, locale: dict[str, str]) -> None:
    source = folder(tmp_path / "فن", {**classes("日本画", "Gemälde"), "日本画/空.jpg": b""})
    for words in (["--json"], []):
        answer = child("import", str(source), "--project", str(tmp_path / "p"), *words, env={**os.environ, **locale})
        assert answer.returncode == 0, answer.stderr
        if words:
            assert json.loads(answer.stdout)["classes"] == {"Gemälde": 6, "日本画": 6}


def test_nobody_reads_the_result(tmp_path: Path) -> None:
    source = folder(tmp_path / "art", classes("drawings", "painting"))
    reading, writing = os.pipe()
    os.close(reading)
    answer = child("import", str(source), "--project", str(tmp_path / "p"), stdout=writing)
    os.close(writing)
    assert answer.returncode == 0
    assert b"Traceback" not in answer.stderr
    assert b"Exception" not in answer.stderr


def in_terminal(words: list[str], **environment: str) -> tuple[int, str]:
    """Run a command in a terminal of its own; returns the exit status and all that was shown."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "trainer", *words],
        stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "COLUMNS": "100", **environment},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while select.select([ours], [], [], 60)[0]:
        try:
            block = os.read(ours, 65_536)
        except OSError:  # the other end was closed
            break
        if not block:
            break
        shown += block
    os.close(ours)
    return process.wait(60), shown.decode()


@pytest.mark.skipif(sys.platform != "linux", reason="pseudo-terminals")
def test_a_terminal_shows_bars_and_a_table(tmp_path: Path) -> None:
    source = folder(tmp_path / "art", classes("drawings", "painting", count=40))
    status, shown = in_terminal(["import", str(source), "--project", str(tmp_path / "p")], TERM="xterm-256color")
    assert status == 0
    assert "Reading the pictures of art" in shown
    assert "80/80" in shown
    assert "│ drawings" in shown
    status, shown = in_terminal(["import", str(source), "--project", str(tmp_path / "q")], TERM="dumb")
    assert status == 0
    assert "\x1b" not in shown
    assert "[2/3] Reading the pictures of art" in shown


def test_bars_show_stage_loss_accuracy_and_time_left() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=120, legacy_windows=False, color_system=None)
    with terminal.watching(console, quiet=True, plain=False) as emit:
        done(emit, Control())
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    for part in ("Looking", "1/2", "3 s left", "loss 0.5000", "accuracy 25.0%", "epoch  3/30", "Mind the [gap]"):
        assert part in shown


@pytest.mark.parametrize(("run", "is_told"), [("2026-11-23-1405-vgg16", True), (None, False)])
def test_how_long_a_run_will_take_is_told_as_it_begins(run: str | None, is_told: bool) -> None:
    console = Console(file=io.StringIO(), width=120)
    with terminal.watching(console, quiet=False, plain=False) as emit:
        emit(events.Started(job="train" if run else "estimate", version="0", run=run))
        emit(events.Estimated(estimates=(ESTIMATE,), refined=True))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert shown == ("This will take about 8 min 5 s (6 min 40 s to 9 min 0 s).\n" if is_told else "")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (125, "2 min 5 s"), (4_800, "1 h 20 min")]
)
def test_durations(seconds: float, words: str) -> None:
    assert terminal.duration(seconds) == words


def test_it_can_be_run_outside_the_main_thread(scripted: Callable[[Job], None]) -> None:
    scripted(done)
    statuses: list[int] = []
    thread = threading.Thread(target=lambda: statuses.append(cli.main(["runs", "--json"])))
    thread.start()
    thread.join()
    assert statuses == [0]


@pytest.mark.parametrize("width", [80, 120])
def test_the_list_of_runs_wraps_no_figure(width: int) -> None:
    figures = {
        f"{split}_{name}": value
        for split in ("validation", "test")
        for name, value in (("accuracy", 0.9012), ("interval", [0.8712, 0.9255]), ("images", 12_465))
    }
    figures["wall_seconds"] = 5_000
    name = "2026-11-23-1405-efficientnet_v2_b0-12"
    rows = [
        {"run": name, "title": name, "state": "finished", "pinned": True, "note": "", **figures},
        {"run": "b", "title": "The large one of last summer", "state": "interrupted", "pinned": False, "note": "why"},
    ]
    unfinished = {"state": "paused", "resumable": True, "seconds_so_far": 75.0}
    rows.append({"run": "c", "title": "c", "pinned": False, "note": "", **unfinished})
    console = Console(file=io.StringIO(), width=width, highlight=False)
    listing.show({"runs": rows, "best_pinned": None, "test_looks": 0, "failures": []}, console)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    (line,) = (line for line in shown.splitlines() if "finished" in line)
    figure = ["90.1%", "(87.1%–92.5%)", *(["of", "12,465"] if width >= 100 else [])]
    assert line.split("finished")[1].split() == [*figure, *figure, "1", "h", "23", "min"]
    assert max(map(len, shown.splitlines())) <= width
    paused = next(line for line in shown.splitlines() if line.startswith("c ")).split()
    assert (paused[1], paused[-6:]) == ("paused", ["1", "min", "15", "s", "so", "far"])
    assert name in "".join(line.split()[0] for line in shown.splitlines() if line.strip())


def test_an_import_that_fails_leaves_no_empty_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.zip").write_text("hello")
    project = tmp_path / "new.artclass"
    assert cli.main(["import", str(tmp_path / "text.zip"), "--project", str(project)]) == cli.FAILED
    assert not project.exists()
    assert str(tmp_path / "text.zip") in capsys.readouterr().err
    # one that was there before, or that got pictures, stays
    Project.create(project)
    assert cli.main(["import", str(tmp_path / "text.zip"), "--project", str(project)]) == cli.FAILED
    assert project.exists()

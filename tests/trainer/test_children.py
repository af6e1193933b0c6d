"""The commands as real processes: what they print, how they end, what they load, what a killed one leaves."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trainer import making
from trainer import runs
from trainer.events import Classified, Epoch, Event, Failed, Finished, Started, Stopped
from trainer.project import Project

QUICK = ("--model", "deep_cnn", "--image-size", "32", "--batch-size", "8", "--seed", "2")


class Child:
    """A training child whose events are read line by line."""

    def __init__(self, *words: str | Path) -> None:
        command = [sys.executable, "-m", "trainer", *map(str, words), "--events"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        )
        self.events: list[Event] = []

    def until(self, wanted: Callable[[Event], bool]) -> None:
        """Read events up to a certain one."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events += making.event_lines(line)
            if wanted(self.events[-1]):
                return
        raise AssertionError(self.events)

    def say(self, word: bytes) -> None:
        """Ask something."""
        assert self.process.stdin is not None
        self.process.stdin.write(word + b"\n")

    def hang_up(self) -> None:
        """What the child sees when its parent dies."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def ending(self) -> tuple[Event, int]:
        """The last event and the exit status."""
        assert self.process.stdout is not None
        self.events += making.event_lines(self.process.stdout.read())
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.stderr is not None
        self.process.stderr.read()
        self.process.stderr.close()
        return self.events[-1], self.process.wait()


def is_epoch(event: Event) -> bool:
    return isinstance(event, Epoch)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with one finished run."""
    made = making.project(tmp_path_factory.mktemp("children"))
    child = Child("train", "--project", made.folder, *QUICK, "--epochs", "8")
    event, status = child.ending()
    assert isinstance(event, Finished), child.events
    assert status == 0
    assert isinstance(child.events[0], Started)
    assert child.events[0].device
    assert [type(e) for e in child.events if isinstance(e, (Finished, Stopped, Failed))] == [Finished]
    return made


def test_classify_writes_a_row_for_every_file(project: Project, tmp_path: Path) -> None:
    folder = making.pictures(tmp_path / "unsorted", 3, first=100)
    (folder / "red" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing more")
    shutil.copy(next(run.package_path for run in runs.list_runs(project)), tmp_path / "given.artmodel")
    output = tmp_path / "answers.csv"
    status, result, _ = making.cli("classify", folder, "--model", tmp_path / "given.artmodel", "--output", output)
    assert status == 0
    assert (result["classified"], result["failed"]) == (9, 1)
    with output.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 10
    good = [row for row in rows if row["status"] == "ok"]
    assert sum(Path(row["path"]).parent.name == row["model_label"] for row in good) >= 7
    for row in good:
        assert abs(sum(float(row[name]) for name in making.COLOURS) - 1) < 1e-4
    assert [Path(row["path"]).name for row in rows if row["status"].startswith("unreadable: ")] == ["broken.png"]


def test_classified_events_mark_what_was_seen_in_training(project: Project) -> None:
    child = Child("classify", project.folder.parent / "pictures", "--project", project.folder)
    event, status = child.ending()
    assert isinstance(event, Finished)
    assert status == 0
    predictions = [p for e in child.events if isinstance(e, Classified) for p in e.predictions]
    assert len(predictions) == event.result["classified"] == 42
    assert sum(p.seen_in_training for p in predictions) == 36


def test_evaluate_measures_the_same_model(project: Project, tmp_path: Path) -> None:
    run = runs.list_runs(project)[0]
    assert making.cli("pin", "--project", project.folder, "--run", run.name)[0] == 0
    report = run.report()
    assert report is not None
    assert report.test is not None
    status, result, _ = making.cli("evaluate", "--project", project.folder)
    assert status == 0
    assert result["test_looks"] == 2
    assert result["accuracy"] == report.test.accuracy
    assert result["images"] == report.test.images
    folder = making.pictures(tmp_path / "known", 4, first=200)
    shutil.copytree(project.folder.parent / "pictures" / "red", folder / "red", dirs_exist_ok=True)
    status, result, _ = making.cli("evaluate", "--project", project.folder, "--images", folder)
    assert status == 0
    assert result["images"] == 12 + 2  # the two red test pictures are the only old ones that count
    assert result["classes"] == sorted(making.COLOURS)
    (folder / "red").rename(folder / "purple")
    status, _, said = making.cli("evaluate", "--project", project.folder, "--images", folder)
    assert status == 1
    assert "does not know the class “purple”" in said


def test_a_failing_training_is_one_line_and_shows_the_window_no_traceback(tmp_path: Path) -> None:
    lost = making.project(tmp_path)
    (tmp_path / "pictures").rename(tmp_path / "elsewhere")
    words = ("train", "--project", lost.folder, *QUICK)
    status, result, said = making.cli(*words)
    assert (status, result) == (1, {})
    assert said.count("\n") == 1
    assert str(tmp_path / "pictures") in said
    command = [sys.executable, "-m", "trainer", *map(str, words), "--events"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        ending, complaints = making.event_lines(child.stdout.read())[-1], child.stderr.read().decode()
    assert isinstance(ending, Failed)
    assert child.returncode == 1
    assert "Traceback" not in complaints
    assert all(" INFO " in line for line in complaints.splitlines()), complaints  # no greetings of TensorFlow's either
    assert not runs.list_runs(lost)


def test_runs_lists_figures(project: Project) -> None:
    status, result, _ = making.cli("runs", "--project", project.folder)
    assert status == 0
    assert result["runs"][-1]["state"] == "finished"
    assert 0 <= result["runs"][-1]["validation_accuracy"] <= 1


@pytest.mark.parametrize(("command", "resumable"), [("classify", True), ("evaluate", False)])
def test_what_is_stopped_and_keeps_nothing_has_failed(
    project: Project, tmp_path: Path, command: str, resumable: bool
) -> None:
    pictures = [project.folder.parent / "pictures"] if command == "classify" else []
    child = Child(command, *pictures, "--project", project.folder)
    child.hang_up()
    event, status = child.ending()
    assert event == Stopped(resumable=resumable)  # answers are kept: the same command goes on from there
    assert status == (3 if resumable else 1)


def test_classifying_and_measuring_load_no_tensorflow(project: Project, tmp_path: Path) -> None:
    program = (
        "import json, sys; from trainer import cli; status = cli.main(sys.argv[1:]);"
        "print(json.dumps([status, sorted({m.split('.')[0] for m in sys.modules} & {'tensorflow', 'keras', 'PySide6'})]))"
    )
    picture = project.folder.parent / "pictures" / "red"
    for words in (
        ["classify", str(picture), "--project", str(project.folder), "--output", str(tmp_path / "a.json")],
        ["evaluate", "--project", str(project.folder)],
    ):
        done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
        assert json.loads(done.stdout.splitlines()[-1]) == [0, []]


def test_the_parents_end_is_a_pause_and_the_run_goes_on(project: Project) -> None:
    child = Child("train", "--project", project.folder, *QUICK, "--epochs", "300", "--patience", "300")
    child.until(is_epoch)
    child.hang_up()
    event, status = child.ending()
    assert event == Stopped(resumable=True)
    assert status == 3
    again = Child("resume", "--project", project.folder)
    again.until(is_epoch)
    assert next(e.epoch for e in again.events if isinstance(e, Epoch)) > 1
    again.say(b"stop")
    event, status = again.ending()
    assert isinstance(event, Stopped)
    assert event.result is not None
    assert status == 0


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_killed_training_keeps_its_best_weights(project: Project) -> None:
    child = Child("train", "--project", project.folder, *QUICK, "--epochs", "300", "--patience", "300")
    child.until(lambda event: isinstance(event, Epoch) and event.epoch == 2)
    child.process.send_signal(signal.SIGKILL)
    _, status = child.ending()
    assert status == -signal.SIGKILL
    run = runs.list_runs(project)[0]
    assert run.state() == "interrupted"
    assert run.resumable()


def test_mobilenet_learns_real_pictures(
    art_mini: Path, keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(keras_home))
    folder = tmp_path / "art.artclass"
    assert making.cli("import", art_mini, "--project", folder)[0] == 0
    status, result, said = making.cli("train", "--project", folder)
    assert status == 0, said
    assert result["architecture"] == "mobilenet_v2"
    assert result["validation_images"] == 30
    assert result["validation_accuracy"] > 0.6

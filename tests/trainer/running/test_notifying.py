"""A job in the background tells the desktop how it has ended, where nobody sees it anyway."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from trainer.events import Failed, Finished, Stopped, TerminalEvent
from trainer.project import Project
from trainer.running import notifying

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the desktop is a script of a shell here")
DONE = Finished(result={"validation_accuracy": 0.875, "validation_images": 40, "validation_interval": [0.74, 0.945]})
ENDINGS: list[tuple[TerminalEvent, str]] = [
    (DONE, "The training is done: right on 87.5% (74.0% to 94.5%) of 40 validation pictures."),
    (Failed(message="The disk is full", remedy="Free some space."), "The disk is full. Free some space."),
    (Stopped(resumable=True), "It is paused and can go on from where it was."),
    (Finished(result={"finished": 3, "failed": 1, "items": []}), "The queue is done: 3 finished, 1 failed."),
]


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop whose notifications are lines of a file."""
    said, place = tmp_path / "said.txt", tmp_path / "bin"
    place.mkdir()
    program = place / "notify-send"
    program.write_text(f'#!/bin/sh\nshift 2\nprintf "%s | %s\\n" "$1" "$2" >> "{said}"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{place}{os.pathsep}{os.environ['PATH']}")
    said.touch()
    return said


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "Old masters.artclass")


@pytest.mark.parametrize(("ending", "words"), ENDINGS)
def test_how_it_ended_is_told(desktop: Path, project: Project, ending: TerminalEvent, words: str) -> None:
    notifying.tell(project.folder, ending)
    assert desktop.read_text() == f"ArtClass: Old masters | {words}\n"


def test_what_a_window_shows_or_somebody_discarded_is_not_told(desktop: Path, project: Project) -> None:
    with project.claimed("window"):
        notifying.tell(project.folder, DONE)
    notifying.tell(project.folder, Stopped(resumable=False))
    assert desktop.read_text() == ""


def test_a_desktop_that_refuses_or_has_no_such_program_is_no_failure(
    desktop: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desktop.parent / "bin" / "notify-send").write_text("#!/bin/sh\nexit 1\n")
    notifying.tell(project.folder, DONE)
    monkeypatch.setenv("PATH", "")
    notifying.tell(project.folder, DONE)
    assert desktop.read_text() == ""


@pytest.mark.parametrize(("options", "told"), [((), True), (("--no-notify",), False)])
def test_a_queue_that_goes_on_alone_tells_its_end(
    desktop: Path, project: Project, options: tuple[str, ...], told: bool
) -> None:
    words = ["queue", "run", "--project", str(project.folder), "--detached", *options, "--events"]
    with subprocess.Popen(
        [sys.executable, "-m", "trainer", *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as alone:
        assert alone.wait(120) == 0
    assert desktop.read_text() == ("ArtClass: Old masters | The queue is done: 0 finished.\n" if told else "")

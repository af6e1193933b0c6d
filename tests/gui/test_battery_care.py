"""Trainings and the battery, as the person sees it."""

from __future__ import annotations

import itertools
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from artclass_gui.battery_care import BatteryCare
from artclass_gui.context import Context
from artclass_gui.ladder import Ladder
from artclass_gui.queueing import QueueModel
from artclass_gui.training import Training
from artclass_gui.widgets.banner import Banner
from tests.gui.conftest import Script
from tests.gui.run_folders import begun_run
from trainer import experiments, presets
from trainer.config import default_config
from trainer.events import LowBattery, Rung, Started, Stopped
from trainer.experiments import Experiment
from trainer.running.battery import Battery
from trainer.running.queue import Queue

EMPTY = LowBattery(percent=19, level=20)
RUNGS = (experiments.Rung(blocks=1, state="running"), experiments.Rung(blocks=2))
DEPTH = Experiment(name="depth", question="blocks", config=presets.config("custom_cnn"), rungs=RUNGS)


@dataclass
class Home:
    """A computer with a battery, and a training of a scripted child on it."""

    qtbot: QtBot
    context: Context
    script: Script
    training: Training
    power: Power

    def run_until(self, request: str) -> None:
        """Begin a training that ends when it is asked so."""
        begun = Started(job="train", version="0")
        self.script.set("train", begun, {"do": "await", "request": request}, Stopped(resumable=True))
        self.training.start(default_config("deep_cnn"))

    def pull_the_plug(self, care: BatteryCare) -> None:
        """Let the battery do the work."""
        self.power.now = Battery(60, plugged=False)
        care.look()
        self.qtbot.waitUntil(lambda: not care._plugged, timeout=20_000)

    def plug_in(self, care: BatteryCare) -> None:
        """Power is back."""
        self.power.now = Battery(30, plugged=True)
        care.look()

    def run_empty(self, *, experiment: str | None = None) -> str:
        """A training that its child has paused since the battery was low; gives its run."""
        run = begun_run(self.context.project.project)
        run.mark(experiment=experiment)
        self.power.now = Battery(19, plugged=False)
        self.script.set("train", Started(job="train", version="0", run=run.name), EMPTY, Stopped(resumable=True))
        with self.ended():
            self.training.start(default_config("deep_cnn"))
        return run.name

    def run_ladder_empty(self, ladder: Ladder) -> None:
        """An experiment that its child has paused since the battery was low."""
        experiments.write(self.context.project.project, DEPTH)
        self.power.now = Battery(19, plugged=False)
        rung = Rung(experiment="depth", index=1, count=2, rung=RUNGS[0])
        self.script.set("ladder", Started(job="ladder", version="0"), rung, EMPTY, Stopped(resumable=True))
        with self.qtbot.waitSignal(ladder.ended, timeout=20_000):
            ladder.start("blocks", (1, 2), DEPTH.config, cores=3)

    def ended(self) -> AbstractContextManager[object]:
        """Wait for the end of the training."""
        return self.qtbot.waitSignal(self.training.ended, timeout=20_000)


class Power:
    """The battery of the test's computer."""

    def __init__(self) -> None:
        self.now: Battery | None = Battery(80, plugged=True)

    def __call__(self) -> Battery | None:
        return self.now


@pytest.fixture
def power() -> Power:
    return Power()


@pytest.fixture
def training(context, tmp_path) -> Training:
    context.project.open(tmp_path / "p.artclass", create=True)
    return Training(context.jobs, context.project, context.tasks, settings=context.settings)


@pytest.fixture
def banner(qtbot, context) -> Banner:
    banner = Banner(context.theme)
    qtbot.addWidget(banner)
    return banner


@pytest.fixture
def queue(context, training) -> QueueModel:
    return QueueModel(context, training)


@pytest.fixture
def ladder(context, training) -> Ladder:
    return Ladder(context)


@pytest.fixture
def care(context, training, queue, ladder, *, banner, power) -> BatteryCare:
    return BatteryCare(context, training, queue, ladder, banner, look=power)


@pytest.fixture
def at_home(qtbot, context, scripted, training, power) -> Home:
    return Home(qtbot, context, scripted, training, power)


def press(banner: Banner, words: str) -> None:
    next(made for made in banner._buttons if made.text() == words).click()


def test_where_the_person_wants_to_be_asked_they_are(at_home, care, banner) -> None:
    at_home.context.settings.set("training/battery", "ask")
    at_home.run_until("pause")
    at_home.pull_the_plug(care)
    assert "battery now (60 %)" in banner.message
    with at_home.ended():
        press(banner, "Pause")


def test_otherwise_nobody_is_asked(at_home, care, banner) -> None:
    at_home.run_until("stop")
    at_home.pull_the_plug(care)
    assert banner.message == ""
    with at_home.ended():
        at_home.training.stop()


def test_when_power_is_back_going_on_is_offered(qtbot, at_home, care, banner) -> None:
    name = at_home.run_empty()
    assert "is paused: the battery was at 19 %" in banner.message
    at_home.plug_in(care)
    qtbot.waitUntil(lambda: "plugged in again" in banner.message, timeout=20_000)
    at_home.script.set("resume", Stopped(resumable=True))
    with at_home.ended():
        press(banner, "Resume")
    assert name in at_home.script.arguments("resume")


def test_it_goes_on_by_itself_where_the_person_wants_that(at_home, care) -> None:
    at_home.context.settings.set("training/resume_plugged", True)
    at_home.script.set("resume", Stopped(resumable=True))
    at_home.run_empty()
    with at_home.ended():
        at_home.plug_in(care)
    assert at_home.script.arguments("resume")[0] == "resume"


def test_what_the_queue_had_under_way_goes_on_with_the_queue(qtbot, at_home, care, queue) -> None:
    at_home.context.settings.set("training/resume_plugged", True)
    name = at_home.run_empty()
    file = Queue(at_home.context.project.project)
    file.add((), "the half trained one", run=name)
    file.add(("--model", "vgg16"), "the next of the night")
    queue.reload()
    qtbot.waitUntil(lambda: len(queue.state.waiting) == 2, timeout=20_000)
    at_home.script.set("queue", Stopped(resumable=True))
    with qtbot.waitSignal(at_home.context.jobs.ended, timeout=20_000):
        at_home.plug_in(care)
    assert at_home.script.arguments("queue")[:2] == ["queue", "run"]
    assert not at_home.training.running


def test_an_experiment_goes_on_by_itself_too(qtbot, at_home, care, ladder, banner) -> None:
    at_home.context.settings.set("training/resume_plugged", True)
    at_home.run_ladder_empty(ladder)
    told = "The experiment “How deep is too deep?” is paused: the battery was at 19 %. It goes on by itself"
    assert told in banner.message
    at_home.script.set("ladder", Stopped(resumable=True))
    with qtbot.waitSignal(ladder.ended, timeout=20_000):
        at_home.plug_in(care)
    words = at_home.script.arguments("ladder")
    assert ("--resume", "depth") in itertools.pairwise(words)
    assert ("--cores", "3") in itertools.pairwise(words)


def test_going_on_with_an_experiment_is_offered(qtbot, at_home, care, ladder, banner) -> None:
    at_home.run_ladder_empty(ladder)
    assert "ArtClass offers to go on" in banner.message
    at_home.plug_in(care)
    qtbot.waitUntil(lambda: "plugged in again" in banner.message, timeout=20_000)
    at_home.script.set("ladder", Stopped(resumable=True))
    with qtbot.waitSignal(ladder.ended, timeout=20_000):
        press(banner, "Resume")
    assert "--resume" in at_home.script.arguments("ladder")


def test_a_training_of_an_experiment_goes_on_with_the_experiment(qtbot, at_home, care, ladder) -> None:
    """The experiment was begun from a shell: only its training is seen here."""
    at_home.context.settings.set("training/resume_plugged", True)
    experiments.write(at_home.context.project.project, DEPTH)
    at_home.run_empty(experiment="depth")
    at_home.script.set("ladder", Stopped(resumable=True))
    with qtbot.waitSignal(ladder.ended, timeout=20_000):
        at_home.plug_in(care)
    assert ("--resume", "depth") in itertools.pairwise(at_home.script.arguments("ladder"))
    assert not at_home.training.running


def test_an_experiment_that_is_gone_is_told(qtbot, at_home, care, ladder, banner) -> None:
    at_home.context.settings.set("training/resume_plugged", True)
    at_home.run_ladder_empty(ladder)
    experiments.remove(at_home.context.project.project, "depth")
    at_home.plug_in(care)
    qtbot.waitUntil(lambda: "no ladder called “depth”" in banner.message, timeout=20_000)


def test_an_experiment_is_paused_where_the_person_wants_that(qtbot, at_home, care, ladder, banner) -> None:
    at_home.context.settings.set("training/battery", "ask")
    at_home.script.set("ladder", {"do": "await", "request": "pause"}, Stopped(resumable=True))
    ladder.start("blocks", (1, 2), DEPTH.config)
    at_home.pull_the_plug(care)
    with qtbot.waitSignal(ladder.ended, timeout=20_000):
        press(banner, "Pause")


def test_a_computer_without_a_battery_is_not_looked_at_again(qtbot, at_home, care) -> None:
    at_home.power.now = None
    at_home.run_until("stop")
    qtbot.waitUntil(lambda: not care._timer.isActive(), timeout=20_000)
    with at_home.ended():
        at_home.training.stop()

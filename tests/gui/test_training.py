"""The training's controller against a scripted child: arguments, history, stop, cancel, resume."""

from __future__ import annotations

import pytest

from artclass_gui.conditions import running_options
from artclass_gui.training import Training
from tests.gui.run_folders import begun_run, epochs
from trainer import config, options
from trainer.channel import Control
from trainer.cli import _parser
from trainer.errors import ProjectError
from trainer.events import Detached, Failed, Finished, Notice, Progress, Stage, Started, Stopped, encode
from trainer.running import steering
from trainer.runs import news

RESULT = {"run": "a", "test_accuracy": 0.9, "test_images": 100, "test_interval": [0.83, 0.94]}


@pytest.fixture
def training(context, tmp_path):
    context.project.open(tmp_path / "p.artclass", create=True)
    return Training(context.jobs, context.project, context.tasks)


def ended(qtbot, training):
    return qtbot.waitSignal(training.ended, timeout=20_000)


def test_the_settings_become_arguments(qtbot, scripted, context, training) -> None:
    scripted.set("train", Finished(result=RESULT))
    settings = config.default_config("vgg16", epochs=3, seed=7, head="article", augment=False, weights="/w.h5")
    with ended(qtbot, training):
        training.start(settings, cores=1)
    words = scripted.arguments("train")
    assert words[:3] == ["train", "--project", str(context.project.project.folder)]
    args = _parser(words).parse_args(words)
    assert options.config("vgg16", options.wishes(args)) == settings
    assert args.cores == 1


def test_everything_said_is_remembered(qtbot, scripted, training) -> None:
    stage = Stage(name="learn", label="Learning", index=3, count=5)
    progress = Progress(done=1, total=68, unit="steps", loss=0.4, accuracy=0.8)
    notice = Notice(message="Two pictures were left out", level="warning")
    scripted.set(
        "train",
        Started(job="train", version="0", run="the-run", device="CPU"),
        {"do": "log", "line": "hello"},
        notice,
        stage,
        *epochs(3),
        progress,
        Finished(result=RESULT),
    )
    with ended(qtbot, training):
        training.start(config.default_config("mobilenet_v2"))
        assert training.running
    history = training.history
    assert (history.run, history.device, history.stage, history.progress) == ("the-run", "CPU", stage, progress)
    assert history.epochs == list(epochs(3))
    assert history.notices == [notice]
    assert list(history.log) == ["hello"]
    assert history.ending == Finished(result=RESULT)
    assert not training.running


def test_only_one_at_a_time(qtbot, scripted, training) -> None:
    scripted.set("train", {"do": "await", "request": "stop"}, Stopped(resumable=False, result=RESULT))
    with ended(qtbot, training):
        training.start(config.default_config("mobilenet_v2"))
        with pytest.raises(ProjectError, match="going on already"):
            training.start(config.default_config("deep_cnn"))
        training.stop()
    assert training.history.asked == "stop"


def test_pause_is_passed_on(qtbot, scripted, training) -> None:
    scripted.set("train", {"do": "await", "request": "pause"}, Stopped(resumable=True))
    with ended(qtbot, training) as end:
        training.start(config.default_config("mobilenet_v2"))
        training.pause()
    assert end.args == [Stopped(resumable=True)]
    assert training.history.asked == "pause"


def test_cancel_is_passed_on(qtbot, scripted, training) -> None:
    scripted.set("train", {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    with ended(qtbot, training) as end:
        training.start(config.default_config("mobilenet_v2"))
        training.cancel()
    assert end.args == [Stopped(resumable=False)]


def test_without_a_project_there_is_a_sentence(context) -> None:
    training = Training(context.jobs, context.project, context.tasks)
    with pytest.raises(ProjectError, match="No project"):
        training.start(config.default_config("mobilenet_v2"))


def test_a_resumed_run_shows_its_earlier_epochs(qtbot, scripted, context, training) -> None:
    run = begun_run(context.project.project, "mobilenet_v2", *epochs(4))
    later = epochs(6)[3:]  # epoch 4 is trained again
    scripted.set("resume", Started(job="resume", version="0", run=run.name), *later, Finished(result=RESULT))
    with ended(qtbot, training):
        training.resume(run)
    qtbot.waitUntil(lambda: len(training.history.epochs) == 6)
    assert [epoch.epoch for epoch in training.history.epochs] == [1, 2, 3, 4, 5, 6]
    assert training.history.epochs[3] == later[0]
    arguments = scripted.arguments("resume")
    assert arguments[arguments.index("--run") + 1] == run.name
    assert training.history.title == "MobileNetV2"
    assert training.history.config == run.config()


def test_a_resumed_run_keeps_the_title_that_it_was_given(qtbot, scripted, context, training) -> None:
    run = begun_run(context.project.project)
    run.rename("The good one")
    scripted.set("resume", Finished(result=RESULT))
    with ended(qtbot, training):
        training.resume(run)
    assert training.history.title == "The good one"


def test_a_killed_child_ends_as_a_failure_and_the_next_can_start(qtbot, scripted, training) -> None:
    scripted.set("train", {"do": "kill"})
    with ended(qtbot, training) as end:
        training.start(config.default_config("mobilenet_v2"))
    assert isinstance(end.args[0], Failed)
    scripted.set("train", Finished(result=RESULT))
    with ended(qtbot, training):
        training.start(config.default_config("mobilenet_v2"))
    assert training.history.ending == Finished(result=RESULT)


def test_runs_are_listed_anew_at_the_end(qtbot, scripted, context, training) -> None:
    scripted.set("train", Finished(result=RESULT))
    begun_run(context.project.project)
    with qtbot.waitSignal(context.project.runs_changed, timeout=20_000):
        training.start(config.default_config("mobilenet_v2"))
    qtbot.waitUntil(lambda: len(context.project.runs) == 1 and not training.running)


def test_a_training_of_another_project_is_not_here(qtbot, scripted, context, training, tmp_path) -> None:
    scripted.set("train", {"do": "await", "request": "stop"}, Stopped(resumable=False, result=RESULT))
    with ended(qtbot, training):
        training.start(config.default_config("mobilenet_v2"))
        assert training.here
        context.project.open(tmp_path / "other.artclass", create=True)
        assert not training.here
        assert training.running
        training.stop()


# Runs that go on elsewhere


def say(run, *said) -> None:
    with run.events_path.open("ab") as stream:
        stream.write(b"".join(encode(event) for event in said))


@pytest.fixture
def held(context, training):
    """A run of the open project that another process works on, as far as anybody can tell."""
    run = begun_run(context.project.project, "mobilenet_v2", *epochs(3))
    with run.held():
        yield run


def test_a_run_in_the_background_is_found_and_shown_as_the_windows_own(qtbot, context, training, held) -> None:
    with qtbot.waitSignal(training.started, timeout=20_000):
        training.look_for_running()
    qtbot.waitUntil(lambda: len(training.history.epochs) == 3, timeout=20_000)
    assert training.running
    assert training.history.background
    assert training.history.run == held.name
    assert context.jobs.lasting == ()
    say(held, epochs(4)[-1])
    qtbot.waitUntil(lambda: len(training.history.epochs) == 4, timeout=20_000)


@pytest.mark.parametrize("request_", ["stop", "pause", "cancel"])
def test_a_run_in_the_background_hears_what_is_asked(qtbot, training, held, request_) -> None:
    control = Control()
    with qtbot.waitSignal(training.started, timeout=20_000):
        training.look_for_running()
    with steering.steered(held.folder, control):
        getattr(training, request_)()
        qtbot.waitUntil(lambda: control.request == request_, timeout=20_000)
    assert training.history.asked == request_


def test_its_end_is_told_when_its_process_is_gone(qtbot, context, training) -> None:
    run = begun_run(context.project.project, "mobilenet_v2", *epochs(3))
    with run.held():
        with qtbot.waitSignal(training.started, timeout=20_000):
            training.look_for_running()
        say(run, Finished(result=RESULT))
    with ended(qtbot, training) as end:
        pass
    assert end.args == [Finished(result=RESULT)]


def test_its_failure_is_told_though_its_folder_is_out_of_the_way_by_then(qtbot, context, training) -> None:
    run = begun_run(context.project.project, "mobilenet_v2")
    failed = Failed(message="The disk is full")
    with run.held():
        with qtbot.waitSignal(training.started, timeout=20_000):
            training.look_for_running()
        say(run, Detached(), failed)
    news.put_by(run)
    with ended(qtbot, training) as end:
        pass
    assert end.args == [failed]
    qtbot.waitUntil(lambda: not news.untold(context.project.project), timeout=20_000)  # it is not told again


def test_a_closed_project_is_turned_away_from_and_the_run_goes_on(qtbot, context, training, held) -> None:
    with qtbot.waitSignal(training.started, timeout=20_000):
        training.look_for_running()
    with qtbot.waitSignal(training.left, timeout=20_000):
        context.project.close()
    assert not training.running
    assert training.history is None
    assert held.state() == "running"


def test_the_windows_own_run_is_not_followed_as_well(qtbot, context, scripted, training, held) -> None:
    scripted.set("train", {"do": "await", "request": "stop"}, Stopped(resumable=False))
    training.start(config.default_config("deep_cnn"))
    training.look_for_running()
    training._follow_first(context.project.project, [held])
    assert not training.history.background
    with ended(qtbot, training):
        training.stop()


def test_how_it_runs_is_as_the_settings_say(context) -> None:
    assert running_options(context.settings) == ["--pause-below", "20"]
    context.settings.set("training/battery", "ask")
    context.settings.set("window/notify", False)
    assert running_options(context.settings) == ["--pause-below", "20", "--no-notify"]
    context.settings.set("window/notify", True)
    assert running_options(context.settings) == ["--pause-below", "20"]  # nobody may be there to be asked
    context.settings.set("training/battery", "continue")
    context.settings.set("training/quiet", True)
    words = running_options(context.settings)
    assert words[0] == "--cores"
    assert int(words[1]) >= 1
    assert words[2:] == ["--pause-below", "0"]
    assert running_options(context.settings, 3)[:2] == ["--cores", "3"]

"""The training under way: what it runs on, how long it goes on against the estimate, pausing, phases."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from artclass_gui.pages.train_progress import TrainingPanel
from artclass_gui.pages.train_time import seconds_left
from artclass_gui.training import History, Training
from tests.gui.run_folders import begun_run, epochs
from tests.gui.test_estimates import ESTIMATE
from trainer import engines, presets
from trainer.config import FineTuning
from trainer.engines import Choice, EngineChoice
from trainer.events import Estimated, Progress, Stage, Started, Stopped, encode

LEARN = Stage(name="learn", label="Learning", index=3, count=5)
PAUSED = ({"do": "await", "request": "pause"}, Stopped(resumable=True))


@pytest.fixture
def panel(qtbot, context, tmp_path) -> TrainingPanel:
    context.project.open(tmp_path / "p.artclass", create=True)
    training = Training(context.jobs, context.project, context.tasks, settings=context.settings)
    panel = TrainingPanel(context, training)
    panel.training = training
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_device_engine_and_phase_are_shown(qtbot, scripted, context, panel) -> None:
    run = begun_run(context.project.project, "mobilenet_v2")
    taken = EngineChoice(name="litert", threads=2, pictures_per_second=160)
    slower = EngineChoice(name="tensorflow", threads=2, pictures_per_second=100, remark="slower")
    engines.record(run.folder / "engine.json", "backbone", Choice(taken=taken, others=(slower,), earlier=True))
    head = epochs(3, of=5)
    tuned = [msgspec.structs.replace(epoch, epoch=epoch.epoch + 3, phase="tune") for epoch in epochs(1, of=5)]
    tune = Stage(name="tune", label="Fine-tuning", index=5, count=7)
    said = (Started(job="train", version="0", run=run.name, device="processor, 2 cores"), LEARN, *head, tune, *tuned)
    scripted.set("train", *said, *PAUSED)
    panel.training.start(presets.config("mobilenet_v2", fine_tuning=FineTuning(epochs=2), epochs=3))
    assert panel.figures.epoch.text() == "0 of 5"
    qtbot.waitUntil(lambda: "LiteRT, float32, 2 threads" in panel.engine.words.text(), timeout=20_000)
    assert panel.engine.words.text().startswith("On: processor, 2 cores · ")
    assert "TensorFlow, float32, 2 threads: 100 pictures a second (slower)" in panel.engine.toolTip()
    assert "before this training, perhaps with other pictures" in panel.engine.toolTip()
    qtbot.waitUntil(lambda: panel.figures.epoch.text() == "4 of 5", timeout=20_000)
    assert panel.figures.epoch_name.text() == "Epoch (fine-tuning)"
    assert "From epoch 4 on" in panel.curves.caption.text()
    assert panel.figures.sure.text() == "40.0–93.0 % · 468 pictures"
    assert "(40.0–93.0) of 468 validation pictures" in panel.curves.caption.text()
    with qtbot.waitSignal(panel.training.ended, timeout=20_000):
        panel.training.pause()


def test_pausing_says_so(qtbot, scripted, panel) -> None:
    scripted.set("train", LEARN, *PAUSED)
    panel.training.start(presets.config("deep_cnn"))
    with qtbot.waitSignal(panel.pause_requested):
        panel.pause_button.click()
    with qtbot.waitSignal(panel.training.ended, timeout=20_000):
        panel.training.pause()
        assert "put by" in panel.strip.detail.text()
        assert not panel.stop_button.isEnabled()
        assert panel.cancel_button.isEnabled()


def test_time_is_told_against_the_estimate(qtbot, scripted, panel) -> None:
    scripted.set("train", LEARN, *PAUSED)
    panel.training.start(presets.config("deep_cnn"))
    panel.show_estimate(ESTIMATE)
    words = panel.time.words.text()
    assert "so far" in words
    assert "estimated about 4 min (3–5)" in words
    with qtbot.waitSignal(panel.training.ended, timeout=20_000):
        panel.training.pause()
    assert not panel.time.isVisible()


def test_a_resumed_run_tells_what_was_estimated_when_it_began(qtbot, scripted, context, panel) -> None:
    run = begun_run(context.project.project, "deep_cnn", *epochs(3))
    run.estimate_path.write_text('{"total": 240, "low": 190, "high": 290, "peak_memory_mb": 900}')
    scripted.set("resume", LEARN, *PAUSED)
    panel.training.resume(run)
    told = "the whole training was estimated at about 4 min (3–5)"
    qtbot.waitUntil(lambda: told in panel.time.words.text(), timeout=20_000)
    assert len(panel.training.history.epochs) == 3
    with qtbot.waitSignal(panel.training.ended, timeout=20_000):
        panel.training.pause()


def test_so_does_one_that_goes_on_in_the_background(qtbot, context, panel) -> None:
    run = begun_run(context.project.project, "deep_cnn", *epochs(3))
    run.estimate_path.write_text('{"total": 240, "low": 190, "high": 290}')
    with run.held():
        panel.training.look_for_running()
        qtbot.waitUntil(lambda: "estimated at about 4 min" in panel.time.words.text(), timeout=20_000)
    qtbot.waitUntil(lambda: not panel.training.running, timeout=20_000)


def test_one_that_is_found_again_is_as_old_as_it_is(qtbot, context, panel) -> None:
    run = begun_run(context.project.project, "deep_cnn", Estimated(estimates=(ESTIMATE,), refined=True), *epochs(3))
    an_hour_ago = (datetime.now().astimezone() - timedelta(hours=1)).isoformat(timespec="seconds")
    said = (
        Stopped(resumable=True),
        Started(job="resume", version="0", run=run.name, at=an_hour_ago, before=600),
        LEARN,
        Progress(done=400, total=800, unit="steps", seconds_left=120),
    )
    with run.events_path.open("ab") as record:
        record.write(b"".join(map(encode, said)))
    with run.held():
        panel.training.look_for_running()
        words = panel.time.words
        qtbot.waitUntil(
            lambda: words.text().startswith("1 h 10 min so far · about 2 minutes left in all"), timeout=20_000
        )
        assert panel.strip.detail.text().endswith("400 of 800 steps · about 2 minutes left")
    qtbot.waitUntil(lambda: not panel.training.running, timeout=20_000)


def test_one_that_goes_on_counts_what_it_took_before(qtbot, scripted, context, panel) -> None:
    run = begun_run(context.project.project, "deep_cnn", *epochs(3))
    scripted.set("resume", Started(job="resume", version="0", run=run.name, before=600), LEARN, *PAUSED)
    panel.training.resume(run)
    qtbot.waitUntil(lambda: panel.time.words.text().startswith("10 min"), timeout=20_000)
    with qtbot.waitSignal(panel.training.ended, timeout=20_000):
        panel.training.pause()


def history(stage: Stage | None, left: float | None, **changes: object) -> History:
    """A training that is at this stage, with so many seconds left of it."""
    progress = None if left is None else Progress(done=1, total=2, unit="steps", seconds_left=left)
    return History(None, "", presets.config("mobilenet_v2", **changes), stage=stage, progress=progress)


def test_what_is_left_in_all() -> None:
    plain = {"fine_tuning": None}
    assert seconds_left(history(LEARN, 30, **plain), None, 5) is None
    assert seconds_left(history(None, None, **plain), ESTIMATE, 40) == 200
    assert seconds_left(history(None, None, **plain), ESTIMATE, 400) is None
    assert seconds_left(history(LEARN, 30, **plain), ESTIMATE, 100) == 40  # and the end
    look = Stage(name="look", label="Looking", index=2, count=5)
    assert seconds_left(history(look, 30, **plain), ESTIMATE, 20) == 200
    resumed = history(look, 30, **plain)
    resumed.spent_before = 100
    assert seconds_left(resumed, ESTIMATE, 120) == 120  # a part of the learning is over
    tuned = {"fine_tuning": FineTuning()}
    assert seconds_left(history(LEARN, 30, **tuned), ESTIMATE, 40) == 200  # fine-tuning is yet to come

"""A training as a person meets it: started, watched, stopped, paused, gone on with, and what it leaves behind."""

from __future__ import annotations

import argparse
import re
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.trainer import making
from tests.trainer.making import Script
from tests.trainer.told import as_documented
from trainer import dataset, pace, package, pixels, runs, training
from trainer.catalog.store import Catalog
from trainer.channel import Control
from trainer.commands import stopping
from trainer.config import default_config
from trainer.errors import DatasetError, ProjectError, TrainingError, UsageError, WeightsError
from trainer.events import Epoch, Event, Failed, Finished, Notice, Problem, Progress, Stage, Started, Stopped
from trainer.learning import loop, networks, standing
from trainer.project import Project
from trainer.running.ending import sentence
from trainer.training import Wishes

SCRATCH = Wishes(architecture="deep_cnn", image_size=32, epochs=3, batch_size=8, seed=3)
HEAD = Wishes(
    architecture="vgg16",
    image_size=32,
    epochs=4,
    batch_size=8,
    seed=3,
    weights="random",
    sizes=(),
    fine_tuning={"blocks": 0},
)
TUNE = msgspec.structs.replace(
    HEAD, epochs=2, fine_tuning={"blocks": 2, "epochs": 2, "learning_rate": 1e-4, "warmup": 1.0}
)


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that tests share; each makes runs of its own."""
    return making.project(tmp_path_factory.mktemp("colours"))


def train(project: Project, wishes: Wishes, script: Script | None = None) -> tuple[Finished | Stopped, Script]:
    script = script or Script()
    return training.train(project, wishes, emit=script, control=script.control), script


def newest(project: Project) -> runs.Run:
    return runs.list_runs(project)[0]


def numbers(run: runs.Run) -> list[Any]:
    """The figures of a run that must not depend on whether it was paused."""
    return [(e.loss, e.accuracy, e.validation_loss, e.best) for e in run.events() if isinstance(e, Epoch)]


def test_a_finished_run_has_everything(colours: Project) -> None:
    ending, script = train(colours, HEAD)
    run = newest(colours)
    assert isinstance(ending, Finished)
    assert ending.result["run"] == run.name
    assert ending.result["validation_images"] == len(run.predictions()) == 6
    assert ending.result["test_accuracy"] is None
    assert isinstance(script.events[0], Started)
    assert [stage.name for stage in script.of(Stage)] == ["prepare", "look", "learn", "pack", "measure"]
    kept = [event for event in run.events() if not isinstance(event, Progress)]  # of these only some
    assert kept == [*(event for event in script.events if not isinstance(event, Progress)), ending]
    report = run.report()
    assert report is not None
    assert report.validation.images == 6
    assert report.test is None
    assert report.calibration is not None
    assert report.calibration.folds == 5
    assert report.machine is not None
    assert report.machine.cores
    assert report.epochs_trained == len(script.of(Epoch))
    assert run.state() == "finished"
    assert not run.checkpoint.exists()
    assert run.keras_path.is_file()
    assert "not measured on the test pictures" in run.card_path.read_text()
    assert runs.readings.readings(colours) == ()
    packed = package.read(run.folder)
    info = packed.info
    assert info.test is None
    assert info.validation is not None
    assert info.validation.accuracy == report.validation.accuracy
    with Catalog.open(colours, readonly=True) as catalog:
        assert not {picture.sha256 for picture in catalog.pictures("test")} & set(info.seen)
    assert packed.reference is not None
    assert packed.reference.shape == (report.images["training"], info.embedding)
    assert packed.held_out is not None
    assert len(packed.held_out.validation.distance) == report.validation.images
    assert packed.held_out.test is None
    assert info.novelty is None  # 6 pictures are too few to set a threshold by


def test_a_training_that_is_to_be_pinned_is_measured_on_test_too(tmp_path: Path) -> None:
    project, script = making.project(tmp_path, 8), Script()
    wishes = msgspec.structs.replace(SCRATCH, epochs=1)
    ending = training.train(project, wishes, emit=script, control=script.control, pin=True)
    assert isinstance(ending, Finished)
    run = newest(project)
    report = run.report()
    assert report is not None
    assert report.test is not None
    assert ending.result["test_images"] == report.test.images == len(run.predictions("test"))
    assert [stage.name for stage in script.of(Stage)][-2:] == ["measure", "test"]
    assert run.notes().pinned
    assert not run.notes().pin_when_finished
    (look,) = runs.readings.readings(project)
    assert (look.run, look.by) == (run.name, "train")


def test_a_scratch_network_learns_colours(colours: Project) -> None:
    ending, script = train(colours, Wishes(architecture="deep_cnn", image_size=32, epochs=12, batch_size=4))
    assert isinstance(ending, Finished)
    assert ending.result["validation_accuracy"] >= 0.8
    last = script.of(Progress)[-1]
    assert last.done == last.total


@pytest.mark.parametrize("wishes", [SCRATCH, HEAD], ids=["scratch", "head"])
def test_paused_and_gone_on_with_is_as_if_never_paused(
    colours: Project, wishes: Wishes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_BETWEEN", 0.0)  # every step is told, so that the pause falls into the epoch
    train(colours, wishes)
    whole = newest(colours)
    steps = [0]

    def in_the_second_epoch(event: object) -> bool:
        steps[0] += isinstance(event, Epoch)
        return steps[0] == 1 and isinstance(event, Progress) and event.unit == "steps"

    ending, _ = train(colours, wishes, Script("pause", in_the_second_epoch))
    assert ending == Stopped(resumable=True)
    paused = newest(colours)
    assert paused.name != whole.name
    assert paused.state() == "stopped"
    assert paused.resumable()
    goes_on = Script()
    assert isinstance(training.resume(colours, emit=goes_on, control=Control()), Finished)
    assert numbers(paused) == numbers(whole)
    assert [p.probabilities for p in paused.predictions()] == [p.probabilities for p in whole.predictions()]


def test_stop_keeps_the_best(colours: Project) -> None:
    script = Script("stop", lambda event: isinstance(event, Epoch))
    ending, _ = train(colours, SCRATCH, script)
    assert isinstance(ending, Stopped)
    assert not ending.resumable
    assert ending.result is not None
    assert ending.result["epochs_trained"] == 1
    assert newest(colours).package_path.is_file()


def test_stop_in_the_first_epoch_keeps_what_was_learned(colours: Project) -> None:
    script = Script("stop", lambda event: isinstance(event, Progress) and event.unit == "steps" and event.done > 0)
    ending, _ = train(colours, SCRATCH, script)
    assert isinstance(ending, Stopped)
    assert ending.result is not None


def test_cancel_leaves_nothing(colours: Project) -> None:
    before = [run.name for run in runs.list_runs(colours)]
    ending, _ = train(colours, SCRATCH, Script("cancel", lambda event: isinstance(event, Epoch)))
    assert ending == Stopped(resumable=False)
    assert [run.name for run in runs.list_runs(colours)] == before


def test_a_pause_while_looking_at_pictures_loses_nothing(colours: Project) -> None:
    shutil.rmtree(colours.cache, ignore_errors=True)
    script = Script("pause", lambda event: isinstance(event, Stage) and event.name == "look")
    ending, _ = train(colours, HEAD, script)
    assert ending == Stopped(resumable=True)
    assert isinstance(training.resume(colours, emit=Script(), control=Control()), Finished)


def test_pictures_are_looked_at_once(colours: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, _size: int) -> Any:
        raise AssertionError(f"{path} was read again")

    def learning(event: object) -> bool:
        return isinstance(event, Stage) and event.name == "learn"

    train(colours, HEAD, Script("cancel", learning))
    monkeypatch.setattr(pixels, "read_square", refuse)
    _, script = train(colours, HEAD, Script("cancel", learning))
    assert script.of(Stage)[-1].name == "learn"


def test_a_loss_that_is_no_number_ends_in_words_and_keeps_the_best(colours: Project) -> None:
    wishes = Wishes(architecture="shallow_cnn", image_size=32, epochs=30, batch_size=8, learning_rate=1.0)
    count = loop.Loop._count

    def break_later(self: Any, outcome: Any, pictures: int) -> None:
        loss = float("nan") if self._standing.state.epoch == 1 else 1.0
        count(self, outcome._replace(loss_sum=loss), pictures)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop.Loop, "_count", break_later)
        with pytest.raises(TrainingError, match=r"such as 0\.1.*of epoch 1") as caught:
            train(colours, wishes)
    as_documented("the loss is no number any more", caught.value)
    run = newest(colours)
    assert run.state() == "failed"
    ending = training.resume(colours, run.name, emit=Script(), control=Control())
    assert isinstance(ending, Finished)
    assert ending.result["best_epoch"] == 1
    assert run.package_path.is_file()


def test_pictures_that_vanish_are_left_out_and_a_vanished_folder_is_named(tmp_path: Path) -> None:
    project = making.project(tmp_path)
    with Catalog.open(project, readonly=True) as catalog:
        victim = catalog.pictures("training")[0]
    victim.path.unlink()
    _, script = train(project, HEAD, Script("cancel", lambda event: isinstance(event, Epoch)))
    assert [problem.path for problem in script.of(Problem)] == [str(victim.path)]
    (warning,) = (notice for notice in script.of(Notice) if notice.level == "warning")
    as_documented("pictures have vanished", warning.message)
    shutil.rmtree(project.cache)
    (tmp_path / "pictures").rename(tmp_path / "elsewhere")
    with pytest.raises(DatasetError) as caught:
        train(project, HEAD)
    assert str(tmp_path / "pictures") in str(caught.value)
    assert not runs.list_runs(project)  # it had learned nothing yet
    assert not runs.news.untold(project)  # and whoever began it knows


def stop(project: Project, run: runs.Run, script: Script) -> Finished | Stopped:
    """As ``artclass-cli stop --run`` does it."""
    args = argparse.Namespace(project=project.folder, run=run.name, discard=False)
    return stopping.run(args, script, script.control)


def test_changed_pictures_are_refused_on_resume_and_the_best_is_packed_by_what_it_has_not_learnt_from(
    tmp_path: Path,
) -> None:
    project = making.project(tmp_path, 20, classes=("blue", "green"))
    train(project, SCRATCH, Script("pause", lambda event: isinstance(event, Epoch)))
    run, before = newest(project), dataset.load(project)
    more = making.pictures(tmp_path / "more", 6, first=50)  # of a third class, too
    making.import_sources(project, [more], emit=lambda _: None, control=Control())
    with Catalog.open(project) as catalog:
        catalog.draw_splits(catalog.splits.grouping(), seed=2)
    with pytest.raises(DatasetError, match=f"stop --run {run.name} packs them") as caught:
        training.resume(project, emit=Script(), control=Control())
    as_documented("the pictures have changed meanwhile", caught.value)
    script = Script()
    done = stop(project, run, script)
    assert isinstance(done, Finished)
    assert done.result["state"] == "finished"
    assert any("pictures of this project have changed" in notice.message for notice in script.of(Notice))
    asked = {said.sha256 for said in run.predictions("validation")}
    assert asked
    assert asked < {picture.sha256 for picture in before.validation}
    info = package.read(run.package_path).info
    assert info.classes == ("blue", "green")
    assert set(info.seen) == {picture.sha256 for picture in before.training + before.validation}


def test_a_paused_run_can_be_stopped_for_good(colours: Project) -> None:
    train(colours, SCRATCH, Script("pause", lambda event: isinstance(event, Epoch)))
    run, script = newest(colours), Script()
    done = stop(colours, run, script)
    assert isinstance(done, Finished)
    assert sentence(done.result) == f"{run.name} is finished; its best epoch is kept."
    assert not script.of(Epoch)
    report = run.report()
    assert report is not None
    assert (report.best_epoch, report.stopped_early) == (1, True)
    with pytest.raises(UsageError, match="finished already"):
        stop(colours, run, Script())


def test_a_run_with_nothing_to_pack_says_so_and_stays_paused(colours: Project) -> None:
    train(colours, SCRATCH, Script("pause", lambda event: isinstance(event, Progress) and event.unit == "steps"))
    run = newest(colours)
    with pytest.raises(ProjectError, match="no best weights yet"):
        stop(colours, run, Script())
    assert run.state() == "stopped"
    assert run.resumable()


@pytest.mark.parametrize(
    ("classes", "each", "says"),
    [((), 0, "no pictures yet"), (("red",), 8, "one class"), (("red", "blue"), 4, "too few")],
)
def test_poor_datasets_are_refused_in_words(tmp_path: Path, classes: tuple[str, ...], each: int, says: str) -> None:
    project = making.project(tmp_path, each, classes=classes) if classes else Project.create(tmp_path / "p.artclass")
    with pytest.raises(DatasetError, match=says):
        train(project, SCRATCH)
    assert not runs.list_runs(project)


@pytest.mark.parametrize(
    ("base", "asked", "says"),
    [
        (
            HEAD,
            {"turn": 30.0, "brightness": 0.2},
            "VGG16 looks at each picture once .* --turn, --brightness can have no",
        ),
        (HEAD, {"mirror": True}, "--mirror has no effect without --augment"),
        (HEAD, {"mirror": False, "turn": 0.0}, None),
        (SCRATCH, {"turn": 30.0, "mirror": True}, None),
    ],
)
def test_variations_without_effect_are_told(
    colours: Project, base: Wishes, asked: dict[str, Any], says: str | None
) -> None:
    wishes = msgspec.structs.replace(base, variation=asked)
    _, script = train(colours, wishes, Script("cancel", lambda event: isinstance(event, Stage)))
    told = [notice.message for notice in script.of(Notice) if "effect" in notice.message]
    assert len(told) == (says is not None)
    assert says is None or re.search(says, told[0])


def test_nothing_to_resume_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no training to go on with"):
        training.resume(Project.create(tmp_path / "p.artclass"), emit=Script(), control=Control())


def no_network(_address: str) -> None:
    raise OSError("no route to host")


def test_without_weights_the_default_is_the_deep_cnn_and_says_why(
    colours: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(training.weights, "_reach", no_network)
    ending, script = train(colours, Wishes(image_size=32, epochs=1))
    assert isinstance(ending, Finished)
    assert ending.result["architecture"] == "deep_cnn"
    assert "weights of MobileNetV2" in script.of(Notice)[0].message


def test_weights_that_are_not_there_are_told_before_a_run_is_begun(
    colours: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [run.name for run in runs.list_runs(colours)]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WeightsError, match="no weights file of this name") as caught:
        train(colours, msgspec.structs.replace(HEAD, weights="nofile.h5"))
    assert caught.value.path == str(tmp_path / "nofile.h5")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(training.weights, "_reach", no_network)
    with pytest.raises(WeightsError) as caught:
        train(colours, msgspec.structs.replace(HEAD, weights=None))
    as_documented("pretrained weights are not here", caught.value)
    assert [run.name for run in runs.list_runs(colours)] == before


def test_weights_named_by_a_relative_path_are_found_from_elsewhere(
    colours: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = networks.build(default_config("vgg16", image_size=32, weights="random", seed=8), 3)
    next(layer for layer in parts.backbone.layers if layer.name.startswith("vgg16")).save_weights(
        tmp_path / "mine.weights.h5"
    )
    monkeypatch.chdir(tmp_path)
    wishes = msgspec.structs.replace(HEAD, weights="mine.weights.h5")
    train(colours, wishes, Script("pause", lambda event: isinstance(event, Epoch)))
    assert newest(colours).config().weights == str(tmp_path / "mine.weights.h5")
    monkeypatch.chdir(tmp_path.parent)
    assert isinstance(training.resume(colours, emit=Script(), control=Control()), Finished)


class BrokenOff(Script):
    """Somebody presses Ctrl+C a second time when an epoch is over."""

    def __init__(self, *, after: int) -> None:
        super().__init__()
        self._after = after

    def __call__(self, event: Event) -> None:
        super().__call__(event)
        if len(self.of(Epoch)) == self._after:
            raise KeyboardInterrupt


def test_a_run_that_is_broken_off_says_so_and_goes_on_from_what_it_kept(colours: Project) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(colours, SCRATCH, BrokenOff(after=2))
    run = newest(colours)
    assert run.state() == "failed"
    ending = run.last_event()
    assert isinstance(ending, Failed)
    as_documented("somebody breaks it off (Ctrl+C twice)", ending.sentence())
    assert "Traceback" in run.log_path.read_text()
    goes_on = Script()
    assert isinstance(training.resume(colours, run.name, emit=goes_on, control=Control()), Finished)
    assert goes_on.of(Epoch)[0].epoch == 2


def test_what_ends_before_anything_is_learned_leaves_no_run(colours: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "_SOONEST", 60.0)  # however slow this machine, no checkpoint within the first epoch
    before = [run.name for run in runs.list_runs(colours)]
    with pytest.raises(KeyboardInterrupt):
        train(colours, SCRATCH, BrokenOff(after=1))
    ending, _ = train(colours, SCRATCH, Script("stop", lambda event: isinstance(event, Stage) and event.name == "look"))
    assert ending == Stopped(resumable=False)
    assert [run.name for run in runs.list_runs(colours)] == before


@pytest.mark.parametrize("stage", ["prepare", "look"])
def test_a_training_that_goes_on_and_is_stopped_early_keeps_its_best(colours: Project, stage: str) -> None:
    train(colours, SCRATCH, Script("pause", lambda event: isinstance(event, Epoch)))
    early = Script("stop", lambda event: isinstance(event, Stage) and event.name == stage)
    ending = training.resume(colours, emit=early, control=early.control)
    assert isinstance(ending, Stopped)
    assert ending.result is not None
    assert ending.result["best_epoch"] == 1
    assert not early.of(Epoch)
    assert early.of(Started)[0].before > 0  # the time that it took the first time counts
    assert newest(colours).state() == "finished"


def test_a_training_that_goes_on_loses_nothing_when_it_fails_early(tmp_path: Path) -> None:
    project = making.project(tmp_path, 10)
    train(project, SCRATCH, Script("pause", lambda event: isinstance(event, Epoch)))
    (tmp_path / "pictures").rename(tmp_path / "elsewhere")
    shutil.rmtree(project.cache)
    with pytest.raises(DatasetError) as caught:
        training.resume(project, emit=Script(), control=Control())
    as_documented("the folder of the pictures has vanished", caught.value)
    (tmp_path / "elsewhere").rename(tmp_path / "pictures")
    assert newest(project).resumable()
    assert isinstance(training.resume(project, emit=Script(), control=Control()), Finished)


@pytest.mark.parametrize(("hardware", "told"), [(False, 1), (True, 0)])
def test_a_training_that_goes_on_without_its_bfloat16_says_so(tmp_path, monkeypatch, hardware: bool, told: int) -> None:
    from trainer import training
    from trainer.learning import checkpoint
    from trainer.learning.engines import flow
    from trainer.runs import Run

    monkeypatch.setattr(flow, "has_bfloat16", lambda: hardware)
    run = Run(tmp_path)
    state = checkpoint.State(precision="bfloat16")
    checkpoint.save(run.checkpoint, checkpoint.Checkpoint(state, {}, {}, {}))
    said = [notice.message for notice in training._same_precision(run)]
    assert len(said) == told
    assert all("began in bfloat16" in message for message in said)

"""A ladder of runs: each in its turn, stopped and gone on with, and its answer in words."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from tests.gui.run_folders import epochs, finished_run
from tests.trainer import making
from trainer import cli, experiments, ladder, runs
from trainer.channel import Control, Request
from trainer.commands import laddering
from trainer.errors import ArtClassError, ProjectError, UsageError
from trainer.events import (
    Epoch,
    Event,
    Failed,
    Finished,
    LowBattery,
    Notice,
    Rung,
    Started,
    Stopped,
    TerminalEvent,
    encode,
)
from trainer.experiments import Experiment
from trainer.ladder import Ladder
from trainer.options import Wishes
from trainer.project import Project
from trainer.runs import Run

FULL = Failed(message="The disk is full", remedy="Free some space.")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "p.artclass")


def confusion(right: int, of: int = 100) -> list[list[int]]:
    """So many of a hundred pictures told rightly; the wrong ones are all of the last class."""
    return [[0] * 5 for _ in range(4)] + [[of - right, 0, 0, 0, right]]


class Trainings:
    """Children that leave the runs that are said, and what they were started with.

    Args:
        project: Where the runs go.
        endings: Of each child: how many of a hundred pictures its model tells rightly, or how it ends otherwise.
        when: Called as each child runs, with its number.
    """

    peak_mb = 900.0

    def __init__(
        self,
        project: Project,
        *endings: int | TerminalEvent,
        when: Callable[[int], None] = lambda _number: None,
    ) -> None:
        self.started: list[list[str]] = []
        self._project = project
        self._endings = list(endings)
        self._when = when

    def __call__(self, words: Sequence[str]) -> Trainings:
        self.started.append(list(words))
        return self

    def run(self, hear: Callable[[Event], None]) -> TerminalEvent:
        ending = self._endings[len(self.started) - 1]
        self._when(len(self.started))
        if isinstance(ending, Failed):
            return ending
        run = finished_run(
            self._project, confusion(ending if isinstance(ending, int) else 50), "custom_cnn", tested=False
        )
        hear(Started(job="train", version="0", run=run.name))
        hear(next(event for event in run.events() if isinstance(event, Epoch)))
        if isinstance(ending, int):
            return Finished(result={})
        run.report_path.unlink()
        if ending.resumable:
            run.checkpoint.mkdir()
            (run.checkpoint / "state").touch()
        return ending


class Told:
    """An emit function that keeps the events."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)


def begun(project: Project, *blocks: int) -> Experiment:
    return ladder.begin(project, "blocks", blocks, Wishes(epochs=2), name="depth")


def worked(
    project: Project, trainings: Trainings, *, control: Control | None = None, told: Told | None = None
) -> Finished | Stopped:
    experiment = experiments.find(project, "depth")
    return Ladder(project, experiment, emit=told or Told(), control=control or Control(), start=trainings).work()


def states(project: Project) -> list[str]:
    return [rung.state for rung in experiments.find(project, "depth").rungs]


def test_each_rung_is_an_ordinary_run_with_its_own_number_of_blocks(project: Project) -> None:
    begun(project, 3, 1, 2)
    trainings, told = Trainings(project, 60, 80, 81), Told()
    ending = worked(project, trainings, told=told)
    assert isinstance(ending, Finished)
    assert [words[words.index("--blocks") + 1] if "--blocks" in words else "3" for words in trainings.started] == list(
        "123"
    )
    rungs = experiments.find(project, "depth").rungs
    assert [rung.validation_accuracy for rung in rungs] == [0.6, 0.8, 0.81]
    assert all(rung.images == 100 and rung.peak_memory_mb == 900 and rung.seconds_per_epoch == 2.5 for rung in rungs)
    assert [run.notes().experiment for run in _runs(project, rungs)] == ["depth"] * 3
    assert [(event.index, event.rung.state) for event in told.events if isinstance(event, Rung)][-1] == (3, "done")
    assert sum(isinstance(event, Epoch) for event in told.events) == 3


def _runs(project: Project, rungs: Sequence[experiments.Rung]) -> list[Run]:
    return [Run(project.runs / str(rung.run)) for rung in rungs]


def test_an_epoch_that_was_trained_again_after_a_kill_counts_once(project: Project) -> None:
    begun(project, 1, 2)
    trainings = Trainings(project, 60, 80)
    finish = trainings.run

    def run(hear: Callable[[Event], None]) -> TerminalEvent:
        ending = finish(hear)
        record = runs.list_runs(project)[0].events_path
        slow = [msgspec.structs.replace(epoch, seconds=99.0) for epoch in epochs(18)]  # before it was killed
        record.write_bytes(b"".join(map(encode, slow)) + record.read_bytes())
        return ending

    trainings.run = run  # type: ignore[method-assign]
    worked(project, trainings)
    assert [rung.seconds_per_epoch for rung in experiments.find(project, "depth").rungs] == [2.5, 2.5]


def test_the_answer_names_the_depth_that_is_enough(project: Project) -> None:
    begun(project, 1, 2, 3)
    worked(project, Trainings(project, 60, 80, 81))
    answer = experiments.find(project, "depth").answer
    assert answer.startswith("2 blocks are enough: a 3rd gains 1.0 point, which is within chance")
    assert "Over 1 block, 2 blocks gain 20.0 points, more than chance" in answer
    assert "A gain of up to 6 points may have been missed for want of pictures." in answer
    assert "100 validation pictures" in answer


def test_rungs_that_only_guess_are_no_answer(project: Project) -> None:
    begun(project, 1, 2)
    worked(project, Trainings(project, 20, 23))
    answer = experiments.find(project, "depth").answer
    assert answer.startswith("None of them has learnt more than guessing would give")
    assert "more epochs" in answer
    assert "enough" not in answer


class StillLearning(Trainings):
    """Children whose runs were at their best in their very last epoch, where ``still`` says so of them in turn."""

    still: Sequence[bool] = ()

    def run(self, hear: Callable[[Event], None]) -> TerminalEvent:
        ending = super().run(hear)
        if self.still[len(self.started) - 1]:
            run = max(runs.list_runs(self._project), key=lambda run: run.folder.stat().st_ctime_ns)
            report = run.report()
            assert report is not None
            changed = msgspec.structs.replace(
                report, best_epoch=report.config.epochs, epochs_trained=report.config.epochs
            )
            run.report_path.write_bytes(msgspec.json.encode(changed))
        return ending


def test_rungs_that_were_still_getting_better_are_named(project: Project) -> None:
    begun(project, 1, 2, 3)
    trainings = StillLearning(project, 60, 80, 81)
    trainings.still = (False, True, True)
    worked(project, trainings)
    answer = experiments.find(project, "depth").answer
    assert answer.startswith("2 blocks are enough")
    assert "With 2 blocks and 3 blocks it was still getting better when the epochs were over" in answer


def test_rungs_that_learnt_all_they_could_are_not(project: Project) -> None:
    begun(project, 1, 2)
    worked(project, Trainings(project, 60, 80))
    assert "still getting better" not in experiments.find(project, "depth").answer


def test_where_the_deepest_is_the_best_more_may_be_better_still(project: Project) -> None:
    begun(project, 1, 2)
    worked(project, Trainings(project, 50, 90))
    assert "the most that were tried: more may gain more still" in experiments.find(project, "depth").answer


def test_batch_sizes_are_compared_by_accuracy_and_time(project: Project) -> None:
    ladder.begin(project, "batch_size", (16, 64), Wishes(architecture="deep_cnn"), name="depth")
    trainings = Trainings(project, 70, 71)
    worked(project, trainings)
    assert [words[words.index("--batch-size") + 1] for words in trainings.started] == ["16", "64"]
    assert (
        "Between batches of 16 and 64 no difference in accuracy beyond chance was seen"
        in experiments.find(project, "depth").answer
    )
    assert "A difference of up to" in experiments.find(project, "depth").answer


def test_a_rung_that_fails_does_not_keep_the_next_from_its_turn(project: Project) -> None:
    begun(project, 1, 2, 3)
    told = Told()
    worked(project, Trainings(project, 60, FULL, 80), told=told)
    assert states(project) == ["done", "failed", "done"]
    assert experiments.find(project, "depth").rungs[1].reason == FULL.sentence()
    assert any(
        isinstance(event, Notice) and "With 2 blocks: The disk is full" in event.message for event in told.events
    )


def test_a_failed_rung_is_tried_again_by_who_goes_on(project: Project) -> None:
    begun(project, 1, 2)
    worked(project, Trainings(project, FULL, 80))
    experiments.write(project, ladder.another_try(experiments.find(project, "depth")))
    trainings = Trainings(project, 60)
    worked(project, trainings)
    assert len(trainings.started) == 1
    assert states(project) == ["done", "done"]


def asking(request: Request, at: int) -> tuple[Control, Callable[[int], None]]:
    control = Control()
    return control, lambda number: control.ask(request) if number == at else None


def test_a_paused_ladder_goes_on_with_the_half_trained_rung(project: Project) -> None:
    begun(project, 1, 2, 3)
    control, when = asking("pause", 2)
    paused = Trainings(project, 60, Stopped(resumable=True), when=when)
    ending = worked(project, paused, control=control)
    assert ending == Stopped(resumable=True)
    assert states(project) == ["done", "paused", "waiting"]
    half = experiments.find(project, "depth").rungs[1].run
    resumed = Trainings(project, 70, 80)
    assert isinstance(worked(project, resumed), Finished)
    assert resumed.started[0][0] == "resume"
    assert half in resumed.started[0]
    assert states(project) == ["done"] * 3


def test_an_empty_battery_pauses_the_ladder_and_is_told(project: Project) -> None:
    begun(project, 1, 2)
    low = LowBattery(percent=9, level=20)

    class Emptying(Trainings):
        def run(self, hear: Callable[[Event], None]) -> TerminalEvent:
            hear(low)
            return super().run(hear)

    told = Told()
    assert worked(project, Emptying(project, Stopped(resumable=True)), told=told) == Stopped(resumable=True)
    assert low in told.events
    assert states(project) == ["paused", "waiting"]


def test_a_share_of_the_battery_is_one(project: Project) -> None:
    begun(project, 1, 2)
    status, _, said = making.cli("ladder", "--project", project.folder, "--show", "--pause-below", "101")
    assert (status, "no share of a battery" in said) == (2, True)


def test_a_stopped_ladder_tells_what_there_is(project: Project) -> None:
    begun(project, 1, 2, 3)
    control, when = asking("stop", 2)
    ending = worked(project, Trainings(project, 60, 80, when=when), control=control)
    assert isinstance(ending, Stopped)
    assert ending.result is not None
    assert states(project) == ["done", "done", "waiting"]


def test_a_ladder_cancelled_at_its_first_rung_leaves_nothing(project: Project) -> None:
    begun(project, 1, 2)
    control, when = asking("cancel", 1)
    assert worked(project, Trainings(project, Stopped(resumable=False), when=when), control=control) == Stopped(
        resumable=False
    )
    assert experiments.read(project) == []


def test_a_rung_whose_run_was_finished_when_the_ladder_was_killed_is_not_trained_again(project: Project) -> None:
    experiment = begun(project, 1, 2)
    run = finished_run(project, confusion(60), "custom_cnn", tested=False)
    first = msgspec.structs.replace(experiment.rungs[0], state="running", run=run.name)
    experiments.write(project, msgspec.structs.replace(experiment, rungs=(first, experiment.rungs[1])))
    trainings = Trainings(project, 80)
    worked(project, trainings)
    assert len(trainings.started) == 1
    assert states(project) == ["done", "done"]


def test_two_ladders_at_once_would_spoil_each_others_times(project: Project) -> None:
    begun(project, 1, 2)
    with project.claimed("ladder"), pytest.raises(ProjectError):
        worked(project, Trainings(project, 60, 70))


@pytest.mark.parametrize(
    ("blocks", "wishes"),
    [
        ((2,), Wishes()),
        ((1, 2), Wishes(architecture="deep_cnn")),
        ((1, 9), Wishes()),
        ((1, 8), Wishes(image_size=64)),
    ],
)
def test_what_cannot_be_a_ladder_is_refused_before_anything_is_trained(
    project: Project, blocks: tuple[int, ...], wishes: Wishes
) -> None:
    with pytest.raises(UsageError):
        ladder.begin(project, "blocks", blocks, wishes)
    assert experiments.read(project) == []


@pytest.mark.parametrize("words", ["4-1", "1-" + "9" * 30, "two", "1-", ""])
def test_numbers_that_are_none_are_told_in_words(
    project: Project, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["ladder", "--project", str(project.folder), "--blocks", words])
    assert f"“{words}” is no" in capsys.readouterr().err


def test_too_many_rungs_are_told_as_that(project: Project) -> None:
    with pytest.raises(UsageError, match="12 rungs at most"):
        ladder.begin(project, "batch_size", range(1, 15), Wishes())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--batch-sizes", "8,16", "--batch-size", "8"], "a batch size of its own"),
        (["--resume", "--epochs", "5"], "cannot be changed"),
        (["--show", "depth", "--no-mirror"], "cannot be changed"),
        (["--resume", "depth", "--name", "other"], "cannot be changed"),
    ],
)
def test_settings_without_effect_are_refused(
    project: Project, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(project, 1, 2)
    assert cli.main(["ladder", "--project", str(project.folder), *words]) != 0
    assert told in " ".join(capsys.readouterr().err.split())
    assert [experiment.name for experiment in experiments.read(project)] == ["depth"]


def test_a_name_is_given_once_and_fits_a_file(project: Project) -> None:
    begun(project, 1, 2)
    with pytest.raises(UsageError):
        begun(project, 1, 2)
    with pytest.raises(UsageError):
        ladder.begin(project, "blocks", (1, 2), Wishes(), name="../depth")


def test_a_damaged_file_is_told_and_does_not_hide_the_others(project: Project) -> None:
    begun(project, 1, 2)
    (experiments.folder(project) / "bad.json").write_text("{")
    assert [experiment.name for experiment in experiments.read(project)] == ["depth"]
    with pytest.raises(ArtClassError):
        experiments.find(project, "bad")


def test_a_real_ladder_of_two_rungs_is_told_as_a_table(tmp_path: Path) -> None:
    made = making.project(tmp_path)
    words = ["--blocks", "1-2", "--filters", "4", "--image-size", "32", "--epochs", "1", "--name", "depth"]
    status, result, said = making.cli("ladder", "--project", made.folder, *words)
    assert status == 0, said
    assert [rung["blocks"] for rung in result["rungs"]] == [1, 2]
    assert all(rung["state"] == "done" and rung["peak_memory_mb"] > 200 for rung in result["rungs"])
    assert all(rung["interval"][0] < rung["validation_accuracy"] <= 1 for rung in result["rungs"])
    assert result["answer"]
    status, shown, _ = making.cli("ladder", "--project", made.folder, "--show")
    assert (status, shown) == (0, result)
    console = Console(file=io.StringIO(), width=200)
    laddering.show(result, console)
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert "1 block " in told
    assert "2 blocks" in told
    assert "an epoch" in told
    assert "with preparing" in told
    assert making.cli("ladder", "--project", made.folder, "--resume")[0] == 2

"""Trainings that wait for their turn, and the one who works through them."""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.trainer import making
from trainer import cli, config, holding, runs
from trainer.channel import Control, Request
from trainer.errors import ProjectError, TrainingError, UsageError
from trainer.events import Event, Failed, Finished, LowBattery, Notice, Stage, Started, Stopped
from trainer.project import Project
from trainer.running import queue as queues
from trainer.running.queue import Queue
from trainer.running.runner import Runner

RESULT = {
    "validation_accuracy": 0.875,
    "validation_images": 40,
    "validation_interval": [0.74, 0.945],
    "epochs_trained": 3,
    "wall_seconds": 5.0,
    "other": 1,
}
WORDS = ("--model", "deep_cnn", "--epochs", "3")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "p.artclass")


def titles(queue: Queue) -> list[str]:
    return [item.title for item in queue.items()]


def states(queue: Queue) -> list[str]:
    return [item.state for item in queue.items()]


def filled(project: Project, *names: str) -> Queue:
    queue = Queue(project)
    for name in names:
        queue.add(WORDS, name)
    return queue


class Trainings:
    """Children that do what is said, and who was started."""

    def __init__(self, *endings: Sequence[Event]) -> None:
        self.started: list[list[str]] = []
        self.asked: list[Request] = []
        self._endings = iter(endings)

    def __call__(self, words: Sequence[str]) -> Trainings:
        self.started.append(list(words))
        return self

    def events(self) -> Iterator[Event]:
        yield from next(self._endings)

    def ask(self, request: Request) -> None:
        self.asked.append(request)


def work(
    project: Project, trainings: Callable[[Sequence[str]], Trainings], control: Control | None = None
) -> tuple[Finished | Stopped, list[Event]]:
    told: list[Event] = []
    runner = Runner(project, emit=told.append, control=control or Control(), options=("--cores", "1"), start=trainings)
    return runner.work(), told


def begun(run: str) -> Started:
    return Started(job="train", version="0", run=run)


# The file


def test_they_are_added_moved_removed_and_cleared(project: Project) -> None:
    queue = filled(project, "a", "b", "c")
    assert [item.number for item in queue.items()] == [1, 2, 3]
    queue.move(3, 1)
    assert titles(queue) == ["c", "a", "b"]
    queue.move(3, 99)
    assert titles(queue) == ["a", "b", "c"]
    assert queue.remove(2).title == "b"
    queue.update(1, state="finished")
    assert queue.clear() == 1
    assert titles(queue) == ["c"]
    assert queue.add(WORDS, "d").number == 4
    assert queue.clear(everything=True) == 2
    assert queue.items() == ()


def test_clearing_says_what_was_taken_out(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    queue = filled(project, "a", "b", "c")

    def cleared(*words: str) -> str:
        assert cli.main(["queue", "clear", "--project", str(project.folder), *words]) == cli.DONE
        return " ".join(capsys.readouterr().out.split())

    assert cleared().startswith("Nothing was over, so nothing was taken out. What waits goes with --all. number")
    queue.update(1, state="finished")
    assert cleared().startswith("1 training was taken out; runs stay. number")
    assert cleared("--all") == "2 trainings were taken out; runs stay. The queue is empty."
    assert cleared("--all") == "There was nothing to take out. The queue is empty."


def test_what_is_being_trained_is_left_alone(project: Project) -> None:
    queue = filled(project, "a", "b")
    with holding.held(queue.folder, busy="busy"):
        assert queue.take_next() == queues.Item(number=1, title="a", arguments=WORDS)
        with pytest.raises(UsageError, match="is being trained"):
            queue.remove(1)
        with pytest.raises(UsageError, match="does not wait"):
            queue.move(1, 2)
        queue.move(2, 1)
        assert titles(queue) == ["a", "b"]
        assert queue.clear(everything=True) == 1
        assert states(queue) == ["running"]
    assert states(queue) == ["waiting"]
    with pytest.raises(UsageError, match="There is no number 9"):
        queue.remove(9)


def test_a_damaged_or_newer_file_is_told_in_words(project: Project) -> None:
    queue = filled(project, "a")
    queue.path.write_text("{")
    with pytest.raises(ProjectError, match=r"damaged.*Delete this file"):
        queue.items()
    queue.path.write_text(json.dumps({"format": 99}))
    with pytest.raises(ProjectError, match="newer"):
        queue.add(WORDS, "b")


def _add_many(folder: str) -> None:
    queue = Queue(Project.open(Path(folder)))
    for number in range(10):
        queue.add(WORDS, str(number))


def test_two_processes_may_add_at_once(project: Project) -> None:
    spawn = multiprocessing.get_context("spawn")
    others = [spawn.Process(target=_add_many, args=(str(project.folder),)) for _ in range(2)]
    for other in others:
        other.start()
    for other in others:
        other.join(60)
    assert [item.number for item in Queue(project).items()] == list(range(1, 21))


def test_a_training_is_called_by_its_network_and_preset() -> None:
    assert queues.title(config.default_config("deep_cnn", epochs=1)).endswith("1 epoch")
    assert queues.title(config.default_config("vgg16", epochs=7)) == "VGG16 · 7 epochs"


def added(project: Project, *words: str) -> queues.Item:
    status, _, said = making.cli("queue", "add", "--project", project.folder, *words)
    assert status == 0, said
    return Queue(project).items()[-1]


def test_a_training_may_be_queued_to_be_pinned(project: Project) -> None:
    item = added(project, *WORDS, "--pin")
    trainings = Trainings([Finished(result=RESULT)])
    work(project, trainings)
    (words,) = trainings.started
    assert words[:3] == ["train", "--project", str(project.folder)]
    assert cli._parser(words).parse_args(words).pin
    assert "--pin" not in added(project, *WORDS).arguments
    assert item.title == "Deep CNN · 3 epochs"


def test_so_may_a_run_that_is_to_go_on(project: Project) -> None:
    run = runs.create(project, config.default_config("deep_cnn"))
    run.checkpoint.mkdir()
    (run.checkpoint / "state").write_bytes(b"x")
    assert added(project, "--run", run.name).run == run.name
    assert not run.notes().pin_when_finished
    added(project, "--run", run.name, "--pin")
    assert run.notes().pin_when_finished


# The runner


def test_one_after_another_and_a_failure_stops_nobody(project: Project) -> None:
    queue = filled(project, "a", "b", "c")
    trainings = Trainings(
        [begun("run-a"), Stage(name="learn", label="Learning", index=1, count=1), Finished(result=RESULT)],
        [begun("run-b"), Failed(message="The disk is full", remedy="Free some space.")],
        [begun("run-c"), Stopped(resumable=False, result=RESULT)],
    )
    ending, told = work(project, trainings)
    assert [words[0] for words in trainings.started] == ["train"] * 3
    assert trainings.started[0] == ["train", "--project", str(project.folder), *WORDS, "--cores", "1"]
    assert states(queue) == ["finished", "failed", "finished"]
    assert [item.run for item in queue.items()] == ["run-a", "run-b", "run-c"]
    assert [item.outcome for item in queue.items()] == [
        "87.5% of 40 validation pictures told rightly (95 % interval 74.0% to 94.5%)",
        "The disk is full. Free some space.",
        "stopped early; 87.5% of 40 validation pictures told rightly (95 % interval 74.0% to 94.5%)",
    ]
    assert queue.items()[0].result == {name: RESULT[name] for name in RESULT if name != "other"}
    assert isinstance(ending, Finished)
    assert (ending.result["finished"], ending.result["failed"]) == (2, 1)
    assert isinstance(told[0], Started)
    assert [event.level for event in told if isinstance(event, Notice)].count("warning") == 1


@pytest.mark.parametrize(("count", "words"), [(1, "The training of the queue has"), (2, "All 2 trainings")])
def test_a_night_in_which_everything_failed_has_failed(project: Project, count: int, words: str) -> None:
    filled(project, *"ab"[:count])
    failing = [[Failed(message="The disk is full", remedy="Free some space.")]] * count
    with pytest.raises(TrainingError, match=words):
        work(project, Trainings(*failing))


def test_what_is_added_meanwhile_is_trained_too(project: Project) -> None:
    queue = filled(project, "a")

    class Adding(Trainings):
        def events(self) -> Iterator[Event]:
            if len(self.started) == 1:
                queue.add(WORDS, "b")
            return super().events()

    work(project, Adding([Finished(result=RESULT)], [Finished(result=RESULT)]))
    assert states(queue) == ["finished", "finished"]


def test_a_pause_reaches_the_training_and_keeps_the_rest_waiting(project: Project) -> None:
    queue = filled(project, "a", "b")
    control = Control()

    class Pausing(Trainings):
        def events(self) -> Iterator[Event]:
            yield begun("run-a")
            control.ask("pause")
            while not self.asked:
                control.wait_for_word(0.01)
            yield Stopped(resumable=True)

    trainings = Pausing()
    ending, _ = work(project, trainings, control)
    assert trainings.asked == ["pause"]
    assert ending == Stopped(resumable=True)
    assert states(queue) == ["waiting", "waiting"]
    assert queue.items()[0].run == "run-a"


@pytest.mark.parametrize(
    "said", [[Stopped(resumable=True)], [LowBattery(percent=9, level=20), Stopped(resumable=True)]]
)
def test_a_training_that_is_paused_by_itself_pauses_the_queue(project: Project, said: list[Event]) -> None:
    queue = filled(project, "a", "b")
    ending, _ = work(project, Trainings([begun("run-a"), *said]))
    assert ending == Stopped(resumable=True)
    assert states(queue) == ["waiting", "waiting"]


def test_a_training_that_is_cancelled_does_not_stop_the_next(project: Project) -> None:
    queue = filled(project, "a", "b")
    work(project, Trainings([begun("run-a"), Stopped(resumable=False)], [begun("run-b"), Finished(result=RESULT)]))
    assert states(queue) == ["discarded", "finished"]


def test_what_a_killed_runner_left_is_gone_on_with(project: Project) -> None:
    queue = filled(project, "a", "b")
    run = runs.create(project, config.default_config("deep_cnn"))
    run.checkpoint.mkdir()
    (run.checkpoint / "state").write_bytes(b"x")
    with holding.held(queue.folder, busy="busy"):
        queue.take_next()
        queue.update(1, run=run.name)
    trainings = Trainings([begun(run.name), Finished(result=RESULT)], [begun("b"), Finished(result=RESULT)])
    work(project, trainings)
    assert trainings.started[0] == [
        *("resume", "--project", str(project.folder), "--run", run.name, "--cores", "1"),
    ]
    assert states(queue) == ["finished", "finished"]


def test_one_whose_run_was_finished_by_hand_is_not_trained_again(project: Project) -> None:
    queue = filled(project, "a")
    run = runs.create(project, config.default_config("deep_cnn"))
    run.report_path.write_bytes(b"{}")
    queue.update(1, run=run.name)
    trainings = Trainings()
    work(project, trainings)
    assert trainings.started == []
    assert states(queue) == ["finished"]


def test_one_whose_run_was_deleted_is_trained_anew(project: Project) -> None:
    queue = filled(project, "a")
    queue.update(1, run="gone")
    trainings = Trainings([Finished(result=RESULT)])
    work(project, trainings)
    assert trainings.started[0][0] == "train"


def test_two_do_not_work_on_one_queue(project: Project) -> None:
    queue = filled(project, "a")
    with (
        holding.held(queue.folder, busy="busy"),
        pytest.raises(ProjectError, match="Another ArtClass is working on this queue"),
    ):
        work(project, Trainings())
    assert states(queue) == ["waiting"]


def test_it_waits_for_a_training_that_somebody_else_has_started(project: Project) -> None:
    filled(project, "a")
    run = runs.create(project, config.default_config("deep_cnn"))
    trainings = Trainings([Finished(result=RESULT)])
    waiting = threading.Event()
    told: list[Event] = []

    def tell(event: Event) -> None:
        told.append(event)
        if isinstance(event, Stage):
            waiting.set()

    runner = Runner(project, emit=tell, control=Control(), start=trainings)
    thread = threading.Thread(target=runner.work)
    with run.held():
        thread.start()
        assert waiting.wait(20)
        assert trainings.started == []
    thread.join(20)
    assert len(trainings.started) == 1


def test_the_list_tells_what_its_titles_do_not_say(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--project", str(project.folder)]
    weights = ["--weights", "/art of others/weights.h5"]
    assert cli.main(["queue", "add", *where, *weights, "--epochs", "7", "--seed", "3", "--pin"]) == cli.DONE
    assert cli.main(["queue", "add", *where, "--epochs", "7"]) == cli.DONE
    paused = runs.create(project, config.default_config("deep_cnn"))
    paused.checkpoint.mkdir()
    (paused.checkpoint / "state").touch()
    assert cli.main(["queue", "add", *where, "--run", paused.name, "--pin"]) == cli.DONE
    capsys.readouterr()
    assert cli.main(["queue", "list", *where, "--json"]) == cli.DONE
    one, other, again = json.loads(capsys.readouterr().out)["items"]
    assert [row["pin"] for row in (one, other, again)] == [True, False, True]
    assert one["arguments"][one["arguments"].index("--weights") + 1] == weights[1]
    assert cli.main(["queue", "list", *where]) == cli.DONE
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert any(" 7 epochs --seed 3 --weights '/art of others/weights.h5' --pin waiting" in line for line in lines)
    assert any(line.endswith(" 7 epochs waiting") for line in lines)
    assert any(f"{paused.name} --pin waiting" in line for line in lines)

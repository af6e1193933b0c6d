"""The estimate command as somebody would use it; the first answer tries three networks for real."""

from __future__ import annotations

import argparse
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.console import Console

from tests.trainer import making
from trainer import architectures, dataset, presets
from trainer.catalog.store import Catalog
from trainer.channel import Control
from trainer.commands import estimating
from trainer.errors import ArtClassError, UsageError
from trainer.estimating import counting, estimate, history, kept, records, scaling
from trainer.estimating.answer import rows
from trainer.estimating.estimate import Estimating
from trainer.estimating.values import Factor, Speed
from trainer.events import Estimated, Event, Failed, Finished, Notice, Progress, Stage, TerminalEvent
from trainer.options import Wishes
from trainer.pace import Interrupted
from trainer.project import Project
from trainer.runs import Run

from .conftest import speed

NAMES = [row.name for row in architectures.ARCHITECTURES]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return making.project(tmp_path_factory.mktemp("project"))


class Probes:
    """Children that measure nothing, and what they were asked to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, failing: str = "", others: float = 0.0) -> None:
        self.asked: list[str] = []
        self._failing, self._others = failing, others
        monkeypatch.setattr(estimate, "Watched", self._started)

    def _started(self, arguments: list[str], **_: object) -> Probes:
        self.asked.append(arguments[-1])
        return self

    def run(self, hear: Callable[[Event], None]) -> TerminalEvent:
        name = self.asked[-1]
        if name == self._failing:
            return Failed(message="The memory does not suffice")
        names = scaling.MEASURED if name == estimate.QUICK else (name,)
        for done in range(len(names) + 1):
            hear(Progress(done=done, total=len(names), unit="networks"))
        speeds = {name: _builtins(speed(name)) for name in names}
        others = dict.fromkeys(names, self._others)
        return Finished(result={"begin_seconds": 4.0, "speeds": speeds, "others": others})


def _builtins(value: Speed) -> object:
    return json.loads(kept.msgspec.json.encode(value))


def worked(project: Project, *, refine: bool = False, told: list[Event] | None = None) -> records.Estimates:
    said = [] if told is None else told
    return Estimating(project, NAMES, emit=said.append, control=Control()).work(refine=refine)


def test_the_whole_table_is_there_after_three_networks_and_then_for_good(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    probes = Probes(monkeypatch)
    table = worked(project)
    assert [row.name for row in table.estimates] == NAMES
    assert all(row.rough and 0 < row.low < row.total_seconds < row.high for row in table.estimates)
    assert not table.refined
    worked(project)
    assert probes.asked == ["quick"]
    again = records.load(project)
    assert again is not None
    assert [row.total_seconds for row in again.estimates] == [row.total_seconds for row in table.estimates]


def test_which_network_is_being_tried_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    Probes(monkeypatch)
    told: list[Event] = []
    worked(project, told=told)
    assert isinstance(told[0], Notice)
    assert "three networks are tried first" in told[0].message
    stages = [event for event in told if isinstance(event, Stage)]
    titles = [architectures.find(name).title for name in scaling.MEASURED]
    assert [stage.label for stage in stages] == [f"Trying a few steps of {title}" for title in titles]
    assert [(stage.index, stage.count) for stage in stages] == [(1, 3), (2, 3), (3, 3)]
    worked(project, told=told)
    assert sum(isinstance(event, Stage) for event in told) == 3  # once for all


def printed(project: Project, *, endings: tuple[tuple[int, int], ...] = ()) -> str:
    """What the command prints; the Deep CNN's former runs ended as given."""
    table = worked(project)
    factors = {"deep_cnn": Factor(endings=endings)} if endings else {}
    learnt = msgspec.structs.replace(table.measured, factors=factors)
    found = rows(msgspec.structs.replace(table, measured=learnt), NAMES, Wishes())
    console = Console(width=400, record=True, file=io.StringIO())
    result = {"refined": False, "others_while_measured": 0.0}
    estimating.show({**result, "architectures": [msgspec.to_builtins(row) for row in found]}, console)
    return console.export_text()


def test_every_column_has_a_heading_that_speaks_for_itself(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    Probes(monkeypatch)
    text = printed(project)
    head = [title.strip() for title in text.splitlines()[0].split("  ") if title.strip()]
    assert head == ["model", "preparing and packing", "an epoch", "epochs", "in all", "likely", "memory", "disk"]
    assert "“" not in text.replace("“about”", "")  # headings that need no paragraph
    early = printed(project, endings=((30, 12),) * 3)
    assert "if all epochs are run" in early.splitlines()[0]
    assert "12 of 30 epochs: earlier runs here got no better after so many." in early


def test_refining_measures_each_network_once_and_tells_as_it_goes(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    probes, told = Probes(monkeypatch), list[Event]()
    assert worked(project, refine=True, told=told).refined
    assert probes.asked == ["quick", *NAMES]
    tables = [event for event in told if isinstance(event, Estimated)]
    assert len(tables) == 1 + len(NAMES)
    assert [sum(row.rough for row in table.estimates) for table in tables] == list(range(len(NAMES), -1, -1))
    worked(project, refine=True)
    assert len(probes.asked) == 1 + len(NAMES)


def test_a_network_that_cannot_be_tried_keeps_its_rough_row_and_is_told(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    Probes(monkeypatch, failing="vgg19")
    told: list[Event] = []
    table = worked(project, refine=True, told=told)
    assert [row.name for row in table.estimates if row.rough] == ["vgg19"]
    assert any(isinstance(event, Notice) and "VGG19 could not be tried" in event.message for event in told)


def test_somebody_who_cancels_is_heard_and_what_was_measured_is_kept(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    probes, control = Probes(monkeypatch), Control()

    def emit(event: Event) -> None:
        if isinstance(event, Estimated) and not event.estimates[0].rough:
            control.ask("cancel")

    with pytest.raises(Interrupted):
        Estimating(project, NAMES, emit=emit, control=control).work(refine=True)
    assert probes.asked == ["quick", NAMES[0]]
    assert not kept.machine().speeds[NAMES[0]].rough


def test_nothing_is_told_where_nothing_could_be_measured(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    Probes(monkeypatch, failing="quick")
    with pytest.raises(ArtClassError, match="memory"):
        worked(project)


def test_a_damaged_cache_is_measured_anew(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    probes = Probes(monkeypatch)
    worked(project)
    kept.speeds_path().write_text("{")
    worked(project)
    assert probes.asked == ["quick", "quick"]


@pytest.mark.parametrize("words", [["--model", "inception_v3", "--image-size", "32"], ["--image-size", "8"]])
def test_impossible_settings_are_refused_before_anything_is_measured(
    project: Project, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    probes = Probes(monkeypatch)
    with pytest.raises(UsageError):
        estimated(project, *words)
    assert probes.asked == []


def test_networks_that_cannot_have_the_settings_are_left_out(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    Probes(monkeypatch)
    named = {row["name"] for row in estimated(project, "--image-size", "32")["architectures"]}
    assert "inception_v3" not in named
    assert {"deep_cnn", "mobilenet_v2"} <= named


def estimated(project: Project, *words: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    estimating.add_arguments(parser)
    args = parser.parse_args(["--project", str(project.folder), *words])
    ended = estimating.run(args, lambda _: None, Control())
    assert isinstance(ended, Finished)
    return ended.result


def test_what_other_programs_took_while_it_was_measured_is_told_for_good(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimate.Load, "others", lambda _: 0.04)
    Probes(monkeypatch, others=0.62)
    quiet = estimated(project, "--model", "vgg19")
    assert quiet["others_now"] == quiet["others_while_measured"] == 0.62
    later = estimated(project)  # nothing is measured any more: they have ended, and the figures are those of then
    assert (later["others_now"], later["others_while_measured"]) == (0.04, 0.62)
    assert later["architectures"][NAMES.index("vgg19")] == quiet["architectures"][0]
    words = "networks were tried, other programs took up to 62% of the processor, so the figures may be far off."
    assert words in shown(later)
    assert "While this network was tried" in shown(quiet)
    assert "other programs" not in shown({**later, "others_while_measured": 0.04})


def shown(result: dict[str, Any]) -> str:
    console = Console(width=400, record=True, file=io.StringIO())
    estimating.show(result, console)
    return console.export_text()


def test_the_networks_that_are_tried_are_no_other_programs(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate.Load, "others", lambda _: 0.9)  # the child, to this process
    Probes(monkeypatch, others=0.02)
    told: list[Event] = []
    worked(project, told=told)
    assert not any(isinstance(event, Notice) and "Other programs" in event.message for event in told)
    worked(project, told=told)
    assert any(isinstance(event, Notice) and "Other programs take 90%" in event.message for event in told)


def test_added_pictures_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Probes(monkeypatch)
    grown = making.project(tmp_path)
    before = worked(grown).of("deep_cnn")
    more = making.pictures(tmp_path / "more", 10, first=100)
    making.import_sources(grown, [more], emit=lambda _: None, control=Control())
    after = worked(grown).of("deep_cnn")
    assert before is not None
    assert after is not None
    assert after.missing == _learnt_from(grown) > before.missing
    assert after.seconds_per_epoch > before.seconds_per_epoch


def _learnt_from(project: Project) -> int:
    with Catalog.open(project, readonly=True) as catalog:
        return len(list(catalog.pictures("training"))) + len(list(catalog.pictures("validation")))


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_three_networks_are_really_tried_and_a_run_is_held_against_its_estimate(project: Project) -> None:
    before = _worked_by_children()
    status, result, said = making.cli("estimate", "--project", project.folder)
    assert _worked_by_children() - before < 60  # half a minute of two cores, however busy they are
    assert status == 0, said
    rows = {row["name"]: row for row in result["architectures"]}
    assert list(rows) == NAMES
    for row in rows.values():
        assert 0 < row["seconds_per_epoch"] < row["total_seconds"]
        assert row["total_seconds"] * 0.7499 <= row["low"] < row["high"] <= row["total_seconds"] * 1.2501
        assert 300 < row["peak_memory_mb"] < 20_000
        assert row["disk_mb"] > 0

    words = ["--model", "shallow_cnn", "--image-size", "32", "--epochs", "2"]
    status, trained, said = making.cli("train", "--project", project.folder, *words)
    assert status == 0, said
    report = Run(project.runs / trained["run"]).report()
    assert report is not None
    assert report.estimate is not None
    assert report.estimate.low < report.estimate.total < report.estimate.high
    (record,) = history.records()
    assert (record.epochs_planned, record.epochs_trained) == (2, 2)
    assert record.actual.total == pytest.approx(report.wall_seconds, rel=0.3)
    assert record.peak_memory_mb > 300
    pictures = dataset.load(project)
    counted = counting.count(project, pictures)
    assert counting.missing(counted, presets.config("shallow_cnn", image_size=32)).plain == 0


def _worked_by_children() -> float:
    """Seconds of the processor's work in children of this process, theirs included; 0 on Windows."""
    times = os.times()
    return times.children_user + times.children_system

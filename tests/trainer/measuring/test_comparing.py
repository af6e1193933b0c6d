"""Runs side by side: settings that differ, the paired answer, and what makes a comparison doubtful."""

from __future__ import annotations

import json
import typing
from pathlib import Path

import msgspec
import pytest

from tests.gui.run_folders import CLASSES, finished_run
from trainer import cli
from trainer.config import TrainConfig, default_config
from trainer.errors import ProjectError, UsageError
from trainer.measuring import comparing, paired
from trainer.project import Project
from trainer.runs import Predictions, Run

GOOD = ((80, 6, 2, 4, 1), (12, 71, 1, 3, 0), (0, 1, 90, 2, 0), (3, 2, 2, 84, 1), (2, 0, 1, 2, 95))
WORSE = ((60, 26, 2, 4, 1), (32, 51, 1, 3, 0), (0, 1, 90, 2, 0), (3, 2, 2, 84, 1), (2, 0, 1, 2, 95))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "p.artclass")


def change(run: Run, **fields: object) -> None:
    """Change fields of a run's report."""
    report = run.report()
    assert report is not None
    run.report_path.write_bytes(msgspec.json.encode(msgspec.structs.replace(report, **fields)))


def test_two_runs_on_validation_and_on_test(project: Project) -> None:
    a, b = finished_run(project, WORSE, "deep_cnn"), finished_run(project, GOOD, "vgg16")
    found = comparing.compare([a, b], {a.name: "Small", b.name: "Large"})
    assert [pair.split for pair in found.pairs] == ["validation", "test"]
    assert found.pairs[0].words.startswith("“Large” is better than “Small” by 8.6 points")
    assert [side.run for side in found.runs] == [a.name, b.name]
    compared = comparing.better(a, b)
    assert compared is not None
    assert compared == found.pairs[0].compared
    assert compared.images == 465
    assert paired.words(compared, "Small", "Large") == found.pairs[0].words


def test_test_pictures_are_compared_only_where_both_were_measured(project: Project) -> None:
    a, b = finished_run(project, GOOD, tested=False), finished_run(project, WORSE)
    found = comparing.compare([a, b])
    assert [pair.split for pair in found.pairs] == ["validation"]
    assert any("Not all of them were measured on the test pictures" in remark for remark in found.remarks)


def test_each_of_several_is_compared_with_the_best_on_validation(project: Project) -> None:
    runs = [finished_run(project, confusion, tested=False) for confusion in (WORSE, GOOD, WORSE)]
    found = comparing.compare(runs)
    assert [(pair.a, pair.b) for pair in found.pairs] == [(runs[0].name, runs[1].name), (runs[2].name, runs[1].name)]
    assert any("some of its lead is luck with these very pictures" in remark for remark in found.remarks)
    assert not comparing.compare(runs[:2]).remarks


def test_a_lead_that_does_not_stand_among_many_comparisons_is_called_chance(project: Project) -> None:
    """Six pictures that only one of two tells rightly: p = 0.03 alone, which is too much among three."""
    best = ((80, 6, 2, 4, 1), (12, 71, 1, 3, 0), (0, 1, 90, 2, 0), (3, 2, 2, 84, 1), (2, 0, 1, 2, 95))
    slightly = ((74, 12, 2, 4, 1), (12, 71, 1, 3, 0), (0, 1, 90, 2, 0), (3, 2, 2, 84, 1), (2, 0, 1, 2, 95))
    runs = [finished_run(project, confusion, tested=False) for confusion in (slightly, best, slightly, slightly)]
    two, many = comparing.compare(runs[:2]).pairs[0], comparing.compare(runs).pairs[0]
    assert two.compared == many.compared
    assert two.compared is not None
    assert 0.05 / 3 < two.compared.p < 0.05
    assert "is better than" in two.words
    assert "compared at once" in many.words


def test_settings_that_differ_in_words() -> None:
    one, other = default_config("mobilenet_v2", epochs=5, weights="/home/somebody/w.h5"), default_config("deep_cnn")
    rows = {row.name: row.values for row in comparing.settings_that_differ([one, other])}
    assert rows["Network"] == ("MobileNetV2", "Deep CNN")
    assert rows["Epochs"][0] == "5"
    assert rows["Weights to start from"] == ("w.h5", "–")  # no path of anybody's, and none where there are none
    assert "Seed" not in rows
    assert comparing.settings_that_differ([one, one]) == ()


def test_settings_are_told_as_the_window_names_them() -> None:
    config = default_config("mobilenet_v2", preset="quick", augment=False)
    rows = {row.name: row.values[0] for row in comparing.settings([config])}
    assert rows["Preset"] == "Quick"
    assert rows["Fall of the learning rate"] == "falls gently to nothing"
    assert rows["Weights to start from"] == "photographs (ImageNet)"
    assert rows["Learn from varied copies"] == "no"
    assert not {"Mirror", "Turn (degrees)", "Zoom"} & set(rows)  # nothing is varied
    frozen = {row.name for row in comparing.settings([default_config("mobilenet_v2", augment=True)])}
    assert "Mirror" in frozen
    assert "Zoom" not in frozen  # a frozen network could not heed it
    varied = {row.name for row in comparing.settings([default_config("custom_cnn", augment=True)])}
    assert {"Mirror", "Turn (degrees)", "Zoom"} <= varied


def test_every_choice_has_words() -> None:
    for name, words in comparing._WORDS.items():
        kind = typing.get_type_hints(TrainConfig)[name]
        given = {
            one for part in (kind, *typing.get_args(kind)) for one in typing.get_args(part) if isinstance(one, str)
        }
        assert given <= set(words)


def test_every_setting_has_a_name() -> None:
    fields = set()
    for config in (default_config("mobilenet_v2", fine_tuning={}), default_config("custom_cnn")):
        for name, value in msgspec.to_builtins(config).items():
            fields |= {f"{name}.{inner}" for inner in value} if isinstance(value, dict) else {name}
    assert fields - set(comparing._NAMES) <= {"fine_tuning", "layers"}
    assert set(comparing._NAMES) - fields <= {name for name in comparing._NAMES if name.startswith("fine_tuning.")}
    assert {name.split(".")[0] for name in comparing._NAMES} == set(TrainConfig.__struct_fields__)


def test_doubts_are_told(project: Project) -> None:
    a, b = finished_run(project, GOOD), finished_run(project, GOOD)
    change(a, classes=(*CLASSES[:4], "statues"))
    assert any("do not have the same classes" in remark for remark in comparing.compare([a, b]).remarks)


def test_no_common_pictures_and_none_kept(project: Project) -> None:
    a, b = finished_run(project, GOOD, tested=False), finished_run(project, GOOD, tested=False)
    moved = [msgspec.structs.replace(said, sha256=f"x{said.sha256}") for said in b.predictions("validation")]
    b.predictions_path.write_bytes(msgspec.json.encode(Predictions(validation=tuple(moved))))
    assert "not measured on the same pictures" in comparing.compare([a, b]).pairs[0].words
    b.predictions_path.unlink()
    assert "not kept what it said" in comparing.compare([a, b]).pairs[0].words


def test_what_cannot_be_compared(project: Project) -> None:
    a, b = finished_run(project, GOOD), finished_run(project, GOOD)
    with pytest.raises(UsageError, match="nothing to compare"):
        comparing.compare([a, a])
    b.report_path.unlink()
    with pytest.raises(ProjectError, match="has no result"):
        comparing.compare([a, b])


def test_from_the_command_line(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = finished_run(project, WORSE), finished_run(project, GOOD)
    a.rename("The first")
    where = ["--project", str(project.folder)]
    assert cli.main(["compare", *where, "The first", b.name]) == cli.DONE
    said = capsys.readouterr().out
    assert "Their settings are the same." in said
    assert "is better than “The first” by 8.6 points" in " ".join(said.split())
    assert cli.main(["compare", *where, "The first", b.name, "--json"]) == cli.DONE
    result = json.loads(capsys.readouterr().out)
    assert result["pairs"][0]["compared"]["images"] == 465
    assert result["test_looks"] == 2
    assert cli.main(["compare", *where, "The first"]) == cli.WRONG_USAGE

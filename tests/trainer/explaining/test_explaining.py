"""Heat maps and audits from the command line, of a model that knows colours and nothing else."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from tests.trainer import making
from tests.trainer.making import Script
from trainer import dataset, events, runs
from trainer.commands import explaining
from trainer.events import Explained, Notice, Problem, Started
from trainer.explaining import records
from trainer.project import Project

CLASSES = {"blue", "green", "red"}


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with one finished run."""
    project = making.project(tmp_path_factory.mktemp("colours"), 40)
    wanted = ("--model", "deep_cnn", "--image-size", "32", "--epochs", "6", "--batch-size", "8", "--seed", "3")
    status, _, said = making.cli("train", "--project", project.folder, *wanted)
    assert status == 0, said
    return project


def test_heat_maps_are_written(colours: Project, tmp_path: Path) -> None:
    pictures = colours.folder.parent / "pictures" / "red"
    broken = tmp_path / "broken.png"
    broken.write_bytes((pictures / "0.png").read_bytes()[:60])
    out = tmp_path / "deep" / "out"
    asked = ("--out", out, "--class", "blue", pictures / "0.png", pictures / "1.png", broken)
    status, result, _ = making.cli("explain", "--project", colours.folder, *asked)
    assert status == 0
    assert result["explained"] == 2
    assert [(item["path"], "truncated" in item["reason"]) for item in result["unreadable"]] == [(str(broken), True)]
    for item in result["pictures"]:
        assert item["label"] == "blue"
        assert item["predicted"] in CLASSES
        assert Image.open(item["file"]).size == (48, 48)
    assert sorted(path.name for path in out.iterdir()) == ["0.why.png", "1.why.png"]
    status, _, said = making.cli("explain", "--project", colours.folder, "--out", out, broken)
    assert status == 1
    assert "broken.png" in said
    assert "ends too early" in said


def test_an_unknown_class_is_told(colours: Project, tmp_path: Path) -> None:
    picture = colours.folder.parent / "pictures" / "red" / "0.png"
    asked = ("--out", tmp_path, "--class", "pink", picture)
    status, _, said = making.cli("explain", "--project", colours.folder, *asked)
    assert status == 2
    assert "pink" in said
    assert "blue, green, red" in said


def test_a_resident_child_answers_one_question_after_another(colours: Project) -> None:
    pictures = colours.folder.parent / "pictures"
    command = [sys.executable, "-m", "trainer", "explain", "--project", str(colours.folder), "--resident", "--events"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        watchdog = threading.Timer(200, child.kill)
        watchdog.start()
        said = []
        for path, label in (
            (pictures / "red" / "0.png", None),
            ("gone.png", None),
            (pictures / "red" / "1.png", "blue"),
        ):
            child.stdin.write(json.dumps({"path": str(path), "label": label}).encode() + b"\n")
            child.stdin.flush()
            for line in child.stdout:
                said.append(events.decode(line))
                if isinstance(said[-1], Explained | Problem):
                    break
        child.stdin.close()
        rest = [events.decode(line) for line in child.stdout]
        watchdog.cancel()
    assert isinstance(said[0], Started)
    answers = [event for event in said if isinstance(event, Explained | Problem)]
    assert isinstance(answers[0], Explained)
    assert answers[0].label == answers[0].predicted
    assert all(0 <= value <= 1 for row in answers[0].heat for value in row)
    assert isinstance(answers[1], Problem)
    assert isinstance(answers[2], Explained)
    assert answers[2].label == "blue"
    assert isinstance(rest[-1], events.Stopped)


def test_the_audit_leaves_out_what_the_run_learned_from(colours: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    now = dataset.load(colours)
    drawn_anew = msgspec.structs.replace(now, validation=(*now.validation[:12], *now.training[:5]))
    monkeypatch.setattr(dataset, "load", lambda _project: drawn_anew)
    script = Script()
    args = argparse.Namespace(project=colours.folder, run=None, audit=True, resident=False, paths=[], out=None)
    ending = explaining.run(args, script, script.control)
    assert isinstance(ending, events.Finished)
    assert ending.result["images"] == 12
    assert any("it learned from 5 of today's 17 validation pictures" in notice.message for notice in script.of(Notice))


def test_the_audit_finds_what_the_model_leans_on(colours: Project) -> None:
    status, result, _ = making.cli("explain", "--project", colours.folder, "--audit")
    assert status == 0
    run = runs.list_runs(colours)[0]
    audit = records.read(run)
    assert audit is not None
    assert audit.images == result["images"] == 18
    assert audit.accuracy >= 0.8
    parts = {part.change: part for part in audit.parts}
    assert parts["grey"].figures.matters  # it knows colours and nothing else
    assert "colour more than on form" in records.warning(parts["grey"])
    assert not parts["borders"].figures.matters
    assert records.warning(parts["borders"]) == ""
    assert "shortcut" in records.verdict(audit)
    assert "In grey" in run.card_path.read_text()

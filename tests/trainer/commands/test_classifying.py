"""The commands that ask a model: each file read once and nothing classified twice, a folder watched, a budget, similar ones."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.trainer import making, tiny
from tests.trainer.predicting import models
from trainer import cli, events, package
from trainer.channel import Control
from trainer.commands import watching
from trainer.events import Classified, Finished, Prediction
from trainer.package import HeldOut, Novelty, Sample
from trainer.predicting import noticing
from trainer.predicting.predictor import Predictor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return making.pictures(tmp_path / "pictures", 5)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return models.written(tmp_path / "colours.artmodel")


def told(capsys: pytest.CaptureFixture[str], *words: object, status: int = cli.DONE) -> dict[str, Any]:
    """What a command prints as JSON."""
    assert cli.main([*map(str, words), "--json"]) == status
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_speed_is_told_of_what_was_classified_now(
    capsys: pytest.CaptureFixture[str], folder: Path, model: Path, tmp_path: Path
) -> None:
    words = ["classify", str(folder), "--model", str(model), "--store", str(tmp_path / "kept"), "--output"]
    for name, expected in (
        ("a.csv", "15 pictures at "),
        ("b.csv", "15 pictures; all of them had been classified before.\n"),
    ):
        assert cli.main([*words, str(tmp_path / name)]) == cli.DONE
        assert expected in capsys.readouterr().out
    making.pictures(tmp_path / "pictures", 6)
    assert cli.main([*words, str(tmp_path / "c.csv")]) == cli.DONE
    assert "18 pictures; 15 of them had been classified before, the others at " in capsys.readouterr().out


def test_the_second_time_nothing_is_classified_and_the_table_is_the_same(
    capsys: pytest.CaptureFixture[str], folder: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("classify", folder, "--model", model, "--store", tmp_path / "kept")
    first = told(capsys, *words, "--output", tmp_path / "a.csv")
    assert (first["classified"], first["known_before"]) == (15, 0)

    def never(*_: object) -> None:
        raise AssertionError("the model was asked again")

    with monkeypatch.context() as patch:
        patch.setattr(Predictor, "square", never)
        again = told(capsys, *words, "--output", tmp_path / "b.csv")
    assert (again["classified"], again["known_before"]) == (15, 15)
    assert rows(tmp_path / "a.csv") == rows(tmp_path / "b.csv")
    assert all(Path(row["path"]).parent.name == row["model_label"] for row in rows(tmp_path / "a.csv"))
    assert told(capsys, *words, "--again", "--output", tmp_path / "c.csv")["known_before"] == 0


def test_paths_are_told_as_they_were_given(
    capsys: pytest.CaptureFixture[str], folder: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    told(capsys, "classify", "red", "--model", model, "--output", tmp_path / "a.csv")
    assert [row["path"] for row in rows(tmp_path / "a.csv")] == [str(Path("red", f"{n}.png")) for n in range(5)]


def test_a_damaged_store_is_told_and_costs_nothing_else(
    capsys: pytest.CaptureFixture[str], folder: Path, model: Path, tmp_path: Path
) -> None:
    words = ("classify", folder, "--model", model, "--store", tmp_path / "kept", "--output", tmp_path / "a.csv")
    told(capsys, *words)
    (file,) = (tmp_path / "kept").glob("*.sqlite")
    file.write_bytes(b"nothing of the kind" * 1_000)
    assert cli.main([*map(str, words)]) == cli.DONE
    captured = capsys.readouterr()
    assert "are set aside" in captured.err
    assert "15 pictures" in captured.out


def held_out() -> HeldOut:
    """Pictures that the model is right about wherever it is surer than 0.6."""

    def sample(count: int) -> Sample:
        confidence = tuple(0.5 + 0.5 * number / count for number in range(count))
        return Sample(confidence=confidence, right=tuple(c > 0.6 for c in confidence), distance=(0.1,) * count)

    return HeldOut(validation=sample(300), test=sample(2_000))


def test_a_budget_says_what_is_filed_what_is_reviewed_and_what_the_promise_is_worth(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    import msgspec

    made = models.colour_package(novelty=Novelty(neighbours=1, threshold=0.5, share=0.95))
    model = tmp_path / "budget.artmodel"
    package.write(model, msgspec.structs.replace(made, held_out=held_out()))
    budget = told(capsys, "classify", folder, "--model", model, "--at-most-wrong", "5")["budget"]
    assert budget["filed"] + budget["review"] + budget["none_of_the_classes"] == 15
    assert budget["filed"] > 0
    assert budget["verdict"] == "kept"
    assert budget["upper_bound"] <= 0.05
    assert cli.main(["classify", str(folder), "--model", str(model), "--at-most-wrong", "5"]) == cli.DONE
    assert budget["sentence"] in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(("budget", "words"), [("0", "is no budget"), ("5", "Train it again")])
def test_a_budget_that_cannot_be_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], folder: Path, model: Path, budget: str, words: str
) -> None:
    assert cli.main(["classify", str(folder), "--model", str(model), "--at-most-wrong", budget]) != cli.DONE
    assert words in capsys.readouterr().err


def test_a_watched_folder_keeps_its_table_up_to_date(folder: Path, model: Path, tmp_path: Path) -> None:
    output = tmp_path / "answers.csv"
    words = ["classify", str(folder), "--watch", "--model", str(model), "--output", str(output)]
    words += ["--store", str(tmp_path / "kept"), "--events"]
    half, new = folder / "red" / "half.png", folder / "red" / "new.png"
    with subprocess.Popen(
        [sys.executable, "-m", "trainer", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        told_of: set[str] = set()
        last = None
        for line in child.stdout:
            last = events.decode(line)
            if isinstance(last, Classified):
                told_of.update(prediction.path for prediction in last.predictions)
            if len(told_of) == 15 and not new.exists():
                half.write_bytes(making.picture("red", 99)[:60])
                new.write_bytes(making.picture("red", 99))
                (folder / "blue" / "0.png").unlink()
            if str(new) in told_of and not child.stdin.closed:
                child.stdin.close()
    assert isinstance(last, Finished)
    assert last.result["labels"]["red"] == 6
    assert last.result["half_written"] == [str(half)]
    found = {Path(row["path"]).relative_to(folder).as_posix() for row in rows(output)}
    assert "red/new.png" in found
    assert "blue/1.png" in found


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C cannot be sent to one process there")
@contextlib.contextmanager
def _child(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A program that hears Ctrl+C, also where the tests run in the background, and that does not outlive its test."""
    child = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no thread of ours holds a lock
    )
    with child:
        try:
            yield child
        finally:
            child.kill()


def test_a_person_is_told_how_watching_ends_and_ctrl_c_is_its_normal_end(
    folder: Path, model: Path, tmp_path: Path
) -> None:
    output = tmp_path / "answers.csv"
    words = ["classify", str(folder), "--watch", "--model", str(model), "--output", str(output)]
    command = [sys.executable, "-m", "trainer", *words, "--store", str(tmp_path / "kept")]
    with _child(command) as child:
        assert child.stderr is not None
        for line in child.stderr:
            if line.startswith("Watching"):
                assert str(folder) in line
                assert "Ctrl+C ends it" in line
                (folder / "red" / "new.png").write_bytes(making.picture("red", 99))
            if "new.png: red" in line:
                break
        child.send_signal(signal.SIGINT)
        said, complaints = child.communicate(timeout=60)
    assert child.returncode == cli.DONE
    assert "Stopped" not in complaints
    *_, counted, where = said.splitlines()
    assert counted == "16 pictures."
    assert where == f"The answers are in {output}"
    assert len(rows(output)) == 16


def test_what_was_not_classified_when_watching_ended_is_told(
    capsys: pytest.CaptureFixture[str], folder: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_once(control: Control, _folder: Path, answered: watching._Answered) -> None:
        answered.expect([str(folder / "red" / "0.png"), str(folder / "red" / "1.png")])
        control.ask("stop")

    monkeypatch.setattr(watching, "_ask_for_all", at_once)
    words = ["classify", str(folder), "--watch", "--model", str(model), "--output", str(tmp_path / "a.csv")]
    assert cli.main([*words, "--store", str(tmp_path / "kept")]) == cli.DONE
    assert "2 pictures were not classified yet. The same command goes on from here." in capsys.readouterr().err


def test_files_that_were_still_being_written_when_watching_ended_are_named(
    folder: Path, model: Path, tmp_path: Path
) -> None:
    output, half = tmp_path / "a.csv", [folder / "red" / f"half{number}.png" for number in range(7)]
    bad = folder / "red" / "bad.png"
    bad.write_bytes(b"nothing")
    words = ["classify", str(folder), "--watch", "--model", str(model), "--output", str(output)]
    with _child([sys.executable, "-m", "trainer", *words, "--store", str(tmp_path / "kept")]) as child:
        assert child.stderr is not None
        for line in child.stderr:
            if line.startswith("Watching"):
                for path in half:
                    path.write_bytes(making.picture("red", 99)[:60])
                (folder / "red" / "new.png").write_bytes(making.picture("red", 99))
            if "new.png: red" in line:  # so were the others seen, which came before
                break
        child.send_signal(signal.SIGINT)
        _, complaints = child.communicate(timeout=60)
    named = ", ".join(map(str, half[:5]))
    assert f"7 files were still being written, and not classified: {named} and 2 more." in complaints
    assert "The same command goes on from here." in complaints
    assert f"{bad} is no picture (text inside)." in complaints
    assert not [row["path"] for row in rows(output) if "half" in row["path"]]


def test_a_folder_that_can_be_watched_no_longer_ends_the_command(
    capsys: pytest.CaptureFixture[str], folder: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would look as if it watched, for ever; what was answered by then is in the table."""
    classified = threading.Event()

    def fail(*_: object) -> Iterator[tuple[()]]:
        yield ()
        assert classified.wait(30)
        raise OSError("the disk is broken")

    take_in = watching._Answered._take_in

    def taking(answered: watching._Answered, predictions: list[Prediction]) -> None:
        take_in(answered, predictions)
        if len(answered.rows()) == 15:
            classified.set()

    monkeypatch.setattr(watching._Answered, "_take_in", taking)
    monkeypatch.setattr(noticing, "changes", fail)
    output = tmp_path / "a.csv"
    words = ["classify", str(folder), "--watch", "--model", str(model), "--output", str(output)]
    assert cli.main([*words, "--store", str(tmp_path / "kept")]) == cli.FAILED
    complaint = f"This folder cannot be watched any longer: {folder}. The same command goes on from here."
    assert complaint in capsys.readouterr().err
    assert len(rows(output)) == 15


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux has names that are no valid Unicode")
def test_a_name_that_is_no_valid_unicode_does_not_end_the_watching(folder: Path, model: Path, tmp_path: Path) -> None:
    def put(name: bytes) -> None:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(making.picture("red", len(name)))

    put(b"na\xefve.png")
    words = ["classify", str(folder), "--watch", "--model", str(model), "--output", str(tmp_path / "a.csv")]
    with _child([sys.executable, "-m", "trainer", *words, "--store", str(tmp_path / "kept")]) as child:
        assert child.stderr is not None
        for line in child.stderr:
            if line.startswith("Watching"):
                put(b"caf\xe9.png")
            if "caf\\xe9.png: red" in line:
                put(b"later.png")
            if "later.png: red" in line:
                break
        child.send_signal(signal.SIGINT)
        said, _ = child.communicate(timeout=60)
    assert child.returncode == cli.DONE
    assert "18 pictures." in said


@pytest.mark.parametrize("extra", [["--again"], ["another folder"]])
def test_what_cannot_be_watched_is_refused(
    capsys: pytest.CaptureFixture[str], folder: Path, model: Path, extra: list[str]
) -> None:
    words = ["classify", str(folder), *extra, "--watch", "--model", str(model), "--output", "a.csv"]
    assert cli.main(words) == cli.WRONG_USAGE


def test_similar_pictures_are_of_the_same_colour(capsys: pytest.CaptureFixture[str], folder: Path, model: Path) -> None:
    found = told(capsys, "similar", folder / "green" / "2.png", folder, "--model", model, "--count", "4")
    assert [Path(row["path"]).parent.name for row in found["similar"]] == ["green"] * 4
    assert str(folder / "green" / "2.png") not in [row["path"] for row in found["similar"]]
    assert cli.main(["similar", str(folder / "red" / "0.png"), str(folder), "--model", str(model)]) == cli.DONE
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split() == ["similarity", "class", "confidence", "picture"]
    assert {line.split()[1] for line in lines[:4]} == {"red"}
    assert len(lines) == 14


def test_what_has_no_similar_pictures_says_why(
    capsys: pytest.CaptureFixture[str], folder: Path, model: Path, tmp_path: Path
) -> None:
    old = models.written(tmp_path / "old.artmodel", embedding=False)
    assert cli.main(["similar", str(folder / "red" / "0.png"), str(folder), "--model", str(old)]) == cli.FAILED
    assert "Train it again" in capsys.readouterr().err
    assert cli.main(["similar", str(tmp_path / "none.png"), str(folder), "--model", str(model)]) == cli.FAILED
    assert "There is no such file or folder" in capsys.readouterr().err


def test_a_predictor_is_for_programs(capsys: pytest.CaptureFixture[str], model: Path) -> None:
    assert cli.main(["predictor", "--model", str(model)]) == cli.WRONG_USAGE
    assert "classify in a terminal" in " ".join(capsys.readouterr().err.split())


def test_asking_a_model_loads_no_tensorflow_and_no_scipy(folder: Path, model: Path, tmp_path: Path) -> None:
    program = (
        "import json, sys; from trainer import cli; status = cli.main(sys.argv[1:]);"
        "heavy = {'tensorflow', 'keras', 'scipy', 'sklearn', 'PySide6'};"
        "print(json.dumps([status, sorted({m.split('.')[0] for m in sys.modules} & heavy)]))"
    )
    words = [
        "similar",
        str(folder / "red" / "0.png"),
        str(folder),
        "--model",
        str(model),
        "--store",
        str(tmp_path / "a"),
    ]
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [0, []]


def test_where_no_picture_can_be_read_a_script_notices(tmp_path: Path) -> None:
    """Where some can be, the list tells of the others."""
    package = models.written(tmp_path / "m.artmodel")
    folder = tiny.folder(tmp_path / "pictures", {"a.jpg": b"bad", "b.jpg": b"worse"})
    words = ["classify", str(folder), "--model", str(package), "--output", str(tmp_path / "a.json")]
    assert cli.main(words) == 1
    assert (tmp_path / "a.json").exists()
    tiny.folder(folder, {"c.jpg": tiny.jpeg()})
    assert cli.main(words) == 0


def test_without_a_file_the_answers_of_a_few_pictures_are_printed(
    folder: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "broken.png").write_bytes(b"no picture")
    picture = next(path for path in sorted(folder.rglob("*.png")) if path.parent.name == "red")
    words = [
        "classify",
        str(picture),
        str(folder / "broken.png"),
        "--model",
        str(model),
        "--store",
        str(tmp_path / "s"),
    ]
    assert cli.main(words) == 0
    head, *rows = capsys.readouterr().out.splitlines()[:3]
    assert head.split()[:2] == ["class", "confidence"]
    assert [row.split()[0] for row in rows] == ["red", "unreadable:"]
    assert str(picture) in rows[0] or picture.name in rows[0]


def test_without_a_file_a_program_is_told_the_answer_of_each_picture_as_in_a_list(
    folder: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("classify", folder, "--model", model, "--store", tmp_path / "kept")
    answers = told(capsys, *words)["answers"]
    assert told(capsys, *words, "--output", tmp_path / "a.json")["answers"] is None
    assert answers == json.loads((tmp_path / "a.json").read_bytes())


def test_of_many_pictures_without_a_file_the_classes_are_counted_and_the_list_is_offered(
    folder: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = making.pictures(tmp_path / "many", 30)
    assert cli.main(["classify", str(pictures), "--model", str(model), "--store", str(tmp_path / "s")]) == 0
    out = capsys.readouterr().out
    assert out.split()[:2] == ["class", "pictures"]
    assert "--output FILE" in out

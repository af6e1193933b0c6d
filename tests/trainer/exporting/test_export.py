"""An export as somebody uses it: files that run without ArtClass, a certificate that can be failed, nothing half-written."""

from __future__ import annotations

import errno
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import psutil
import pytest

from tests.trainer import making
from tests.trainer.making import Script
from trainer import dataset, device, events, package, pixels, runs
from trainer.errors import DiskError, PackageError, UsageError
from trainer.events import Finished, Notice, Stage
from trainer.exporting import certificate, formats, reference
from trainer.exporting.apart import Export
from trainer.pace import Interrupted
from trainer.project import Project

device.prepare()
from trainer import training  # noqa: E402
from trainer.exporting import convert, runtimes  # noqa: E402
from trainer.exporting.job import ExportJob  # noqa: E402
from trainer.options import Wishes  # noqa: E402

WISHES = Wishes(architecture="deep_cnn", image_size=32, epochs=6, batch_size=4, seed=3)
SMALL = ("litert", "litert-int8", "onnx")


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with one finished run."""
    project = making.project(tmp_path_factory.mktemp("colours"))
    script = Script()
    assert isinstance(training.train(project, WISHES, emit=script, control=script.control), Finished)
    return project


@pytest.fixture(scope="module")
def exported(colours: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The run in every format."""
    return {item["format"]: item for item in export(colours, tmp_path_factory.mktemp("out"), "all")["exports"]}


def export(project: Project, out: Path, *names: str, script: Script | None = None) -> dict[str, Any]:
    script, run = script or Script(), runs.list_runs(project)[0]
    here = ExportJob(project, run, emit=script, control=script.control).work  # in this process: tests put things in
    job = Export(project, run, emit=script, control=script.control, fill=here)
    return job.work(formats.chosen(names), out)


@pytest.mark.parametrize("name", [row.name for row in formats.FORMATS])
def test_each_file_does_the_same_as_the_run(colours: Project, exported: dict[str, dict[str, Any]], name: str) -> None:
    item = exported[name]
    folder = Path(item["folder"])
    made = certificate.read(folder)
    assert made is not None
    assert made.passed
    assert made.validation == 6
    assert made.pictures == made.validation + made.training == 36
    assert made.decoded_differently == 0
    assert made.agreement >= formats.find(name).least_agreement
    assert made.sha256 == runtimes.sha256(Path(item["file"]))
    assert (folder / "labels.txt").read_text().split() == ["blue", "green", "red"]
    assert "certified" in (folder / "README.md").read_text()
    answer = runtimes.opened(name, Path(item["file"]))(pixels.read_square(a_picture(colours), 32))
    assert answer.shape == (3,)
    assert answer.sum() == pytest.approx(1, abs=0.02)


def a_picture(project: Project) -> Path:
    return project.folder.parent / "pictures" / "green" / "3.png"


@pytest.mark.parametrize("name", ["litert", "onnx"])
def test_the_example_of_the_readme_runs_without_artclass(
    colours: Project, exported: dict[str, dict[str, Any]], tmp_path: Path, name: str
) -> None:
    folder = Path(exported[name]["folder"])
    code = re.search(r"```python\n(.*?)```", (folder / "README.md").read_text(), re.DOTALL)
    assert code is not None
    example = code[1].replace("picture.jpg", str(a_picture(colours)))
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, '.')\n{example}"]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    assert said.split()[0] in ("blue", "green", "red")


def test_onnx_says_what_it_is(exported: dict[str, dict[str, Any]]) -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(exported["onnx"]["file"], providers=["CPUExecutionProvider"])
    given, answer = session.get_inputs()[0], session.get_outputs()[0]
    assert (given.name, given.type, given.shape) == ("pictures", "tensor(uint8)", [1, 32, 32, 3])
    assert (answer.name, answer.shape) == ("probabilities", [1, 3])
    facts = session.get_modelmeta().custom_metadata_map
    assert facts["classes"] == '["blue","green","red"]'
    assert facts["decode"] == pixels.DECODE_SPEC


def test_int8_takes_bytes_as_they_are_and_tells_its_loss(exported: dict[str, dict[str, Any]]) -> None:
    from ai_edge_litert.interpreter import Interpreter

    given = Interpreter(exported["litert-int8"]["file"]).get_input_details()[0]
    assert given["dtype"] == np.uint8
    assert given["quantization"] == pytest.approx((1.0, 0), abs=1e-3)
    assert "95 % interval" in exported["litert-int8"]["words"]
    assert exported["litert-int8"]["bytes"] < 0.4 * exported["litert"]["bytes"]


def test_a_file_that_does_something_else_is_marked(
    colours: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = runtimes.opened
    monkeypatch.setattr(runtimes, "opened", lambda name, path: lambda square: usual(name, path)(255 - square))
    script = Script()
    result = export(colours, tmp_path, "litert", script=script)
    assert not result["certified"]
    item = result["exports"][0]
    assert Path(item["file"]).name == "NOT-CERTIFIED-model.tflite"
    assert Path(item["file"]).is_file()
    assert "not certified" in (Path(item["folder"]) / "README.md").read_text()
    assert any("not certified" in notice.message for notice in script.of(Notice) if notice.level == "warning")


@pytest.mark.parametrize("does", ["return 255 - np.asarray(image)", "raise OSError('a kind that is not for it')"])
def test_the_file_is_asked_with_what_the_decoder_beside_it_reads(
    colours: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str
) -> None:
    decoder = tmp_path / reference.NAME
    decoder.write_text(
        "import numpy as np\nfrom PIL import Image\n\ndef read_square(path, side):\n"
        f"    image = Image.open(path).convert('RGB').resize((side, side), 2)\n    {does}\n"
    )
    monkeypatch.setattr(reference, "resource", lambda _name: decoder)
    item = export(colours, tmp_path / "out", "litert")["exports"][0]
    made = certificate.read(Path(item["folder"]))
    assert made is not None
    assert not made.passed
    assert made.decoded_differently == made.pictures == 36
    assert made.agreement < 0.5
    assert "36 of the files are decoded differently by decode.py" in item["words"]


def test_what_the_run_learned_from_is_no_validation_picture_for_it(
    colours: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = dataset.load(colours)
    drawn_anew = msgspec.structs.replace(
        now,
        validation=(*now.validation[:2], *now.training[:10]),
        training=(*now.training[10:], *now.validation[2:]),
    )
    monkeypatch.setattr(dataset, "load", lambda _project: drawn_anew)
    script = Script()
    item = export(colours, tmp_path, "litert", script=script)["exports"][0]
    made = certificate.read(Path(item["folder"]))
    assert made is not None
    assert (made.validation, made.training) == (2, 34)
    assert any("it learned from 10 of today's 12 validation pictures" in notice.message for notice in script.of(Notice))


def test_an_export_takes_the_place_of_an_earlier_one_and_of_nothing_else(colours: Project, tmp_path: Path) -> None:
    place = tmp_path / f"{runs.list_runs(colours)[0].name}-keras"
    export(colours, tmp_path, "keras")
    export(colours, tmp_path, "keras")
    assert [path.name for path in tmp_path.iterdir()] == [place.name]
    (place / "certificate.json").unlink()
    with pytest.raises(UsageError, match="something else"):
        export(colours, tmp_path, "keras")


@pytest.mark.parametrize("stage", ["keras", "certify"])
def test_a_cancelled_export_leaves_nothing(colours: Project, tmp_path: Path, stage: str) -> None:
    script = Script("cancel", lambda event: isinstance(event, Stage) and event.name == stage)
    with pytest.raises(Interrupted):
        export(colours, tmp_path, "keras", script=script)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_sentence_and_leaves_nothing(
    colours: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(convert._WRITERS, "onnx", full)
    with pytest.raises(DiskError, match="The disk is full"):
        export(colours, tmp_path, "keras", "onnx")
    assert list(tmp_path.iterdir()) == []


def test_the_package_knows_what_its_pictures_look_like(colours: Project) -> None:
    info = package.read(runs.list_runs(colours)[0].folder).info
    assert len(info.looks) == len(info.seen) == 36
    assert {len(look) for look in info.looks} <= {0, 64}
    assert any(info.looks)


def test_unknown_formats_are_told(colours: Project) -> None:
    with pytest.raises(UsageError, match="litert-int8"):
        formats.chosen(["coreml"])
    assert [row.name for row in formats.chosen(["onnx", "keras", "onnx"])] == ["keras", "onnx"]


@pytest.mark.parametrize("name", SMALL)
def test_a_damaged_export_is_refused_in_words(exported: dict[str, dict[str, Any]], tmp_path: Path, name: str) -> None:
    chance, data = random.Random(1), Path(exported[name]["file"]).read_bytes()
    for number, keep in enumerate((0, 7, len(data) // 3, len(data) - 40)):
        path = tmp_path / str(number)
        path.write_bytes(data[:keep])
        with pytest.raises(PackageError, match="damaged one"):
            runtimes.opened(name, path)
    text = tmp_path / "text"
    text.write_bytes(chance.randbytes(5_000))
    with pytest.raises(PackageError, match="damaged one"):
        runtimes.opened(name, text)


def test_the_command_has_a_child_export_and_leaves_only_what_it_names(colours: Project, tmp_path: Path) -> None:
    out = tmp_path / "new" / "models"
    status, result, said = making.cli("export", "--project", colours.folder, "--format", "litert", "--out", out)
    assert status == 0, said
    (item,) = result["exports"]
    assert Path(item["file"]).is_file()
    assert [str(path) for path in out.iterdir()] == [item["folder"]]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_what_an_export_leaves_that_was_killed_is_cleared_by_the_next_one(colours: Project, tmp_path: Path) -> None:
    words = ["export", "--project", str(colours.folder), "--format", "litert-int8", "--out", str(tmp_path), "--events"]
    parent = subprocess.Popen(
        [sys.executable, "-m", "trainer", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert parent.stdout is not None
    for line in parent.stdout:
        event = events.decode(line)
        if isinstance(event, Stage) and event.name == "litert-int8":
            break
    children = psutil.Process(parent.pid).children()
    parent.kill()
    parent.communicate()
    _, alive = psutil.wait_procs(children, timeout=120)
    assert not alive, "the child did not notice that it is alone"
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    export(colours, tmp_path, "keras")
    assert [path.name for path in tmp_path.iterdir()] == [f"{runs.list_runs(colours)[0].name}-keras"]

"""A conversion that looks at nothing is ended by whoever asks; what is left behind is cleared, and nothing else is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.trainer.making import Script
from trainer import holding
from trainer.channel import Request
from trainer.errors import ArtClassError
from trainer.events import Event, Stage
from trainer.exporting import formats
from trainer.exporting.apart import Export
from trainer.pace import Interrupted
from trainer.project import Project
from trainer.runs import Run

RUN = "2026-11-25-1200-deep_cnn"
LEFT = ".artclass-export.0123abcd.part"
_BEGUN = """
import json, os, pathlib, signal, sys, threading
out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
(out / "half").write_bytes(b"half a model")
print('{"event":"stage","name":"litert-int8","label":"Writing LiteRT, int8","index":2,"count":3}', flush=True)
"""
NEVER_LOOKS = "threading.Event().wait()"
KILLED = "os.kill(os.getpid(), signal.SIGKILL)"
FULL = """print(json.dumps({
    "event": "failed", "message": "The disk is full", "path": str(out / "half"), "remedy": "Free some space."
}))"""
DONE = f"""
place = out / "{RUN}-keras"
place.mkdir()
(place / "model.keras").write_bytes(b"a model")
made = [{{"format": "keras", "folder": place.name, "file": "model.keras"}}]
print(json.dumps({{"event": "finished", "result": {{"run": "{RUN}", "exports": made}}}}))
"""


def export(place: Path, does: str, script: Script, out: Path | None = None) -> dict[str, object]:
    """Export into ``place / "out"`` by a child that does what is said."""
    project = Project.create(place / "p.artclass")
    command = [sys.executable, "-c", _BEGUN + does]
    job = Export(project, Run(project.runs / RUN), emit=script, control=script.control, command=command)
    return job.work(formats.chosen(["keras"]), out or place / "out")


def is_converting(event: Event) -> bool:
    return isinstance(event, Stage) and event.name == "litert-int8"


@pytest.mark.parametrize("request_", ["stop", "pause", "cancel"])
def test_a_conversion_under_way_is_ended_by_whoever_asks(tmp_path: Path, request_: Request) -> None:
    with pytest.raises(Interrupted):
        export(tmp_path, NEVER_LOOKS, Script(request_, is_converting))
    assert list((tmp_path / "out").iterdir()) == []


def test_broken_off_with_ctrl_c_it_leaves_nothing(tmp_path: Path) -> None:
    class Second(Script):
        def __call__(self, event: Event) -> None:
            if is_converting(event):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(tmp_path, NEVER_LOOKS, Second())
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_a_child_killed_for_want_of_memory_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ArtClassError, match=r"ended this job \(SIGKILL\).*out of memory"):
        export(tmp_path, KILLED, Script())
    assert list((tmp_path / "out").iterdir()) == []


def test_what_fails_in_the_child_is_told_of_the_folder_that_the_person_knows(tmp_path: Path) -> None:
    with pytest.raises(ArtClassError) as caught:
        export(tmp_path, FULL, Script())
    assert str(caught.value) == f"The disk is full: {tmp_path / 'out'}. Free some space."
    assert list((tmp_path / "out").iterdir()) == []


def test_what_is_done_is_put_in_its_place_and_told_with_its_path(tmp_path: Path) -> None:
    script, place = Script(), tmp_path / "out" / f"{RUN}-keras"
    assert export(tmp_path, DONE, script) == {
        "run": RUN,
        "exports": [{"format": "keras", "folder": str(place), "file": str(place / "model.keras")}],
    }
    assert [stage.name for stage in script.of(Stage)] == ["prepare", "litert-int8"]
    assert list((tmp_path / "out").iterdir()) == [place]
    assert (place / "model.keras").read_bytes() == b"a model"


def test_what_killed_exports_left_is_cleared_and_an_earlier_export_goes_back(tmp_path: Path) -> None:
    left = tmp_path / "out" / LEFT
    for name, earlier in ((f"{RUN}-keras", True), (f"{RUN}-onnx", True), (f"{RUN}-litert", False)):
        (left / "earlier" / name if earlier else left / name).mkdir(parents=True)
    (tmp_path / "out" / "of-somebody-else.part").mkdir()
    (left / "earlier" / f"{RUN}-onnx" / "model.onnx").write_bytes(b"the earlier one")
    export(tmp_path, DONE, Script())
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{RUN}-keras", f"{RUN}-onnx", "of-somebody-else.part"}
    assert (tmp_path / "out" / f"{RUN}-onnx" / "model.onnx").read_bytes() == b"the earlier one"


def test_an_export_that_goes_on_beside_this_one_is_let_alone(tmp_path: Path) -> None:
    other = tmp_path / "out" / LEFT
    other.mkdir(parents=True)
    holding.mark(other)
    export(tmp_path, DONE, Script())
    assert other.is_dir()

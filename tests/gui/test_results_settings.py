"""With what a run was made: the engine, and how it is known that it agrees."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from artclass_gui.pages.results_settings import SettingsView
from tests.gui.run_folders import finished_run
from trainer.project import Project
from trainer.runs import Machine

CONFUSION = ((80, 6, 2, 4, 1), (12, 71, 1, 3, 0), (0, 1, 90, 2, 0), (3, 2, 2, 4, 1), (2, 0, 1, 2, 95))
MACHINE = Machine(engine="LiteRT, float32, 2 threads", agreement=1.0, compared=20)


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (MACHINE, "on 100.0 % of 20 pictures"),
        (
            msgspec.structs.replace(MACHINE, measured_earlier=True),
            "on 100.0 % of 20 pictures, compared on this computer before this run, perhaps not its own",
        ),
    ],
)
def test_with_which_pictures_the_engine_was_compared(qtbot, tmp_path: Path, machine: Machine, words: str) -> None:
    run = finished_run(Project.create(tmp_path / "p.artclass"), CONFUSION)
    report = run.report()
    assert report is not None
    view = SettingsView()
    qtbot.addWidget(view)
    view.show_run(report.config, msgspec.structs.replace(report, machine=machine))
    rows = dict(view.cost.rows)
    assert rows["Engine"] == "LiteRT, float32, 2 threads"
    assert rows["Same class as TensorFlow"] == words

"""What a run tells of the engine that it ran in, and where that was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gui.run_folders import begun_run
from trainer import cache, engines, presets
from trainer.engines import Choice, EngineChoice
from trainer.measuring import machine
from trainer.project import Project


def test_a_run_tells_that_its_engine_was_compared_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.PLACE, str(tmp_path / "cache"))
    run = begun_run(Project.create(tmp_path / "p.artclass"), "mobilenet_v2")
    fresh = Choice(taken=EngineChoice(name="litert", pictures_per_second=9, agreement=1.0, compared=20))
    engines.record(run.folder / "engine.json", "backbone", fresh)
    assert not machine.of_this_process(run, presets.config("mobilenet_v2")).measured_earlier
    engines.keep("a name", fresh)
    known = engines.of_machine("a name")
    assert known is not None
    engines.record(run.folder / "engine.json", "backbone", known)
    told = machine.of_this_process(run, presets.config("mobilenet_v2"))
    assert (told.measured_earlier, told.agreement, told.compared) == (True, 1.0, 20)

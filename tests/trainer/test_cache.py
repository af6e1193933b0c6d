"""What is measured is kept in one place, which the environment can move; the tests have moved it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from trainer import cache, engines
from trainer.engines import Choice, EngineChoice
from trainer.estimating import history, kept


def test_the_environment_moves_everything_that_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.PLACE, str(tmp_path))
    engines.keep("abc", Choice(taken=EngineChoice(name="litert")))
    with kept.changing() as known:
        known.chosen.add("something")
    assert {path.name for path in tmp_path.iterdir()} == {"engines", "estimates"}
    assert history.path().is_relative_to(tmp_path)


def test_without_it_the_user_s_own_cache_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cache.PLACE)
    assert cache.folder() == platformdirs.user_cache_path("artclass", appauthor=False)


def test_neither_tests_nor_their_children_write_into_the_user_s_cache(caches: Path) -> None:
    asked = "from trainer import cache; print(cache.folder())"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert Path(told.strip()) == cache.folder() == caches
    assert not caches.is_relative_to(platformdirs.user_cache_path("artclass", appauthor=False))

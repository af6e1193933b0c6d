"""A folder of pictures with what goes along, a list of answers, and journals of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from trainer.sorting import journal


@pytest.fixture(autouse=True)
def journals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where journals are kept."""
    monkeypatch.setenv(journal.PLACE, str(tmp_path / "data"))
    return tmp_path / "data" / "sorts"

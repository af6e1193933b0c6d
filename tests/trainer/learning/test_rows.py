"""The cache of rows loses nothing but its tail, whatever happens to it."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from trainer.errors import DiskError
from trainer.learning.rows import Rows


def key(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def table(folder: Path) -> Rows:
    return Rows(folder / "cache" / "features", (3,), np.float32)


def fill(folder: Path, numbers: range) -> None:
    rows = table(folder)
    with rows.writing():
        rows.add([key(n) for n in numbers], np.array([[n, n, n] for n in numbers], np.float32))


def test_rows_are_found_again_by_their_keys(tmp_path: Path) -> None:
    fill(tmp_path, range(4))
    fill(tmp_path, range(4, 6))
    rows = table(tmp_path)
    with rows.writing():
        view = rows.view()
    assert len(rows) == 6
    assert key(5) in rows
    assert key(6) not in rows
    assert view[rows.places([key(5), key(0)])].tolist() == [[5, 5, 5], [0, 0, 0]]


@pytest.mark.parametrize(("file", "cut", "left"), [("rows.bin", 1, 3), ("keys.txt", 1, 3), ("keys.txt", 66, 2)])
def test_a_torn_tail_costs_only_the_tail(tmp_path: Path, file: str, cut: int, left: int) -> None:
    fill(tmp_path, range(4))
    torn = tmp_path / "cache" / "features" / file
    os.truncate(torn, torn.stat().st_size - cut)
    rows = table(tmp_path)
    with rows.writing():
        assert len(rows) == left
        rows.add([key(9)], np.full((1, 3), 9, np.float32))
        assert rows.view()[rows.places([key(9), key(0)])].tolist() == [[9, 9, 9], [0, 0, 0]]


def test_deleting_the_cache_while_it_is_used_harms_nobody(tmp_path: Path) -> None:
    rows = table(tmp_path)
    with rows.writing():
        rows.add([key(1)], np.ones((1, 3), np.float32))
        if os.name == "posix":
            shutil.rmtree(tmp_path / "cache")
        view = rows.view()
    assert view.tolist() == [[1, 1, 1]]


def test_a_project_that_vanished_gets_no_cache(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="not there"), table(tmp_path / "gone").writing():
        pass
    assert not list(tmp_path.iterdir())


def test_only_one_process_writes_and_the_other_may_give_up(tmp_path: Path) -> None:
    def give_up() -> None:
        raise InterruptedError

    with table(tmp_path).writing(), pytest.raises((InterruptedError, DiskError)), table(tmp_path).writing(give_up):
        pass

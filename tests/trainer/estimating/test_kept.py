"""What was measured survives other versions, damage and disks that cannot be read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.trainer.estimating.conftest import speed
from trainer.errors import DiskError
from trainer.estimating import kept


def measure(*names: str) -> None:
    with kept.changing() as known:
        known.speeds.update({name: speed(name) for name in names})


def test_a_damaged_file_is_put_aside_and_not_replaced_by_nothing() -> None:
    measure("vgg16")
    whole = kept.speeds_path().read_bytes()
    kept.speeds_path().write_bytes(whole[:-20])
    with kept.changing() as known:
        known.chosen.add("something")
    assert kept.speeds_path().with_suffix(".damaged").read_bytes() == whole[:-20]
    assert kept.machine().chosen == {"something"}


def test_a_file_that_cannot_be_read_now_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    measure("vgg16")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", _unreadable)
        with pytest.raises(DiskError), kept.changing() as known:
            known.chosen.add("something")
    assert set(kept.machine().speeds) == {"vgg16"}


def _unreadable(path: Path) -> bytes:
    raise PermissionError(13, "Permission denied", str(path))


def test_a_version_with_another_layout_keeps_its_own_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    measure("vgg16")
    before = kept.speeds_path().read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(kept, "_LAYOUT", "another")
        assert not kept.machine().speeds
        measure("deep_cnn")
    assert kept.speeds_path().read_bytes() == before


def test_several_who_write_at_once_lose_nothing_of_each_other() -> None:
    names = ("vgg16", "vgg19", "resnet50", "deep_cnn")
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(measure, names))
    assert set(kept.machine().speeds) == set(names)

"""Energy of a run: from counters laid out as Linux does, over several sittings, and told where it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer.running import energy


@pytest.fixture
def counters(tmp_path: Path) -> Path:
    """Two processors, a part of one, and the whole board."""
    for folder, name in (
        ("intel-rapl:0", "package-0"),
        ("intel-rapl:1", "package-1"),
        ("intel-rapl:0:0", "core"),
        ("intel-rapl:2", "psys"),
    ):
        place = tmp_path / "powercap" / folder
        place.mkdir(parents=True)
        (place / "name").write_text(f"{name}\n")
        (place / "max_energy_range_uj").write_text("1000000000\n")
        (place / "energy_uj").write_text("999000000\n")
    return tmp_path / "powercap"


def count(counters: Path, folder: str, microjoules: int) -> None:
    (counters / folder / "energy_uj").write_text(f"{microjoules}\n")


def test_whole_processors_are_added_up(counters: Path) -> None:
    meter = energy.Meter(counters=counters)
    count(counters, "intel-rapl:0", 999_500_000)
    count(counters, "intel-rapl:1", 999_250_000)
    count(counters, "intel-rapl:0:0", 999_900_000)
    count(counters, "intel-rapl:2", 999_900_000)
    assert meter.read().joules == pytest.approx(0.75)


def test_a_counter_that_has_run_over_goes_on(counters: Path) -> None:
    meter = energy.Meter(counters=counters)
    count(counters, "intel-rapl:0", 2_000_000)
    assert meter.read().joules == pytest.approx(3.0)
    count(counters, "intel-rapl:0", 3_000_000)
    assert meter.read().joules == pytest.approx(4.0)


def test_the_next_sitting_goes_on_from_the_sum(counters: Path, tmp_path: Path) -> None:
    with energy.metered(tmp_path, counters=counters):
        count(counters, "intel-rapl:0", 999_500_000)
        assert energy.so_far(tmp_path, counters=counters).joules == pytest.approx(0.5)
    count(counters, "intel-rapl:0", 999_900_000)  # while nobody works on it
    with energy.metered(tmp_path, counters=counters):
        count(counters, "intel-rapl:0", 1_000_000)
    kept = energy.kept(tmp_path)
    assert kept is not None
    assert kept.joules == pytest.approx(0.5 + 1.1)
    assert kept.remark == ""


def test_no_counter_is_said_so(tmp_path: Path) -> None:
    with energy.metered(tmp_path, counters=tmp_path / "nothing"):
        found = energy.so_far(tmp_path, counters=tmp_path / "nothing")
    assert found.joules is None
    assert found.remark == energy.NOT_THERE


def test_a_counter_for_the_administrator_alone(counters: Path) -> None:
    for place in counters.iterdir():
        (place / "energy_uj").unlink()
        (place / "energy_uj").mkdir()  # what nobody can read, whoever runs this test
    assert energy.Meter(counters=counters).read().remark == energy.NOT_ALLOWED


def test_a_sitting_that_was_not_counted_is_told(counters: Path, tmp_path: Path) -> None:
    with energy.metered(tmp_path, counters=tmp_path / "nothing"):
        pass
    with energy.metered(tmp_path, counters=counters) as meter:
        count(counters, "intel-rapl:0", 999_500_000)
        assert meter.read().joules == pytest.approx(0.5)
        assert meter.read().remark == energy.IN_PART


def test_a_run_that_was_thrown_away_leaves_nothing(counters: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    with energy.metered(folder, counters=counters):
        (folder / "energy.json").unlink()
        folder.rmdir()
    assert not folder.exists()

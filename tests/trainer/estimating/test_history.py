"""What earlier runs teach: robustly, within bounds, and only where they are fit to."""

from __future__ import annotations

import pytest

from trainer.estimating import history
from trainer.estimating.history import Record
from trainer.estimating.values import Parts

PARTS = Parts(begin=5, look=100, learn=50, finish=10)


def record(look: float = 100, *, epochs: int = 20, **changes: object) -> Record:
    values: dict[str, object] = {
        "architecture": "mobilenet_v2",
        "run": "a run",
        "estimated": PARTS,
        "actual": Parts(begin=5, look=look, learn=50, finish=10),
        "total": 165,
        "low": 124,
        "high": 206,
        "epochs_planned": 20,
        "epochs_trained": epochs,
        **changes,
    }
    return Record(**values)  # type: ignore[arg-type]


def test_runs_that_take_longer_make_the_next_estimate_longer() -> None:
    assert history.learnt([record(150)] * 8).look == pytest.approx(1.5, rel=0.06)
    assert history.learnt([record(150)]).look == pytest.approx(1.22, rel=0.01)  # one run is half believed
    assert history.learnt([record(150)] * 8).learn == 1


def test_one_odd_run_changes_nothing() -> None:
    assert history.learnt([*[record()] * 4, record(2_000)]).look == 1


def test_no_factor_goes_beyond_two() -> None:
    assert history.learnt([record(5_000)] * 9).look == 2
    assert history.learnt([record(1)] * 9).look == 0.5


def test_runs_on_a_busy_machine_teach_nothing_of_speed_but_of_epochs() -> None:
    learnt = history.learnt([record(300, epochs=10, busy=True)] * 3)
    assert learnt.look == 1
    assert learnt.endings == ((20, 10),) * 3


def test_runs_that_somebody_ended_teach_nothing_of_epochs() -> None:
    assert history.learnt([record(epochs=3, asked=True)]).endings == ()


def test_the_band_gets_narrower_where_runs_agree_and_never_wide() -> None:
    assert history.learnt([record()]).spread == 0.25
    assert history.learnt([record(look) for look in (98, 100, 103)]).spread < 0.15
    assert history.learnt([record(look) for look in (40, 100, 190)]).spread == 0.25


def test_runs_that_ended_earlier_than_was_told_widen_the_band() -> None:
    early = Parts(begin=5, look=100, learn=50, finish=10)  # just as measured, for the few epochs that were run
    runs = [record(total=240, actual=early, epochs=6)] * 4
    assert history.learnt(runs).learn == 1
    assert history.learnt(runs).spread == 0.25
    assert history.learnt([*[record()] * 4, record(total=500, asked=True)]).spread < 0.15  # somebody ended that one


def test_parts_that_were_too_short_to_tell_teach_nothing() -> None:
    cached = record(estimated=Parts(begin=5, look=0.1, learn=50, finish=10))
    assert history.learnt([cached] * 5).look == 1


def test_the_history_survives_a_line_that_was_cut_off() -> None:
    history.add(record())
    with history.path().open("ab") as stream:
        stream.write(b'{"architecture": "mobil')
    with history.path().open("ab") as stream:
        stream.write(b"\n")
    history.add(record(150))
    assert [row.actual.look for row in history.records()] == [100, 150]
    assert history.factors()["mobilenet_v2"].runs == 2


def test_memory_is_learnt_from_busy_runs_too_and_from_the_one_that_took_most() -> None:
    rows = [record(busy=True, peak_memory_mb=taken, foreseen_memory_mb=1_000) for taken in (900, 1_300, 1_000)]
    assert 1_200 < 1_000 * history.learnt(rows).memory < 1_300
    assert history.learnt([record(peak_memory_mb=1_300, estimated_memory_mb=1_000)]).memory == 1

"""How the learning rate goes: it rises, falls, stays, or is halved, and depends on the position alone."""

from __future__ import annotations

import itertools

import pytest

from trainer.config import FineTuning, default_config
from trainer.learning import schedule
from trainer.learning.schedule import Plan

STEPS = 10


def rates(plan: Plan, lowered: int = 0) -> list[float]:
    return [schedule.rate(plan, step, steps=STEPS, lowered=lowered) for step in range(plan.epochs * STEPS)]


def test_the_cosine_falls_from_the_highest_to_almost_nothing() -> None:
    told = rates(Plan("cosine", 0.01, 4))
    assert told[0] == 0.01
    assert told[2 * STEPS] == pytest.approx(0.005)
    assert 0 < told[-1] < 0.0001
    assert all(later < sooner for sooner, later in itertools.pairwise(told))


def test_the_warm_up_rises_to_the_highest_and_the_fall_begins_there() -> None:
    told = rates(Plan("cosine", 0.01, 4, warmup=1.5))
    assert told[0] == pytest.approx(0.01 / 15)
    assert told[14] == pytest.approx(0.01)
    assert all(later > sooner for sooner, later in itertools.pairwise(told[:15]))
    assert all(later < sooner for sooner, later in itertools.pairwise(told[15:]))


def test_a_warm_up_as_long_as_the_phase_never_falls() -> None:
    told = rates(Plan("cosine", 0.01, 1, warmup=1.0))
    assert told[-1] == pytest.approx(0.01)


def test_a_constant_rate_stays_and_a_plateau_halves_it() -> None:
    assert set(rates(Plan("constant", 0.01, 2))) == {0.01}
    assert set(rates(Plan("plateau", 0.01, 2), lowered=2)) == {0.0025}


def test_a_plateau_lowers_before_patience_ends() -> None:
    assert schedule.plateau_patience(9) == 3
    assert schedule.plateau_patience(1) == 1


def test_the_head_follows_the_settings_and_fine_tuning_its_own() -> None:
    config = default_config(
        "mobilenet_v2", schedule="plateau", fine_tuning=FineTuning(epochs=5, learning_rate=3e-5, warmup=0.5)
    )
    assert schedule.of_head(config) == Plan("plateau", config.learning_rate, config.epochs)
    assert schedule.of_tuning(config) == Plan("cosine", 3e-5, 5, 0.5)

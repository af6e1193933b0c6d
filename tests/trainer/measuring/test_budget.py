"""A budget is promised only where held-out pictures bear it out, and what it comes to is told in words."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy import stats

from trainer.measuring import budget
from trainer.measuring.budget import FILED, NOVEL, REVIEW
from trainer.package import HeldOut, Novelty, Sample

NEAR, FAR = 0.1, 0.9
NOVELTY = Novelty(neighbours=5, threshold=0.5, share=0.95)


def sample(*groups: tuple[int, float, int], novel: int = 0) -> Sample:
    """Pictures in groups of (count, confidence, wrong ones), and novel ones that the model is sure of and wrong about."""
    confidence = [level for count, level, _ in groups for _ in range(count)] + [0.99] * novel
    right = [place >= wrong for count, _, wrong in groups for place in range(count)] + [False] * novel
    distance = [NEAR] * (len(confidence) - novel) + [FAR] * novel
    return Sample(confidence=tuple(confidence), right=tuple(right), distance=tuple(distance))


def drawn(seed: int, count: int) -> Sample:
    """Pictures whose confidences are true: each is right with just the chance that the model tells."""
    chance = np.random.default_rng(seed)
    confidence = 1 - 0.6 * chance.random(count) ** 3
    right = chance.random(count) < confidence
    return Sample(confidence=tuple(confidence.tolist()), right=tuple(right.tolist()), distance=tuple([NEAR] * count))


@pytest.mark.parametrize(("wrong", "pictures"), [(0, 1), (0, 59), (1, 100), (7, 140), (350, 14_000), (99, 100)])
def test_the_bound_is_clopper_and_pearsons(wrong: int, pictures: int) -> None:
    expected = stats.beta.ppf(0.95, wrong + 1, pictures - wrong)
    assert budget.upper_bound(wrong, pictures) == pytest.approx(expected, abs=1e-6)


def test_nothing_is_known_of_no_pictures() -> None:
    assert budget.upper_bound(0, 0) == 1
    assert budget.upper_bound(5, 5) == 1


def test_the_lowest_threshold_within_the_budget_is_chosen_on_validation_and_checked_on_test() -> None:
    validation = sample((400, 0.95, 0), (200, 0.8, 6), (200, 0.6, 60))
    test = sample((380, 0.95, 1), (150, 0.8, 4), (100, 0.6, 40))
    plan = budget.plan(HeldOut(validation=validation, test=test), NOVELTY, 0.03)
    assert plan.threshold == 0.8
    assert plan.validation is not None
    assert (plan.validation.filed, plan.validation.wrong, plan.validation.review) == (600, 6, 200)
    assert plan.test is not None
    assert (plan.test.filed, plan.test.wrong) == (530, 5)
    assert plan.verdict == "kept"
    assert plan.bound == pytest.approx(stats.beta.ppf(0.95, 6, 525), abs=1e-6)
    assert plan.sentence() == (
        "The promise holds: 5 of 530 filed test pictures were wrong (0.9 %; at most 2 % with 95 % certainty)."
    )


def test_a_threshold_that_only_just_keeps_the_budget_is_taken_where_there_is_no_safer_one() -> None:
    doubtful = (60, 0.8, 14)  # with 400 right ones 14 of 460: a chance of 2.8 % if 5 % were wrong
    safer = budget.plan(HeldOut(validation=sample((400, 0.95, 0), doubtful)), NOVELTY, 0.05)
    assert safer.threshold == 0.95
    assert stats.binom.cdf(14, 460, 0.05) == pytest.approx(0.028, abs=0.001)
    only = budget.plan(HeldOut(validation=sample((460, 0.8, 14))), NOVELTY, 0.05)
    assert only.threshold == 0.8


def test_a_promise_that_the_test_pictures_break_is_told() -> None:
    held_out = HeldOut(validation=sample((500, 0.9, 2)), test=sample((500, 0.9, 30)))
    plan = budget.plan(held_out, NOVELTY, 0.02)
    assert plan.verdict == "broken"
    assert "does not hold: 30 of 500" in plan.sentence()


def test_a_share_within_the_budget_is_no_proof_where_pictures_are_few() -> None:
    held_out = HeldOut(validation=sample((500, 0.9, 2)), test=sample((90, 0.9, 0)))
    plan = budget.plan(held_out, NOVELTY, 0.02)
    assert plan.verdict == "too few"
    assert "Too few test pictures to promise at most 2 %: 0 of 90" in plan.sentence()
    assert "at most 3.3 % with 95 % certainty" in plan.sentence()
    nothing = budget.plan(HeldOut(validation=sample((500, 0.9, 2)), test=sample((90, 0.5, 0))), NOVELTY, 0.02)
    assert nothing.verdict == "too few"
    assert "not one of the 90 test pictures is filed" in nothing.sentence()


def test_before_the_test_pictures_are_looked_at_nothing_is_promised() -> None:
    plan = budget.plan(HeldOut(validation=sample((500, 0.9, 2))), NOVELTY, 0.02)
    assert plan.verdict == "unchecked"
    assert plan.threshold == 0.9
    assert plan.bound is None
    assert plan.sentence().startswith("Not checked yet: pin this model")


def test_what_no_threshold_keeps_cannot_be_promised() -> None:
    few = budget.plan(HeldOut(validation=sample((58, 0.9, 0))), NOVELTY, 0.05)
    assert (few.verdict, few.threshold, few.needed) == ("impossible", None, 59)
    assert "cannot be promised" in few.sentence()
    assert "at least 59 validation pictures" in few.sentence()
    assert "there are 58 in all" in few.sentence()
    assert budget.plan(HeldOut(validation=sample((59, 0.9, 0))), NOVELTY, 0.05).threshold == 0.9
    wrong = budget.plan(HeldOut(validation=sample((500, 0.9, 100))), NOVELTY, 0.05)
    assert wrong.verdict == "impossible"
    assert "too many are wrong" in wrong.sentence()
    empty = budget.plan(HeldOut(validation=sample()), NOVELTY, 0.05)
    assert empty.verdict == "impossible"


def test_novel_pictures_are_in_no_promise() -> None:
    held_out = HeldOut(validation=sample((500, 0.9, 2), novel=40), test=sample((500, 0.9, 1), novel=40))
    plan = budget.plan(held_out, NOVELTY, 0.02)
    assert plan.verdict == "kept"
    assert plan.test is not None
    assert (plan.test.pictures, plan.test.filed, plan.test.novel, plan.test.review) == (540, 500, 40, 0)
    assert budget.plan(held_out, None, 0.02).verdict == "impossible"  # where they cannot be told apart, they count


def test_pictures_of_the_same_confidence_are_filed_together_or_not_at_all() -> None:
    wrong_last = Sample(
        confidence=(0.9,) * 100, right=(True,) * 90 + (False,) * 10, distance=(NEAR,) * 100
    )  # the first 90 of them would do
    assert budget.plan(HeldOut(validation=wrong_last), NOVELTY, 0.05).threshold is None


def test_a_folder_falls_into_three_parts() -> None:
    confidence = np.array([0.99, 0.8, 0.79, 0.99, 0.1])
    novel = np.array([False, False, False, True, True])
    assert budget.sort(confidence, novel, 0.8).tolist() == [FILED, FILED, REVIEW, NOVEL, NOVEL]
    assert budget.sort(confidence, novel, None).tolist() == [REVIEW, REVIEW, REVIEW, NOVEL, NOVEL]
    assert budget.sort(np.empty(0), np.empty(0, np.bool_), 0.8).tolist() == []


def test_a_bound_is_never_told_smaller_than_it_is() -> None:
    held_out = HeldOut(validation=sample((500, 0.9, 2)), test=sample((452, 0.9, 36)))
    plan = budget.plan(held_out, NOVELTY, 0.1)
    assert plan.bound is not None
    assert 0.10 < plan.bound < 0.104
    assert plan.verdict == "too few"
    assert "at most 10.4 % with 95 % certainty" in plan.sentence()


@pytest.mark.parametrize("at_most", [0, 1, -0.1, 2])
def test_a_budget_is_a_share(at_most: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        budget.plan(HeldOut(validation=sample((100, 0.9, 0))), None, at_most)


def test_promises_are_broken_as_seldom_as_they_say() -> None:
    """Of many models whose budget was called kept, few go over it on pictures without number."""
    kept = over = 0
    truth = drawn(0, 200_000)
    confidence, right = np.array(truth.confidence), np.array(truth.right)
    for seed in range(1, 121):
        plan = budget.plan(HeldOut(validation=drawn(seed, 600), test=drawn(seed + 1_000, 600)), None, 0.05)
        if plan.verdict == "kept":
            kept += 1
            assert plan.threshold is not None
            over += bool(np.mean(~right[confidence >= plan.threshold]) > 0.05)
    assert kept > 30
    assert over <= 0.05 * kept + 1


def test_a_slider_can_follow_the_hand_with_many_held_out_pictures() -> None:
    held_out = HeldOut(validation=drawn(1, 30_000), test=drawn(2, 30_000))
    begun = time.process_time()
    for at_most in (0.005, 0.02, 0.05, 0.2):
        budget.plan(held_out, NOVELTY, at_most)
    assert time.process_time() - begun < 1

"""Is B better than A: known cases of the exact test, and the answer in words."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.measuring import paired
from trainer.measuring.paired import Paired


def compared(both: int, only_a: int, only_b: int, neither: int = 0) -> Paired:
    """Two models of which these are the numbers of pictures told rightly."""
    a = [True] * both + [True] * only_a + [False] * only_b + [False] * neither
    b = [True] * both + [False] * only_a + [True] * only_b + [False] * neither
    found = paired.paired({str(n): right for n, right in enumerate(a)}, {str(n): right for n, right in enumerate(b)})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("only_a", "only_b", "p"), [(5, 15, 0.041389), (10, 10, 1.0), (0, 6, 0.03125), (0, 5, 0.0625), (0, 0, 1.0)]
)
def test_the_exact_test_against_the_binomial(only_a: int, only_b: int, p: float) -> None:
    """Two-sided sums of the binomial with a half."""
    assert compared(100, only_a, only_b).p == pytest.approx(p, abs=1e-6)


def test_better_by_more_than_chance() -> None:
    found = compared(400, 5, 25, 34)
    assert found.better == "b"
    assert found.difference == pytest.approx(20 / 464)
    low, high = found.interval
    assert 0 < low < found.difference < high
    words = paired.words(found, "Quick", "Best")
    assert words.startswith("“Best” is better than “Quick” by 4.3 points (95 % interval 2.")
    assert words.endswith("Measured on the same 464 pictures.")


def test_the_order_does_not_matter() -> None:
    there, back = compared(400, 5, 25), compared(400, 25, 5)
    assert back.better == "a"
    assert paired.words(there, "A", "B").split("is better")[0] == paired.words(back, "B", "A").split("is better")[0]
    assert back.difference == -there.difference
    assert back.p == there.p


def test_where_no_picture_differs_the_interval_has_the_width_of_none_in_so_many() -> None:
    expected = 1.959964**2 / (50 + 1.959964**2)  # Wilson's score interval of 0 of 50
    assert compared(50, 0, 0).interval == pytest.approx((-expected, expected), abs=1e-6)


@pytest.mark.parametrize("images", [10, 40, 468])
def test_one_is_better_if_and_only_if_the_interval_excludes_nothing(images: int) -> None:
    for only_a in range(min(images, 26)):
        for only_b in range(min(images - only_a, 26)):
            found = compared(images - only_a - only_b, only_a, only_b)
            low, high = found.interval
            assert low <= found.difference <= high
            assert (found.better is not None) == (low > 0 or high < 0), (only_a, only_b)


def test_nineteen_of_twenty_intervals_hold_the_truth() -> None:
    chance = np.random.default_rng(5)
    for shares in ((0.02, 0.02), (0.01, 0.06), (0.05, 0.25)):
        held = 0
        for drawn in chance.multinomial(200, (*shares, 1 - sum(shares)), 400):
            low, high = compared(int(drawn[2]), int(drawn[0]), int(drawn[1])).interval
            held += low <= shares[1] - shares[0] <= high
        assert held / 400 > 0.93, shares


def test_of_many_comparisons_only_what_stands_among_them_is_called_better() -> None:
    assert paired.holm([0.04, 0.001, 0.03]) == [False, True, False]
    assert paired.holm([0.01, 0.02]) == [True, True]
    assert paired.holm([]) == []
    found = compared(400, 5, 15)
    assert "is better" in paired.words(found, "A", "B")
    words = paired.words(found, "A", "B", holds=False)
    assert words.startswith("“B” is ahead by 2.4 points (95 % interval 0.")
    assert "comes about by chance" in words


def test_within_chance() -> None:
    words = paired.words(compared(400, 10, 14), "A", "B")
    assert words.startswith("The difference is within chance: “B” is ahead by 0.9 points (95 % interval -1.")
    assert "both are equally good" in paired.words(compared(400, 10, 10), "A", "B")
    assert "on the very same pictures" in paired.words(compared(50, 0, 0, 3), "A", "B")


def test_few_pictures_are_said_to_be_few() -> None:
    assert "These are few pictures" in paired.words(compared(10, 1, 3), "A", "B")


def test_only_pictures_that_both_have_count() -> None:
    found = paired.paired({"1": True, "2": False, "3": True}, {"2": True, "3": True, "4": False})
    assert found is not None
    assert (found.images, found.left_out) == (2, 2)
    assert "2 that only one was measured on do not count" in paired.words(found, "A", "B")


def test_no_common_pictures_cannot_be_compared() -> None:
    assert paired.paired({"1": True}, {"2": True}) is None
    assert "were not measured on the same pictures" in paired.words(None, "A", "B")

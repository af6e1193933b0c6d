"""A certificate's words: few pictures cannot promise what many can."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from trainer.exporting import certificate, formats
from trainer.exporting.certificate import Certificate
from trainer.measuring.metrics import wilson


def certified(pictures: int, *, name: formats.Name = "litert", same: int | None = None, **more: Any) -> Certificate:
    """An export that gives the same class on all pictures, or so many of them."""
    agreeing = pictures if same is None else same
    made = Certificate(
        format=name,
        run="r",
        created="2026-11-25T12:00:00+00:00",
        version="1",
        runtime="LiteRT",
        machine="Linux",
        sha256="0" * 64,
        pictures=pictures,
        validation=pictures,
        training=0,
        unreadable=0,
        decoded_differently=0,
        agreement=agreeing / pictures,
        agreement_interval=wilson(agreeing, pictures),
        greatest_difference=0.0,
        mean_difference=0.0,
        passed=certificate.passes(name, agreeing / pictures, 0.0),
    )
    return msgspec.structs.replace(made, **more)


def promised(made: Certificate) -> float:
    """The share of other pictures that the first sentence promises, in per cent."""
    found = re.search(r"on at least ([\d.]+)% of other pictures", certificate.verdict(made))
    assert found is not None
    return float(found[1])


def test_few_pictures_promise_less_in_words() -> None:
    few, many = certificate.words(certified(20)), certificate.words(certified(600))
    assert "on at least 83.9% of other pictures like these; 20 pictures are too few to promise more." in few
    assert "on at least 99.4% of other pictures like these." in many
    assert "too few" not in many
    assert "the same class on 100.0% (95 % interval 99.4% to 100.0%)" in many


@pytest.mark.parametrize("pictures", [115, 1000])
def test_what_agrees_less_is_not_told_more_surely(pictures: int) -> None:
    least = round(0.975 * pictures)
    int8, exact = certified(pictures, name="litert-int8", same=least), certified(pictures, name="keras")
    assert int8.passed
    assert promised(int8) < promised(exact)
    assert ("too few" in certificate.verdict(int8)) == ("too few" in certificate.verdict(exact)) == (pictures < 598)
    assert "by a lower mark than other formats (97.0% the same class, not 99.5%)" in certificate.verdict(int8)
    assert "lower mark" not in certificate.verdict(exact)


def test_pictures_that_were_learnt_from_are_told_to_be_the_easier_ones() -> None:
    mixed = certificate.words(certified(1000, validation=468, training=532))
    assert "468 validation and 532 training pictures" in mixed
    assert "those that were learnt from are easier to agree on" in mixed
    assert "easier" not in certificate.words(certified(1000))


@pytest.mark.parametrize(
    ("after", "interval", "told"),
    [
        (0.90, (0.005, 0.035), "a loss of 2.0 points (95 % interval of the loss 0.5 to 3.5 points)"),
        (
            0.918,
            (-0.011, 0.015),
            "a loss of 0.2 points (95 % interval of the loss -1.1 to 1.5 points, so it may be chance)",
        ),
        (0.92, (-0.01, 0.01), "no loss to speak of (95 % interval of the loss -1.0 to 1.0 points)"),
        (0.93, (-0.02, 0.01), "1.0 points more (95 % interval of the loss -2.0 to 1.0 points, so it may be chance)"),
    ],
)
def test_a_loss_of_accuracy_is_told_as_far_as_it_is_known(
    after: float, interval: tuple[float, float], told: str
) -> None:
    figures = {"accuracy_before": 0.92, "accuracy_after": after, "loss_interval": interval}
    assert told in certificate.words(certified(1000, name="litert-int8", same=985, **figures))
    assert "points" not in certificate.words(certified(1000, name="onnx", **figures))


def test_what_fails_is_told_by_what_was_needed() -> None:
    words = certificate.words(certified(1000, name="litert-int8", same=960))
    assert words.startswith(
        "LiteRT, int8: not certified, for it does not do the same as the run's model (the same class on "
    )
    assert "at least 97.0% of the pictures would be needed" in words

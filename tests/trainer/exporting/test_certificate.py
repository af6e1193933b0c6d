"""A certificate's words: few pictures cannot promise what many can."""

from __future__ import annotations

from trainer.exporting import certificate
from trainer.exporting.certificate import Certificate
from trainer.measuring.metrics import wilson


def certified(pictures: int) -> Certificate:
    """A float export that gives the same class on all pictures."""
    return Certificate(
        format="litert",
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
        agreement=1.0,
        agreement_interval=wilson(pictures, pictures),
        greatest_difference=0.0,
        mean_difference=0.0,
        passed=True,
    )


def test_few_pictures_promise_less_in_words() -> None:
    assert certificate.enough(0.995) == 598
    few, many = certificate.words(certified(20)), certificate.words(certified(600))
    assert (
        "certified on the 20 pictures there are, which are too few to promise the same class on more than 83.9%" in few
    )
    assert "too few" not in many
    assert "the same class on 100.0% (95 % interval 99.4% to 100.0%)" in many

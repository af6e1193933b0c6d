"""Presets: allowed for every architecture, each looking more closely than the one before, and open to changes."""

from __future__ import annotations

import itertools

import pytest

from trainer import architectures, presets
from trainer.config import TrainConfig, decode, encode

NAMES = [row.name for row in architectures.ARCHITECTURES]


def _effort(config: TrainConfig) -> tuple[int, int]:
    """Pixels looked at for a picture, and passes."""
    views = 2 if config.augment and architectures.find(config.architecture).pretrained else 1
    return views * sum(side**2 for side in (config.image_size, *config.sizes)), config.epochs


@pytest.mark.parametrize("name", NAMES)
def test_a_better_preset_takes_more_trouble(name: str) -> None:
    efforts = [_effort(presets.config(name, offer.name)) for offer in presets.OFFERS]
    for less, more in itertools.pairwise(efforts):
        assert more != less
        assert more[0] >= less[0]
        assert more[1] >= less[1]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("offer", presets.OFFERS, ids=lambda offer: offer.name)
def test_settings_of_a_preset_say_so_until_they_are_changed(name: str, offer: presets.Offer) -> None:
    config = presets.config(name, offer.name)
    assert config.preset == offer.name
    assert decode(encode(config)) == config
    assert presets.config(name, offer.name, seed=None) == config
    changed = presets.config(name, offer.name, epochs=config.epochs + 1)
    assert (changed.preset, changed.image_size) == (None, config.image_size)


@pytest.mark.parametrize("offer", presets.OFFERS, ids=lambda offer: offer.name)
def test_smaller_pictures_leave_out_the_sizes_that_do_not_fit(offer: presets.Offer) -> None:
    assert presets.config("mobilenet_v2", offer.name, image_size=96).sizes == ()
    assert presets.config("mobilenet_v2", "best", image_size=256).sizes == (224,)
    assert presets.config("mobilenet_v2", "best", image_size=256, sizes=(128,)).sizes == (128,)


def test_a_closer_look_is_told_to_cost_time_later() -> None:
    told = [presets.slower("mobilenet_v2", offer.name) for offer in presets.OFFERS]
    assert told == ["", "Classifies about half as fast as Quick.", "Classifies about 5 times as slowly as Quick."]
    assert [presets.slower("deep_cnn", offer.name) for offer in presets.OFFERS] == ["", "", ""]

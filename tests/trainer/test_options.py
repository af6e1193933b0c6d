"""The settings of a run as arguments: every field goes to the command line and comes back."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec
import pytest

from trainer import options, presets
from trainer.config import FineTuning, Layers, TrainConfig, Variation
from trainer.errors import UsageError
from trainer.options import Wishes

OTHERS: dict[str, Any] = {
    "architecture": "vgg16",
    "epochs": 7,
    "batch_size": 24,
    "image_size": 96,
    "learning_rate": 0.000125,
    "seed": 9,
    "weights": "/some where/w.h5",
    "head": "article",
    "augment": True,
    "variation": Variation(mirror=False, turn=4.5, zoom=0.25, shear=11.0, brightness=0.1, contrast=0.3),
    "patience": 3,
    "schedule": "plateau",
    "class_weights": True,
    "label_smoothing": 0.05,
    "sizes": (64, 48),
    "fine_tuning": FineTuning(blocks=2, epochs=5, learning_rate=0.00003, warmup=1.25),
    "precision": "bfloat16",
    "preset": "best",
}


def there_and_back(settings: TrainConfig) -> TrainConfig:
    parser = argparse.ArgumentParser()
    options.add_arguments(parser)
    return options.config(settings.architecture, options.wishes(parser.parse_args(options.arguments(settings))))


def test_every_field_is_tried() -> None:
    assert set(OTHERS) | {"layers"} == set(TrainConfig.__struct_fields__)


@pytest.mark.parametrize("field", OTHERS)
def test_a_field_goes_to_the_command_line_and_comes_back(field: str) -> None:
    usual = presets.config("vgg16")
    if field == "architecture":
        settings = presets.config("inception_v3")
    elif field == "preset":
        settings = presets.config("vgg16", "best")
    else:
        changed = {field: OTHERS[field], "preset": usual.preset if field in ("seed", "weights") else None}
        settings = msgspec.structs.replace(usual, **{"image_size": 150, **changed})
    assert there_and_back(settings) == settings


def test_all_fields_at_once_come_back() -> None:
    settings = TrainConfig(**{**OTHERS, "preset": None})
    assert there_and_back(settings) == settings


@pytest.mark.parametrize("dense", [(), (256,), (64, 32)])
def test_layers_of_ones_own_come_back(dense: tuple[int, ...]) -> None:
    layers = Layers(blocks=2, filters=16, dropout=0.35, dense=dense)
    settings = msgspec.structs.replace(presets.config("custom_cnn"), layers=layers, preset=None)
    assert there_and_back(settings) == settings


@pytest.mark.parametrize("preset", [offer.name for offer in presets.OFFERS])
@pytest.mark.parametrize("model", ["mobilenet_v2", "deep_cnn", "custom_cnn"])
def test_every_preset_comes_back_with_its_name(model: str, preset: Any) -> None:
    settings = presets.config(model, preset)
    assert settings.preset == preset
    assert there_and_back(settings) == settings


def test_a_preset_that_fine_tunes_can_be_asked_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(presets._PRETRAINED, "balanced", {"fine_tuning": FineTuning(), "sizes": (160,)})
    monkeypatch.setattr(presets, "_LOOKS", {})
    settings = options.config("mobilenet_v2", Wishes(fine_tuning={"blocks": 0}, sizes=()))
    assert settings.fine_tuning is None
    assert settings.sizes == ()
    assert settings.preset is None
    assert there_and_back(settings) == settings


def test_one_setting_of_a_group_leaves_the_others_as_the_preset_has_them() -> None:
    usual = presets.config("mobilenet_v2")
    settings = options.config("mobilenet_v2", Wishes(variation={"turn": 3.0}, fine_tuning={"blocks": 1}))
    assert settings.variation == msgspec.structs.replace(usual.variation, turn=3.0)
    assert settings.fine_tuning == msgspec.structs.replace(usual.fine_tuning or FineTuning(), blocks=1)


def test_a_smaller_picture_drops_the_preset_s_larger_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presets, "_LOOKS", {"mobilenet_v2": {"balanced": {"sizes": (160, 96)}}})
    assert options.config("mobilenet_v2", Wishes(image_size=128)).sizes == (96,)


def test_another_seed_is_the_same_preset() -> None:
    assert options.config("mobilenet_v2", Wishes(seed=5)).preset == presets.DEFAULT
    assert options.config("mobilenet_v2", Wishes(seed=5, patience=2)).preset is None


def test_a_setting_that_does_not_exist_is_told() -> None:
    with pytest.raises(UsageError, match=r"variation\.colour"):
        options.config("mobilenet_v2", Wishes(variation={"colour": 1.0}))


def test_a_command_may_have_an_argument_of_its_own_for_a_setting() -> None:
    parser = argparse.ArgumentParser()
    options.add_arguments(parser, leave_out={"layers.blocks"})
    parser.add_argument("--blocks", dest="ladder")
    read = parser.parse_args(["--blocks", "1-4", "--filters", "8"])
    assert options.wishes(read).layers == {"filters": 8}

"""Figures in words: what stands on the pages of training and results."""

from __future__ import annotations

import msgspec
import pytest

from artclass_gui import figures
from trainer import presets
from trainer.config import FineTuning, default_config


def test_accuracy_comes_with_its_pictures_and_its_interval() -> None:
    sentence = figures.accuracy_sentence(0.8839, 465, (0.8515, 0.9101))
    assert sentence == "Right on 88.4 % of 465 test pictures (95 % interval 85.2–91.0 %)"


def test_a_result_without_figures_says_nothing() -> None:
    assert figures.result_sentence({"run": "a"}) == ""
    assert "50.0 % of 1,200" in figures.result_sentence(
        {"test_accuracy": 0.5, "test_images": 1200, "test_interval": [0.47, 0.53]}
    )


@pytest.mark.parametrize(
    ("images", "batch", "epochs", "sentence"),
    [
        (2170, 32, 30, "2,170 pictures in batches of 32 are 68 steps an epoch; 30 epochs are 2,040 steps."),
        (3100, 32, 1, "3,100 pictures in batches of 32 are 97 steps an epoch; training is one epoch."),
        (20, 32, 2, "20 pictures in batches of 32 are 1 step an epoch; 2 epochs are 2 steps."),
        (1, 1, 1, "1 picture in batches of 1 are 1 step an epoch; training is one epoch."),
    ],
)
def test_steps_are_computed(images: int, batch: int, epochs: int, sentence: str) -> None:
    assert figures.steps_sentence(images, batch, epochs) == sentence


def test_the_settings_name_the_preset_and_the_fine_tuning() -> None:
    best = figures.settings_sentence(presets.config("mobilenet_v2", "best"))
    assert best.startswith("Best · ")
    assert "pictures of 448 + 224 px" in best
    own = msgspec.structs.replace(
        default_config("mobilenet_v2"), epochs=1, fine_tuning=FineTuning(blocks=3, epochs=6), preset=None
    )
    words = figures.settings_sentence(own)
    assert words.startswith("1 epoch · fine-tuning of the last 3 blocks: 6 epochs · batches of ")
    one = msgspec.structs.replace(own, fine_tuning=FineTuning(blocks=1, epochs=1))
    assert "fine-tuning of the last block: 1 epoch · " in figures.settings_sentence(one)
    assert "fine-tuning" not in figures.settings_sentence(default_config("deep_cnn"))


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "0 s"), (42, "42 s"), (187.4, "3 min 7 s"), (3600, "1 h 0 min"), (5000, "1 h 23 min")]
)
def test_durations(seconds: float, words: str) -> None:
    assert figures.duration(seconds) == words


@pytest.mark.parametrize(
    ("count", "true", "predicted", "words"),
    [
        (12, "engraving", "drawings", "12 pictures of class “engraving” were called “drawings”"),
        (1, "engraving", "drawings", "1 picture of class “engraving” was called “drawings”"),
        (0, "a", "b", "No picture of class “a” was called “b”"),
        (7, "a", "a", "7 pictures of class “a” told rightly"),
    ],
)
def test_cells_in_words(count: int, true: str, predicted: str, words: str) -> None:
    assert figures.cell_sentence(count, true, predicted) == words


def test_the_date_is_read_from_the_runs_name() -> None:
    assert figures.run_date("2026-11-23-1405-vgg16") == "23 Nov 2026, 14:05"
    assert figures.run_date("my run") == ""


def test_what_is_missing_is_a_dash() -> None:
    assert figures.percent(None) == "–"
    assert figures.percent(1.0) == "100.0 %"

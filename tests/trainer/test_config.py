"""Settings of a run: defaults from the table, limits told in words, JSON there and back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from trainer import architectures, config
from trainer.errors import UsageError


@pytest.mark.parametrize("row", architectures.ARCHITECTURES, ids=lambda row: row.name)
def test_every_architecture_has_defaults_that_are_allowed(row: architectures.Architecture) -> None:
    made = config.default_config(row.name)
    assert (made.architecture, made.epochs, made.image_size) == (row.name, row.epochs, row.image_size)
    assert made.head in row.heads
    assert config.decode(config.encode(made)) == made


def test_none_means_the_default() -> None:
    made = config.default_config("mobilenet_v2", epochs=None, batch_size=8, seed=7)
    assert (made.batch_size, made.seed) == (8, 7)
    assert made.epochs == architectures.find("mobilenet_v2").epochs


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"epochs": 0}, "0 is out of range for the number of epochs"),
        ({"batch_size": 513}, "513 is out of range for the batch size"),
        ({"image_size": 31}, "31 is out of range for the image size"),
        ({"seed": -1}, "-1 is out"),
        ({"seed": 2**31}, "2,147,483,648 is out"),
        ({"learning_rate": 0.0}, "learning rate of 0"),
        ({"learning_rate": 1.5}, "learning rate of 1.5"),
        ({"learning_rate": float("nan")}, "learning rate of nan"),
        ({"head": "article"}, "no head called"),
    ],
)
def test_what_is_out_of_range_is_told_with_a_remedy(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence) as failure:
        config.default_config("mobilenet_v2", **changes)
    assert failure.value.remedy


def test_inception_needs_larger_pictures() -> None:
    with pytest.raises(UsageError, match="at least 75 pixels"):
        config.default_config("inception_v3", image_size=64)


def test_an_unknown_architecture_is_told_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as failure:
        config.default_config("vgg17")
    assert "vgg16" in str(failure.value)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"architecture": "vgg16", "colour": 1}'])
def test_a_damaged_document_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        config.decode(data)


def test_settings_of_the_first_version_are_read() -> None:
    text = b"""{"architecture": "vgg16", "epochs": 5, "batch_size": 16, "image_size": 150, "learning_rate": 0.0003,
        "seed": 2, "weights": "imagenet", "head": "article", "augment": false, "patience": 8}"""
    settings = config.decode(text)
    assert settings.head == "article"
    assert settings.fine_tuning is None
    assert settings.schedule == "cosine"
    assert settings.preset is None

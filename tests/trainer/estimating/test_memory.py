"""A run that would not fit into the memory, and the way out."""

from __future__ import annotations

import pytest

from tests.trainer.estimating.conftest import measured, pictures, speed
from trainer import presets
from trainer.config import TrainConfig
from trainer.estimating import memory
from trainer.estimating.predicting import predict
from trainer.estimating.values import Factor


def warning(config: TrainConfig, *, free: float) -> str | None:
    known = measured(speed("deep_cnn"), speed())
    estimate = predict(known, config, pictures())
    assert estimate is not None
    return memory.warned(estimate, known, config, pictures(), free=free).warning


def test_nothing_is_said_where_it_fits() -> None:
    assert warning(presets.config("deep_cnn"), free=4_000) is None


def test_a_smaller_batch_is_offered_first() -> None:
    told = warning(presets.config("deep_cnn", batch_size=256), free=3_000)
    assert told is not None
    assert "Deep CNN" in told
    assert "3.0 GB are free" in told
    assert "A batch size of 32" in told


def test_what_is_offered_fits() -> None:
    known, config = measured(speed("deep_cnn"), speed()), presets.config("deep_cnn", batch_size=256)
    found = memory.smaller(known, config, pictures(), free=1_600)
    assert found is not None
    estimate = predict(known, found[1], pictures())
    assert estimate is not None
    assert estimate.peak_memory_mb < 1_600


def test_a_smaller_image_or_another_network_where_batches_do_not_help() -> None:
    known = measured(speed("vgg16", base_mb=6_000.0), speed())
    found = memory.smaller(known, presets.config("vgg16"), pictures(), free=2_500)
    assert found is not None
    assert found[1].architecture == "mobilenet_v2"


def test_where_nothing_fits_that_is_said() -> None:
    told = warning(presets.config("deep_cnn"), free=300)
    assert told is not None
    assert told.endswith("Close other programs first: no other setting would fit either.")


def test_packing_comes_on_top_of_what_was_learnt_with() -> None:
    config = presets.config("deep_cnn")
    light, heavy = (
        predict(measured(speed("deep_cnn", picture_mb=mb, look_mb=0.0)), config, pictures()) for mb in (0.0, 10.0)
    )
    assert light is not None
    assert heavy is not None
    assert heavy.peak_memory_mb == light.peak_memory_mb + 10 * config.batch_size


def test_a_machine_on_which_runs_took_more_is_warned_of_more() -> None:
    known, config = measured(speed("deep_cnn")), presets.config("deep_cnn")
    taught = measured(speed("deep_cnn"), factors={"deep_cnn": Factor(memory=1.5)})
    before, after = predict(known, config, pictures()), predict(taught, config, pictures())
    assert before is not None
    assert after is not None
    assert after.peak_memory_mb == pytest.approx(1.5 * before.peak_memory_mb, abs=2)
    assert memory.warned(before, known, config, pictures(), free=1_700).warning is None
    assert memory.warned(after, taught, config, pictures(), free=1_700).warning is not None

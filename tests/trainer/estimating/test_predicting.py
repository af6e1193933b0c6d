"""What a run will cost, from made-up measurements."""

from __future__ import annotations

import pytest

from tests.trainer.estimating.conftest import TUNING, measured, pictures, speed
from trainer import architectures, presets
from trainer.config import FineTuning, Layers, TrainConfig
from trainer.estimating import records, sizes
from trainer.estimating.values import Estimate, Factor, Measured, Pictures
from trainer.learning import names


def told(known: Measured, config: TrainConfig, counted: Pictures) -> Estimate:
    estimate = records.predict(known, config, counted)
    assert estimate is not None
    return estimate


def head(**changes: object) -> TrainConfig:
    return presets.config("mobilenet_v2", "quick", **{"image_size": 224, "epochs": 10, "augment": True, **changes})


def looked_at() -> Pictures:
    """All pictures have been looked at with the settings of `head`."""
    tables = {names.features(head(), "plain"): 1_200, names.features(head(), "mirrored"): 1_000}
    return pictures({names.pixels(224): 1_200, **tables})


def test_every_part_of_a_run_counts() -> None:
    parts = told(measured(), head(batch_size=50), pictures()).parts
    assert parts.begin == pytest.approx(4 + 2)
    assert parts.look == pytest.approx(1_200 * (0.005 + 0.1) + 1_000 * 0.1)
    assert parts.finish == pytest.approx(5 + 200 * (0.005 + 0.01 + 0.0005), rel=0.001)
    assert parts.learn == pytest.approx(3 + 10 * (20 * 0.01 + 1_000 * 0.001 + 200 * 0.0005), rel=0.05)


def test_what_is_in_the_cache_costs_nothing() -> None:
    cached = told(measured(), head(), looked_at())
    assert cached.parts.look == 0
    assert cached.total_seconds < told(measured(), head(), pictures()).total_seconds / 5
    assert cached.disk_mb < told(measured(), head(), pictures()).disk_mb


def test_pictures_looked_at_at_another_size_do_not_count_as_looked_at() -> None:
    assert told(measured(), head(image_size=160), looked_at()).parts.look > 0
    assert told(measured(), head(sizes=(128,)), looked_at()).parts.look > 100
    decoded = told(measured(), head(sizes=(128,)), pictures({names.pixels(224): 1_200}))
    assert decoded.parts.look < told(measured(), head(sizes=(128,)), pictures()).parts.look


def test_the_engine_is_chosen_once() -> None:
    slow = speed(choose_seconds=30.0)
    first = told(measured(slow), head(), pictures())
    later = told(measured(slow, chosen=frozenset({sizes.look_name(head())})), head(), pictures())
    assert first.parts.look - later.parts.look == pytest.approx(30)


def test_the_band_is_no_wider_than_a_quarter_and_holds_the_estimate() -> None:
    estimate = told(measured(factors={"mobilenet_v2": Factor(spread=0.9)}), head(), pictures())
    assert estimate.total_seconds * 0.75 - 0.01 <= estimate.low < estimate.total_seconds
    assert estimate.total_seconds < estimate.high <= estimate.total_seconds * 1.25 + 0.01


def test_more_epochs_take_longer_and_each_takes_as_long() -> None:
    few, many = (told(measured(), head(epochs=epochs), pictures()) for epochs in (10, 40))
    assert many.seconds_per_epoch == few.seconds_per_epoch
    assert many.total_seconds - few.total_seconds == pytest.approx(30 * few.seconds_per_epoch, rel=0.01)


def test_larger_pictures_are_more_work_to_look_at() -> None:
    small, large = (told(measured(), head(image_size=side), pictures()) for side in (112, 224))
    assert large.parts.look / small.parts.look == pytest.approx(4, rel=0.1)


def test_fine_tuning_costs_more_the_more_blocks_learn() -> None:
    known = measured(speed(tuning=(TUNING,)))
    plain = told(known, head(), pictures())
    three = told(known, head(fine_tuning=FineTuning(blocks=3, epochs=4)), pictures())
    six = told(known, head(fine_tuning=FineTuning(blocks=6, epochs=4)), pictures())
    assert plain.total_seconds < three.total_seconds < six.total_seconds
    assert three.epochs == 14
    assert six.peak_memory_mb > three.peak_memory_mb


def test_larger_batches_take_more_memory_and_less_time() -> None:
    known = measured(speed("deep_cnn"))
    counted = pictures()
    small, large = (told(known, presets.config("deep_cnn", batch_size=size), counted) for size in (8, 64))
    assert large.peak_memory_mb > small.peak_memory_mb + 300
    assert large.seconds_per_epoch < small.seconds_per_epoch


def test_a_network_of_ones_own_is_scaled_by_its_layers() -> None:
    known = measured(speed("custom_cnn"))
    narrow, wide = (
        told(known, presets.config("custom_cnn", layers=Layers(blocks=3, filters=filters)), pictures())
        for filters in (16, 64)
    )
    assert wide.seconds_per_epoch > 3 * narrow.seconds_per_epoch


def test_what_earlier_runs_teach_is_applied_to_each_part() -> None:
    taught = measured(factors={"mobilenet_v2": Factor(look=1.5, endings=((10, 5), (12, 6), (2, 2)), runs=3)})
    before, after = told(measured(), head(), pictures()), told(taught, head(), pictures())
    assert after.parts.look == pytest.approx(1.5 * before.parts.look)
    assert after.expected_epochs == 5
    assert after.parts.learn == pytest.approx(before.parts.learn / 2)
    assert after.longest_seconds > after.total_seconds


def test_a_run_that_cannot_end_early_and_one_of_another_length_run_all_epochs() -> None:
    taught = measured(factors={"mobilenet_v2": Factor(endings=((10, 5),), runs=1)})
    assert told(taught, head(patience=10), pictures()).expected_epochs == 10
    assert told(taught, head(epochs=40), pictures()).expected_epochs == 40


def test_nothing_is_told_of_a_network_that_was_not_measured() -> None:
    assert records.predict(measured(), presets.config("vgg16"), pictures()) is None


def test_the_table_has_a_row_for_every_architecture() -> None:
    rows = [row.name for row in architectures.ARCHITECTURES]
    known = measured(*(speed(name) for name in rows))
    assert [estimate.name for estimate in records.table(known, pictures(), refined=True).estimates] == rows

"""One step: what it makes small, with class weights and smoothed labels, and the quicker copy that takes it."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from trainer.learning import quicker, steps


def small(classes: int = 3) -> Any:
    keras.utils.set_random_seed(2)
    layers = keras.layers
    return keras.Sequential(
        [keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dropout(0.5), layers.Dense(classes)]
    )


def built(model: Any) -> Any:
    optimizer = keras.optimizers.Adam(0.1)
    optimizer.build(model.trainable_variables)
    return optimizer


ROWS = np.random.default_rng(3).normal(size=(6, 4)).astype(np.float32)
LABELS = np.array([0, 0, 0, 0, 1, 2])


def cross_entropy(model: Any) -> np.ndarray:
    logits = np.asarray(model(ROWS, training=False), np.float64)
    return np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(6), LABELS]


def test_measuring_gives_the_sum_of_cross_entropies_and_of_right_answers() -> None:
    model = small()
    aim = steps.goal(LABELS, 3, weighted=False, smoothing=0.3)
    outcome = steps.compiled(model, built(model), aim, variation=None).measure(ROWS, LABELS)
    assert outcome.loss_sum == pytest.approx(cross_entropy(model).sum(), rel=1e-5)
    assert outcome.weight == 6
    right = (np.asarray(model(ROWS, training=False)).argmax(axis=1) == LABELS).sum()
    assert outcome.correct == right


def test_with_class_weights_every_class_counts_alike() -> None:
    aim = steps.goal(LABELS, 3, weighted=True, smoothing=0.0)
    totals = [aim.class_weights[label] * (label == LABELS).sum() for label in range(3)]
    assert totals == pytest.approx([2.0, 2.0, 2.0])
    model = small()
    outcome = steps.compiled(model, built(model), aim, variation=None).measure(ROWS, LABELS)
    assert outcome.loss_sum == pytest.approx((cross_entropy(model) * aim.class_weights[LABELS]).sum(), rel=1e-5)
    assert outcome.weight == pytest.approx(6)


def test_smoothed_labels_keep_the_answer_from_certainty() -> None:
    confident = []
    for smoothing in (0.0, 0.3):
        model = small()
        aim = steps.goal(LABELS, 3, weighted=False, smoothing=smoothing)
        compiled = steps.compiled(model, built(model), aim, variation=None)
        for _ in range(150):
            compiled.learn(compiled.prepare(ROWS, (0, 0)), LABELS)
        confident.append(float(keras.ops.softmax(model(ROWS, training=False)).numpy().max(axis=1).mean()))
    assert confident[0] > confident[1] + 0.1


def test_a_class_without_pictures_has_a_finite_weight() -> None:
    assert np.isfinite(steps.goal(LABELS, 4, weighted=True, smoothing=0.0).class_weights).all()


def test_the_quicker_copy_answers_alike_and_gives_its_weights_back() -> None:
    model = small()
    copy = quicker.learner(model, bfloat16=False)
    assert np.array_equal(copy(ROWS, training=False), model(ROWS, training=False))
    compiled = steps.compiled(copy, built(copy), steps.goal(LABELS, 3, weighted=False, smoothing=0.0), variation=None)
    compiled.learn(compiled.prepare(ROWS, (0, 0)), LABELS)
    assert not np.array_equal(copy(ROWS, training=False), model(ROWS, training=False))
    quicker.give_back(copy.weights, model)
    assert np.array_equal(copy(ROWS, training=False), model(ROWS, training=False))
    with pytest.raises(ValueError, match="weights for"):
        quicker.give_back(copy.weights[1:], model)


def after_twenty_steps(kind: Any) -> list[np.ndarray]:
    weight = keras.Variable(np.array([1.0, -2.0, 3.0], np.float32))
    optimizer = kind(0.05)
    optimizer.build([weight])

    @tf.function
    def step() -> None:
        optimizer.apply([weight * [1.0, 0.5, 0.0]], [weight])

    for _ in range(20):
        step()
    return [np.asarray(variable) for variable in (weight, *optimizer.variables)]


def test_the_quicker_adam_goes_where_keras_adam_goes() -> None:
    both = after_twenty_steps(keras.optimizers.Adam), after_twenty_steps(quicker.Adam)
    for theirs, mine in zip(*both, strict=True):
        assert np.allclose(theirs, mine, atol=1e-4)


def test_the_quicker_dropout_drops_its_share_and_keeps_the_sum() -> None:
    layer = quicker.Dropout(0.2, seed=5)
    ones = np.ones((100, 101), np.float32)  # an odd number of numbers
    dropped = np.asarray(layer(ones, training=True))
    assert set(np.unique(dropped)) == {0.0, np.float32(1.25)}
    assert (dropped == 0).mean() == pytest.approx(0.2, abs=0.02)
    assert not np.array_equal(dropped, layer(ones, training=True))
    assert np.array_equal(layer(ones, training=False), ones)


def test_bfloat16_computes_in_it_and_keeps_weights_and_loss_in_float32() -> None:
    model = small()
    copy = quicker.learner(model, bfloat16=True)
    assert {variable.dtype for variable in copy.trainable_variables} == {"float32"}
    assert copy.layers[0].compute_dtype == "bfloat16"
    assert np.allclose(np.asarray(copy(ROWS, training=False), np.float32), model(ROWS, training=False), atol=0.05)
    compiled = steps.compiled(copy, built(copy), steps.goal(LABELS, 3, weighted=False, smoothing=0.1), variation=None)
    first = compiled.learn(compiled.prepare(ROWS, (0, 0)), LABELS).loss_sum
    for _ in range(30):
        last = compiled.learn(compiled.prepare(ROWS, (0, 0)), LABELS).loss_sum
    assert last < first

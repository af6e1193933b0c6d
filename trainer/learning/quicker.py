"""The same arithmetic in fewer passes over memory, for the time of learning: weights are what is kept, not layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

_LEVELS = 1 << 16


class Dropout(keras.layers.Dropout):  # type: ignore[misc]
    """Dropout that draws 16 bits a number where Keras draws 32 and converts them: the rate is exact to 1/65,536.

    Drawing took a tenth of a step of the article's deep network.
    """

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Drop by chance when ``training``; what stays is scaled up."""
        if not training or self.rate <= 0:
            return inputs
        kept = _bits(tf.shape(inputs), self.seed_generator.next()) >= round(self.rate * _LEVELS)
        return inputs * (tf.cast(kept, inputs.dtype) * (1 / (1 - self.rate)))


def _bits(shape: Any, seed: Any) -> Any:
    """Numbers 0 to 65,535 by chance, of type uint16."""
    count = tf.reduce_prod(shape)
    words = tf.random.stateless_uniform(((count + 1) // 2,), tf.cast(seed, tf.int32), None, None, tf.uint32)
    return tf.reshape(tf.reshape(tf.bitcast(words, tf.uint16), (-1,))[:count], shape)


class Adam(keras.optimizers.Adam):  # type: ignore[misc]
    """Keras' Adam, whose dozen passes over every weight are one here: a tenth of a step of the same network."""

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Update one variable and its two moments."""
        index, step = self._get_variable_index(variable), tf.cast(self.iterations + 1, tf.float32)
        tf.raw_ops.ResourceApplyAdam(
            var=_handle(variable),
            m=_handle(self._momentums[index]),
            v=_handle(self._velocities[index]),
            beta1_power=self.beta_1**step,
            beta2_power=self.beta_2**step,
            lr=tf.cast(learning_rate, tf.float32),
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient,
        )


def _handle(variable: Any) -> Any:
    """Of a Keras variable or the TensorFlow variable in it."""
    return (variable.value if isinstance(variable, keras.Variable) else variable).handle


def learner(model: Any, *, bfloat16: bool) -> Any:
    """A copy of ``model`` to train in its place; `give_back` brings home what it has learnt.

    Args:
        model: A learner of `networks.stages`, whose weights the copy starts with.
        bfloat16: Compute in bfloat16; weights stay float32 (Keras' "mixed_bfloat16").
    """

    def remade(layer: Any) -> Any:
        config = layer.get_config()
        learns = isinstance(layer, keras.layers.Layer) and not isinstance(layer, keras.layers.InputLayer | keras.Model)
        if bfloat16 and learns:  # operations such as clip take what comes
            config["dtype"] = "mixed_bfloat16"
        plain = type(layer) is keras.layers.Dropout and layer.noise_shape is None
        return (Dropout if plain else type(layer)).from_config(config)

    copy = keras.models.clone_model(model, clone_function=remade, recursive=True)
    give_back(copy.weights, model)
    return copy


def give_back(weights: Sequence[Any], model: Any) -> None:
    """Put weights (variables or arrays, in the order of ``model.weights``) into ``model``.

    Raises:
        ValueError: They are another network's.
    """
    if len(weights) != len(model.weights):
        raise ValueError(f"{len(weights)} weights for {len(model.weights)} variables")
    for mine, theirs in zip(model.weights, weights, strict=True):
        mine.assign(theirs)

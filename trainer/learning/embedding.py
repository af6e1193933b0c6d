"""The features that a packaged model gives besides its probabilities: for similar pictures, and for what is none of the classes.

Where a frozen backbone looks, they are what it sees; where the network learnt by itself, what it gives its last layer.
Singular vectors of the training pictures make them few, and unit length makes their likeness a product. Heavy: this
imports TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from trainer.learning import networks
from trainer.learning.backbones import STEM
from trainer.learning.networks import Parts
from trainer.learning.reading import MEASURED_AT_ONCE
from trainer.learning.samples import Samples

DIMENSIONS = 128
MOST = 2_000
"""Training pictures that the features are fitted to and that distances are measured from."""
_LEAST = 1e-6
_SAME = 1e-5
"""Of unit length: what differs by less is rounding."""


class Embedding(NamedTuple):
    """A linear map of features, and the training pictures under it.

    Attributes:
        kernel: Shape (F, D): features to their components.
        reference: Shape (n, D) float16, rows of unit length.
    """

    kernel: npt.NDArray[np.float32]
    reference: npt.NDArray[np.float16]

    @property
    def dimensions(self) -> int:
        """D."""
        return int(self.kernel.shape[1])


def fit(parts: Parts, training: Samples, *, seed: int, between: Callable[[], None] = lambda: None) -> Embedding | None:
    """Fit the map to training pictures.

    The features are not centred: what all pictures of the classes have in common is what strangers lack. Centred and
    standardised ones of unit length took pages of text and noise for pictures of art (measured: docs/adr/0023).

    Args:
        parts: The trained network.
        training: Its training pictures, as the learner takes them.
        seed: Which of them are taken where they are too many, and the solver's start.
        between: Called between batches of pictures; what it raises ends the work.

    Returns:
        None where there are fewer than two pictures, or all look the same to the network.
    """
    features = _unit(_features(parts, training, _chosen(training.labels, seed), between))
    if len(features) < 2 or not (np.ptp(features, axis=0) > _SAME).any():
        return None
    kernel = _components(features, seed)
    return Embedding(kernel, _unit(features @ kernel).astype(np.float16))


def packaged(parts: Parts, image_size: int, temperature: float, embedding: Embedding) -> Any:
    """The whole network with both outputs: as `networks.deployed`, and the features.

    Args:
        parts: The trained network.
        image_size: Side of the square input in pixels.
        temperature: Divides the logits before the softmax.
        embedding: As `fit` made it.

    Returns:
        A Keras model (1, S, S, 3) uint8 to "probabilities" (1, classes) and "embedding" (1, D) of unit length.
    """
    pictures = keras.Input((image_size, image_size, 3), batch_size=1, dtype="uint8", name="pictures")
    rows = parts.backbone(pictures, training=False) if parts.backbone is not None else pictures
    logits, features = _outputs(parts, rows, embedding)
    return keras.Model(
        pictures, {"probabilities": networks.calibrated(logits, temperature), "embedding": features}, name="artclass"
    )


def _outputs(parts: Parts, rows: Any, embedding: Embedding) -> tuple[Any, Any]:
    """Logits (n, classes), and features (n, D) of unit length."""
    if _is_frozen(parts):
        logits, features = parts.learner(rows, training=False), _flat(rows)
    else:
        features, logits = _opened(parts.learner)(rows, training=False)
        features = _flat(features)
    dense = layers.Dense(embedding.dimensions, use_bias=False, name="components")
    projected = dense(features)
    dense.set_weights([embedding.kernel])
    return logits, layers.UnitNormalization(name="embedding")(projected)


def _is_frozen(parts: Parts) -> bool:
    """Whether a whole backbone sees the pictures, so that its rows are features already."""
    return parts.backbone is not None and parts.backbone.name != STEM


def _opened(learner: Any) -> Any:
    """The learner with what goes into its last layer, or into its head, as a first output."""
    before = _into(learner.outputs[0])
    while isinstance(before._keras_history.operation, layers.Flatten | layers.Dropout):
        before = _into(before)  # maps are pooled: flat, they may be hundreds of thousands of numbers
    return keras.Model(learner.inputs[0], [before, learner.outputs[0]], name="opened")


def _into(tensor: Any) -> Any:
    """What the layer that gives a tensor is given."""
    operation, node, _ = tensor._keras_history
    (given,) = operation._inbound_nodes[node].input_tensors
    return given


def _flat(features: Any) -> Any:
    """Maps become their means, as a pooled head takes them."""
    if len(features.shape) == 4:
        return layers.GlobalAveragePooling2D()(features)
    return features if len(features.shape) == 2 else layers.Flatten()(features)


def _features(
    parts: Parts, samples: Samples, chosen: npt.NDArray[np.int64], between: Callable[[], None]
) -> npt.NDArray[np.float32]:
    """Features of some pictures, (n, F)."""
    opened = None if _is_frozen(parts) else _opened(parts.learner)
    found = []
    for start in range(0, len(chosen), MEASURED_AT_ONCE):
        between()
        rows = samples.batch(chosen[start : start + MEASURED_AT_ONCE])
        given = rows if opened is None else np.asarray(opened(rows, training=False)[0])
        found.append(given.mean(axis=(1, 2)) if given.ndim == 4 else given.reshape(len(given), -1))
    return np.concatenate(found).astype(np.float32) if found else np.zeros((0, 1), np.float32)


def _chosen(labels: npt.NDArray[np.int64], seed: int) -> npt.NDArray[np.int64]:
    """Numbers of at most `MOST` pictures, as many of each class as there are, or an equal share."""
    if len(labels) <= MOST:
        return np.arange(len(labels))
    chance = np.random.default_rng(seed)
    shuffled = chance.permutation(len(labels))
    turn = np.empty(len(labels), np.int64)  # the how-manieth of its class a picture is
    for label in np.unique(labels):
        mine = shuffled[labels[shuffled] == label]
        turn[mine] = np.arange(len(mine))
    return np.sort(shuffled[np.argsort(turn[shuffled], kind="stable")][:MOST])


def _unit(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Rows of unit length; those of nothing stay nothing."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: npt.NDArray[np.float32] = rows / np.maximum(length, _LEAST)
    return unit


def _components(rows: npt.NDArray[np.float32], seed: int) -> npt.NDArray[np.float32]:
    """The first right singular vectors, at most `DIMENSIONS` of them, (F, D)."""
    from sklearn.utils.extmath import randomized_svd  # noqa: PLC0415 - heavy, and needed once a training

    _, sizes, components = randomized_svd(rows, min(DIMENSIONS, *rows.shape), random_state=seed)
    kernel: npt.NDArray[np.float32] = components[sizes > _SAME * sizes[0]].T.astype(np.float32)
    return kernel

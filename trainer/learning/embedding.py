"""The features that a packaged model gives besides its probabilities: for similar pictures, and for what is none of the classes.

Where a frozen backbone looks, they are what it sees; where the network learnt by itself, what it gives its last layer.
Principal components make them few, and unit length makes their likeness a product. Heavy: this imports TensorFlow.
"""

from __future__ import annotations

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
_LEAST = 1e-12


class Embedding(NamedTuple):
    """A linear map of features, and the training pictures under it.

    Attributes:
        kernel, bias: Shape (F, D) and (D,): features to components.
        reference: Shape (n, D) float16, rows of unit length.
    """

    kernel: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    reference: npt.NDArray[np.float16]

    @property
    def dimensions(self) -> int:
        """D."""
        return int(self.kernel.shape[1])


def fit(parts: Parts, training: Samples, *, seed: int) -> Embedding | None:
    """Fit the map to training pictures.

    Args:
        parts: The trained network.
        training: Its training pictures, as the learner takes them.
        seed: Which of them are taken where they are too many, and the solver's start.

    Returns:
        None where there are fewer than two pictures, or all look the same to the network.
    """
    features = _features(parts, training, _chosen(training.labels, seed))
    if len(features) < 2:
        return None
    mean, spread = features.mean(axis=0), features.std(axis=0)
    alive = spread > 1e-6
    if not alive.any():
        return None
    scale = np.where(alive, 1 / np.where(alive, spread, 1), 0).astype(np.float32)
    components = _principal((features - mean) * scale, seed)
    kernel = (components * scale).T.astype(np.float32)
    bias = -(mean @ kernel).astype(np.float32)
    projected = features @ kernel + bias
    length = np.sqrt(np.maximum((projected**2).sum(axis=1, keepdims=True), _LEAST))
    return Embedding(kernel, bias, (projected / length).astype(np.float16))


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
    dense = layers.Dense(embedding.dimensions, name="components")
    projected = dense(features)
    dense.set_weights([embedding.kernel, embedding.bias])
    return logits, layers.UnitNormalization(name="embedding")(projected)


def _is_frozen(parts: Parts) -> bool:
    """Whether a whole backbone sees the pictures, so that its rows are features already."""
    return parts.backbone is not None and parts.backbone.name != STEM


def _opened(learner: Any) -> Any:
    """The learner with what goes into its last layer, or into its head, as a first output."""
    operation, node, _ = learner.outputs[0]._keras_history
    (before,) = operation._inbound_nodes[node].input_tensors
    return keras.Model(learner.inputs, [before, learner.outputs[0]], name="opened")


def _flat(features: Any) -> Any:
    """Maps become their means, as a pooled head takes them."""
    if len(features.shape) == 4:
        return layers.GlobalAveragePooling2D()(features)
    return features if len(features.shape) == 2 else layers.Flatten()(features)


def _features(parts: Parts, samples: Samples, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Features of some pictures, (n, F)."""
    opened = None if _is_frozen(parts) else _opened(parts.learner)
    found = []
    for start in range(0, len(chosen), MEASURED_AT_ONCE):
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


def _principal(rows: npt.NDArray[np.float32], seed: int) -> npt.NDArray[np.float32]:
    """The first principal components, (D, F)."""
    from sklearn.decomposition import PCA  # noqa: PLC0415 - heavy, and needed once a training

    count = min(DIMENSIONS, rows.shape[1], len(rows) - 1)
    solver = "randomized" if min(rows.shape) > 4 * count else "full"
    fitted = PCA(count, svd_solver=solver, random_state=seed).fit(rows)
    components: npt.NDArray[np.float32] = fitted.components_.astype(np.float32)
    return components

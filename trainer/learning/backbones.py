"""Pretrained networks: what is read off them at which sizes, and where they are cut for fine-tuning."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import keras
from keras import layers

from trainer import weights
from trainer.architectures import Architecture, Scaling
from trainer.config import TrainConfig

_CAFFE_MEANS = [-103.939, -116.779, -123.68]  # of ImageNet, blue first
_PLACES = (1, 2)
STEM = "stem"


class Pretrained(NamedTuple):
    """A network of ``keras.applications`` with its weights, frozen, and the settings that say how it is read.

    Attributes:
        network: Pictures as the network takes them to the maps of its last layer.
        row: Its row of the table.
        config: The run's settings.
    """

    network: Any
    row: Architecture
    config: TrainConfig

    @property
    def taps(self) -> tuple[str, ...]:
        """Layers that are read besides the last one."""
        return self.row.taps if self.config.head == "pooled" else ()

    def tensor(self, name: str) -> Any:
        """What the layer of this name gives."""
        return self.network.get_layer(name).output


def load(row: Architecture, config: TrainConfig) -> Pretrained:
    """Build the network and fill it.

    With mixed sizes it is built for any size, so that all of them go through the same layers.

    Raises:
        WeightsError: The weights are missing or do not fit.
    """
    assert row.keras_name is not None
    side = None if config.sizes else config.image_size
    network = getattr(keras.applications, row.keras_name)(weights=None, include_top=False, input_shape=(side, side, 3))
    weights.load(network, row, config.weights)
    network.trainable = False
    return Pretrained(network, row, config)


def backbone(pretrained: Pretrained) -> Any:
    """Everything before the head, frozen: uint8 pictures (n, S, S, 3) to features."""
    pictures = keras.Input((pretrained.config.image_size,) * 2 + (3,), dtype="uint8")
    model = keras.Model(pictures, _read(_reader(pretrained), pictures, pretrained), name="backbone")
    model.trainable = False
    return model


def boundary(row: Architecture, blocks: int) -> str | None:
    """The layer behind which the last ``blocks`` blocks begin; None where that is the whole network."""
    return row.blocks[-blocks - 1] if blocks < len(row.blocks) else None


def whole(pretrained: Pretrained, head: Any) -> Any:
    """All of the network, with weights of its own, and the head: pictures 0 to 255 (n, S, S, 3) to logits."""
    pictures = keras.Input((pretrained.config.image_size,) * 2 + (3,))
    reader = _copy(_reader(pretrained), "tail")
    return keras.Model(pictures, head(_read(reader, pictures, pretrained)), name="tuned")


def cut(pretrained: Pretrained, layer: str, head: Any) -> tuple[Any, Any]:
    """Cut the network behind a layer.

    Args:
        pretrained: The network; it is left as it is.
        layer: The last frozen layer: everything behind it sees of the pictures only what this one gives.
        head: The trained head; the learner shares its layers.

    Returns:
        The frozen stem, uint8 pictures (n, S, S, 3) to flat rows (n, R), and the learner, rows to logits, whose
        blocks begin with the network's weights. A row holds, one size after the other, the maps of the layer and
        the means and deviations of the taps before it. Batch normalisation is always as in classifying: a batch
        of a person's few pictures says less than ImageNet did.
    """
    names = [one.name for one in pretrained.network.layers]
    early = tuple(tap for tap in pretrained.taps if names.index(tap) <= names.index(layer))
    late = tuple(tap for tap in pretrained.taps if tap not in early)
    front = _model(pretrained, pretrained.network.input, (layer, *early), STEM)
    pictures = keras.Input((pretrained.config.image_size,) * 2 + (3,), dtype="uint8")
    seen = [front(look, training=False) for look in _looks(pictures, pretrained)]
    stem = keras.Model(pictures, _joined([_packed(outputs) for outputs in seen]), name=STEM)
    stem.trainable = False

    back = _copy(_model(pretrained, pretrained.tensor(layer), late, "tail", last=True), "tail")
    rows = keras.Input(stem.output_shape[1:])
    features = [_behind(back, maps, told, pretrained) for maps, told in _unpacked(rows, seen)]
    return stem, keras.Model(rows, head(_joined(features)), name="tuned")


def scaled(pictures: Any, scaling: Scaling) -> Any:
    """Pictures 0 to 255 as a backbone takes them: what ``keras.applications``' preprocess_input does."""
    numbers = layers.Rescaling(1.0)(pictures)  # uint8 to float32
    match scaling:
        case "unit":
            return layers.Rescaling(1 / 127.5, -1.0)(numbers)
        case "caffe":
            return layers.Rescaling(1.0, _CAFFE_MEANS)(numbers[..., ::-1])
        case "own":
            return numbers


def _looks(pictures: Any, pretrained: Pretrained) -> list[Any]:
    """The pictures at each size, scaled."""
    config = pretrained.config
    sides = dict.fromkeys((config.image_size, *sorted(config.sizes, reverse=True)))
    return [scaled(_smaller(pictures, config.image_size, side), pretrained.row.scaling) for side in sides]


def _smaller(pictures: Any, side: int, target: int) -> Any:
    """Pictures resized by what LiteRT and ONNX know: halved by averages while that is not too small, then bilinear."""
    if target == side:
        return pictures
    numbers = layers.Rescaling(1.0)(pictures)
    while side >= 2 * target:
        numbers, side = layers.AveragePooling2D(2)(numbers), side // 2
    return layers.Resizing(target, target, interpolation="bilinear")(numbers) if side != target else numbers


def _model(pretrained: Pretrained, given: Any, names: Sequence[str], title: str, *, last: bool = False) -> Any:
    """The part of the network from a tensor to the outputs of some layers and, if asked, the last one."""
    end = [pretrained.network.output] if last else []
    return keras.Model(given, [*map(pretrained.tensor, names), *end], name=title)


def _reader(pretrained: Pretrained) -> Any:
    """The network with all that is read off it."""
    network = pretrained.network
    return _model(pretrained, network.input, pretrained.taps, network.name, last=True)


def _copy(model: Any, name: str) -> Any:
    """The same layers with weights of their own that begin the same, and may learn."""
    copied = keras.models.clone_model(model)
    copied.set_weights(model.get_weights())
    for part in copied.layers:  # one by one: a model that says it is trainable already passes nothing on
        part.trainable = not isinstance(part, layers.BatchNormalization)  # frozen: it stays as in classifying
    copied.name = name
    return copied


def _read(reader: Any, pictures: Any, pretrained: Pretrained) -> Any:
    """The features of pictures, all sizes joined."""
    outputs = [_listed(reader(look, training=False)) for look in _looks(pictures, pretrained)]
    return _joined([_features([_told(tap) for tap in taps], last, pretrained) for *taps, last in outputs])


def _behind(back: Any, maps: Any, told: Sequence[tuple[Any, Any]], pretrained: Pretrained) -> Any:
    *taps, last = _listed(back(maps, training=False))
    return _features([*told, *map(_told, taps)], last, pretrained)


def _features(told: Sequence[tuple[Any, Any]], last: Any, pretrained: Pretrained) -> Any:
    """What a head takes: of a pooled one, all means and then the taps' deviations."""
    if pretrained.config.head != "pooled":
        return layers.Flatten()(last) if pretrained.config.sizes else last
    return layers.Concatenate()([*(mean for mean, _ in told), _mean(last), *(deviation for _, deviation in told)])


def _told(maps: Any) -> tuple[Any, Any]:
    """Mean and standard deviation over places of each channel.

    Which textures there are says more about a technique than what is shown; means and deviations of
    a layer's channels describe them (Huang and Belongie 2017, "Arbitrary style transfer").
    """
    return _mean(maps), keras.ops.sqrt(keras.ops.var(maps, axis=_PLACES) + 1e-6)


def _mean(maps: Any) -> Any:
    return keras.ops.mean(maps, axis=_PLACES)


def _packed(outputs: Any) -> Any:
    """One flat row a picture of what a stem gives at one size."""
    maps, *taps = _listed(outputs)
    return _joined([layers.Flatten()(maps), *(part for tap in taps for part in _told(tap))])


def _unpacked(rows: Any, seen: Sequence[Any]) -> Iterator[tuple[Any, list[tuple[Any, Any]]]]:
    """Out of rows what `_packed` put in: of each size the maps, and mean and deviation of each tap."""
    start = 0

    def take(count: int) -> Any:
        nonlocal start
        start += count
        return rows[:, start - count : start]

    for outputs in seen:
        maps, *taps = _listed(outputs)
        shape = tuple(maps.shape[1:])
        whole = layers.Reshape(shape)(take(math.prod(shape)))
        yield whole, [(take(tap.shape[-1]), take(tap.shape[-1])) for tap in taps]


def _listed(outputs: Any) -> list[Any]:
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def _joined(parts: Sequence[Any]) -> Any:
    return layers.Concatenate()(list(parts)) if len(parts) > 1 else parts[0]

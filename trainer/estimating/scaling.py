"""A first answer for the whole table: three networks are measured, the others are scaled from them by what they have to do."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from trainer import architectures, presets
from trainer.architectures import Architecture
from trainer.config import FineTuning
from trainer.estimating import sizes
from trainer.estimating.values import Speed, Tuning


class Kin(NamedTuple):
    """How a network compares with the measured one of its kind, as seen on one machine; each machine differs a little.

    Attributes:
        like: The network that is measured.
        work: Its forward time a multiply-add, by that one's.
        layers: Its layers, by that one's: building and converting go layer by layer.
        features: Numbers a picture that its pooled head reads.
    """

    like: str
    work: float
    layers: float
    features: int


MEASURED = ("deep_cnn", "mobilenet_v2", "vgg16")
"""Measured first: one that learns from pictures alone, a light backbone and a heavy one."""

KIN: dict[str, Kin] = {
    "mobilenet_v2": Kin("mobilenet_v2", 1.0, 1.0, 2816),
    "efficientnet_v2_b0": Kin("mobilenet_v2", 0.6, 1.6, 3008),
    "vgg16": Kin("vgg16", 1.0, 1.0, 2048),
    "vgg19": Kin("vgg16", 1.0, 1.15, 2048),
    "resnet50": Kin("vgg16", 1.25, 3.4, 5120),
    "inception_v3": Kin("vgg16", 1.3, 7.0, 4160),
}
_PACK_BY_BUILD = 12.0  # converting takes so many times as long as building, for every network that was tried
_START_BY_BUILD = 2.0  # so does getting the steps of fine-tuning ready
_COMPARED = 200  # pictures on which two engines or more are tried
_LAST_BLOCKS = {"vgg16": 0.45, "vgg19": 0.5}  # forward time of the last three blocks, in parts of the whole
_LAST_BLOCKS_OF_OTHERS = 0.2
_BACKWARD = 3.0  # learning takes so many times as long as looking


def speeds(anchors: dict[str, Speed], classes: int) -> dict[str, Speed]:
    """A speed for every architecture of the table, all of them rough.

    Args:
        anchors: Those of `MEASURED`, as far as they were measured.
        classes: How many classes there are.
    """
    rough = {}
    for row in architectures.ARCHITECTURES:
        speed = _pretrained(row, anchors) if row.pretrained else _scratch(row, anchors, classes)
        rough[row.name] = msgspec.structs.replace(speed, rough=True)
    return rough


def _scratch(row: Architecture, anchors: dict[str, Speed], classes: int) -> Speed:
    known = anchors["deep_cnn"]
    if row.name == known.name:
        return known
    now, then = sizes.of_scratch(presets.config(row.name), classes), sizes.reference(known, classes)
    work = now.macs / then.macs
    return msgspec.structs.replace(
        known,
        name=row.name,
        image_size=row.image_size,
        step_seconds=known.step_seconds * now.parameters / then.parameters,
        picture_seconds=known.picture_seconds * work,
        measure_seconds=known.measure_seconds * work,
        predict_seconds=known.predict_seconds * work,
        parameters=now.parameters,
        picture_mb=known.picture_mb * now.activations / then.activations,
        model_mb=known.model_mb * now.parameters / then.parameters,
    )


def _pretrained(row: Architecture, anchors: dict[str, Speed]) -> Speed:
    kin = KIN[row.name]
    known = anchors[kin.like]
    head = anchors["mobilenet_v2"]
    forward = known.forward_seconds * kin.work * row.forward_gflops / known.gmacs
    build = known.build_seconds * kin.layers
    growth = kin.features / head.features
    weights_mb = row.parameters * 4
    return Speed(
        name=row.name,
        image_size=row.image_size,
        gmacs=row.forward_gflops,
        build_seconds=build,
        choose_seconds=_COMPARED * 2 * forward + build * _PACK_BY_BUILD / 2,
        engine_seconds=build * _PACK_BY_BUILD / 2,
        forward_seconds=forward,
        start_seconds=head.start_seconds,
        step_seconds=head.step_seconds * growth,
        picture_seconds=head.picture_seconds * growth,
        measure_seconds=head.measure_seconds * growth,
        pack_seconds=build * _PACK_BY_BUILD,
        predict_seconds=forward,
        features=kin.features,
        parameters=head.parameters * growth,
        base_mb=head.base_mb + weights_mb,
        look_mb=160 + 32 * 0.5 * row.image_size**2 * 64 * 4 / 1e6,  # two maps of 64 filters at half the side
        picture_mb=0.1,
        pack_mb=300 + 4 * weights_mb,
        model_mb=2 * weights_mb,
        tuning=(_tuning(row, forward, build),),
    )


def _tuning(row: Architecture, forward: float, build: float) -> Tuning:
    share = _LAST_BLOCKS.get(row.name, _LAST_BLOCKS_OF_OTHERS)
    return Tuning(
        blocks=FineTuning().blocks,
        share=share,
        numbers=40_000,
        engine_seconds=0.0,
        stem_seconds=forward * (1 - share),
        start_seconds=build * _START_BY_BUILD,
        step_seconds=0.05,
        picture_seconds=forward * share * _BACKWARD,
        measure_seconds=forward * share,
        picture_mb=12.0,
        parameters=row.parameters / 2,
    )

"""What the end of a run takes: converting and writing the model, and asking it about a picture. Heavy."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

from trainer import __version__, package, parallel
from trainer.config import TrainConfig
from trainer.estimating.clock import once, timed
from trainer.exporting import export
from trainer.learning.networks import Parts
from trainer.package import Package, PackageInfo
from trainer.pixels import DECODE_SPEC, Pixels
from trainer.predicting.predictor import Predictor


class Packed(NamedTuple):
    """Seconds of converting and writing, seconds of a picture with all cores at it, and the files' size in MB."""

    seconds: float
    picture: float
    megabytes: float


def packed(parts: Parts, config: TrainConfig, classes: int, square: Pixels) -> Packed:
    """Pack a network as a finished run does, into a folder that is gone afterwards.

    Args:
        parts: The network, learnt or not.
        config: The settings of the run.
        classes: How many classes there are.
        square: A picture (S, S, 3).
    """
    side, models = config.image_size, list[bytes]()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "model.keras")
        seconds = once(lambda: export.keras_file(parts, path, image_size=side, temperature=1.0))
        seconds += once(lambda: models.append(export.litert(parts, image_size=side, temperature=1.0)))
        megabytes = (path.stat().st_size + len(models[0])) / 1e6
    predictor = Predictor(Package(info=_info(config, classes), model=models[0]))
    picture = timed(lambda: predictor.probabilities(square), most=20) / parallel.usable_cores()
    return Packed(seconds, picture, megabytes)


def _info(config: TrainConfig, classes: int) -> PackageInfo:
    return PackageInfo(
        format=package.FORMAT,
        name=config.architecture,
        classes=tuple(str(number) for number in range(classes)),
        image_size=config.image_size,
        decode=DECODE_SPEC,
        architecture=config.architecture,
        version=__version__,
        created="",
        temperature=1.0,
        seen=(),
    )

"""Where a pretrained backbone's weights come from: Keras' cache, a download into it, or a file that is named."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trainer.architectures import Architecture
from trainer.errors import WeightsError
from trainer.keras_cache import available, cached_file

IMAGENET, RANDOM = "imagenet", "random"
_TIMEOUT = 15.0  # seconds a server may be silent
_log = logging.getLogger(__name__)


def fetch(architecture: Architecture) -> None:
    """See to it that the ImageNet weights are on this machine.

    Raises:
        WeightsError: They are not, and cannot be downloaded.
    """
    if not available(architecture):
        _imagenet(architecture)


def load(backbone: Any, architecture: Architecture, weights: str) -> None:
    """Fill a backbone that was built with random weights.

    Args:
        backbone: The Keras model.
        architecture: Its row.
        weights: "imagenet", "random" or the path of a weights file (.h5, .weights.h5, .keras).

    Raises:
        WeightsError: They are not here and cannot be downloaded, or do not fit.
    """
    if weights == RANDOM:
        return
    path = _imagenet(architecture) if weights == IMAGENET else Path(weights).expanduser()
    if not path.is_file():
        raise WeightsError(
            "There is no weights file of this name", path=path, remedy="Check the name that follows --weights."
        )
    _fill(backbone, path, architecture)


def _imagenet(architecture: Architecture) -> Path:
    path = cached_file(architecture)
    assert path is not None, architecture.name
    if path.is_file():
        return path
    try:
        _download(architecture)
    except Exception as error:  # urllib, sockets, a wrong hash, a read-only cache: all mean that there is no file
        raise _missing(architecture, path) from error
    if not path.is_file():
        raise _missing(architecture, path)
    return path


def _missing(architecture: Architecture, path: Path) -> WeightsError:
    return WeightsError(
        f"The pretrained weights of {architecture.title} are not on this computer and could not be downloaded",
        path=path,
        remedy=f"Connect to the internet and try again, or get the file {path.name} from somebody and put it into "
        f"{path.parent}, or name it with --weights FILE.",
    )


def _download(architecture: Architecture) -> None:
    """Let Keras fetch its file: it knows the address and the checksum."""
    from trainer import device  # noqa: PLC0415

    device.prepare()
    import keras  # noqa: PLC0415 - heavy

    _log.info("downloading the weights of %s", architecture.title)
    with _impatient():
        getattr(keras.applications, architecture.keras_name or "")(weights=IMAGENET, include_top=False)
    keras.backend.clear_session()


@contextlib.contextmanager
def _impatient() -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_TIMEOUT)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _fill(backbone: Any, path: Path, architecture: Architecture) -> None:
    before = [variable.numpy() for variable in backbone.weights]
    try:
        if path.suffix == ".keras":
            import keras  # noqa: PLC0415 - heavy

            backbone.set_weights(keras.models.load_model(path, compile=False).get_weights())
        else:
            backbone.load_weights(path)
        _check_filled(backbone, before)
    except Exception as error:  # h5py and Keras raise anything on a damaged or foreign file
        raise WeightsError(
            f"This file does not hold the weights of {architecture.title} without its top",
            path=path,
            remedy=f"It may be damaged or belong to another network; the file that fits is called "
            f"{architecture.weights_file}.",
        ) from error


def _check_filled(backbone: Any, before: list[Any]) -> None:
    """See that every kernel got new numbers: Keras passes over layers that a file lacks with a warning only."""
    for variable, old in zip(backbone.weights, before, strict=True):
        if old.ndim >= 2 and (variable.numpy() == old).all():
            raise ValueError(f"{variable.path} is not in the file")

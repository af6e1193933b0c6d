"""Where a pretrained backbone's weights come from: Keras' cache, a download into it, or a file that is named."""

from __future__ import annotations

import contextlib
import logging
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from trainer.architectures import Architecture
from trainer.errors import WeightsError
from trainer.keras_cache import available, cached_file

IMAGENET, RANDOM = "imagenet", "random"
_SERVER = "https://storage.googleapis.com/tensorflow/keras-applications/"  # where Keras keeps all of them
_TIMEOUT = 15.0  # seconds a server may be silent
_log = logging.getLogger(__name__)


def settled(architecture: Architecture, weights: str, *, on_download: Callable[[], None] = lambda: None) -> str:
    """See to it that the weights can be had before anything else is begun; light where they are there.

    Args:
        architecture: Its row.
        weights: "imagenet", "random" or the path of a weights file.
        on_download: Told when a download begins.

    Returns:
        ``weights``; a path as an absolute one, for a run may be gone on with from elsewhere.

    Raises:
        WeightsError: They are not here and cannot be downloaded.
    """
    if not architecture.pretrained or weights == RANDOM:
        return weights
    if weights == IMAGENET:
        fetch(architecture, on_download=on_download)
        return weights
    return str(_named(weights))


def fetch(architecture: Architecture, *, on_download: Callable[[], None] = lambda: None) -> None:
    """See to it that the ImageNet weights are on this machine.

    Raises:
        WeightsError: They are not, and cannot be downloaded.
    """
    if not available(architecture):
        _imagenet(architecture, on_download)


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
    path = _imagenet(architecture) if weights == IMAGENET else _named(weights)
    _fill(backbone, path, architecture)


def _named(weights: str) -> Path:
    path = Path(weights).expanduser().absolute()
    if not path.is_file():
        raise WeightsError(
            "There is no weights file of this name", path=path, remedy="Check the name that follows --weights."
        )
    return path


def _imagenet(architecture: Architecture, on_download: Callable[[], None] = lambda: None) -> Path:
    path = cached_file(architecture)
    assert path is not None, architecture.name
    if path.is_file():
        return path
    try:
        _reach(_SERVER)
        on_download()
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
        f"{path.parent}, or name it with --weights FILE (in the window: Advanced settings, Starting weights).",
    )


def _reach(address: str) -> None:
    """See whether there is a network at all, before TensorFlow is brought up for nothing.

    Raises:
        OSError: There is none.
    """
    with contextlib.suppress(urllib.error.HTTPError):  # somebody has answered
        urllib.request.urlopen(urllib.request.Request(address, method="HEAD"), timeout=_TIMEOUT).close()  # noqa: S310


def _download(architecture: Architecture) -> None:
    """Let Keras fetch its file: it knows the address and the checksum."""
    from trainer import device  # noqa: PLC0415

    device.prepare()
    import keras  # noqa: PLC0415 - heavy

    keras.utils.disable_interactive_logging()  # no bars of its own among ours
    _log.info("downloading the weights of %s", architecture.title)
    with _impatient():
        getattr(keras.applications, architecture.keras_name or "")(
            weights=IMAGENET, include_top=False, input_shape=(architecture.image_size, architecture.image_size, 3)
        )
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
    from trainer.exporting import h5_limits, loading  # noqa: PLC0415 - seldom needed

    before = [variable.numpy() for variable in backbone.weights]
    try:
        if path.suffix == ".keras":
            backbone.set_weights(loading.keras_model(path).get_weights())  # looked at first: it may come from anywhere
        else:
            h5_limits.check(path, path.stat().st_size)
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

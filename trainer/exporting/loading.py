"""Opening a Keras model file that may come from elsewhere: no code of its own is ever run, and it is looked at first."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import msgspec

from trainer.errors import PackageError, disk_error
from trainer.exporting import h5_limits

_CONFIG, _WEIGHTS = "config.json", "model.weights.h5"
_LIMITS = {_CONFIG: 50_000_000, _WEIGHTS: 8_000_000_000, "metadata.json": 1_000_000}  # bytes
_RATIO = 200
_FREE = 1_000_000  # bytes that a member may always unpack to
_DEPTH = 200  # of the configuration's nesting

_MODULES = ("keras", "keras.layers", "keras.models", "keras.initializers", "keras.regularizers", "keras.constraints")
_KEEPERS = ("keras.src.models.", "keras.src.layers.", "keras.src.ops.")
_CODE = frozenset(("Lambda", "TorchModuleWrapper", "TFSMLayer", "JaxLayer", "FlaxLayer", "function", "__lambda__"))


def keras_model(path: Path) -> Any:
    """Load a ``.keras`` file in Keras' safe mode, uncompiled, after its configuration and sizes were looked at.

    Raises:
        PackageError: There is none, it is damaged, it holds code of its own, or it unpacks to too much.
        DiskError: It cannot be read.
    """
    check(path)
    import keras  # noqa: PLC0415 - heavy

    try:
        return keras.models.load_model(path, compile=False, safe_mode=True)
    except MemoryError:
        raise
    except Exception as error:  # Keras and h5py raise anything on a damaged file
        raise _damaged(path) from error


def check(path: Path) -> None:
    """Look at a ``.keras`` file without loading it; light.

    Raises:
        PackageError: There is none, it is damaged, it holds code of its own, or it unpacks to too much.
        DiskError: It cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive)
            _check_code(msgspec.json.decode(archive.read(_CONFIG)))
            _check_weights(archive)
    except FileNotFoundError as error:
        raise PackageError("There is no model here", path=path, remedy="Choose a finished run.") from error
    except _RunsCode as error:
        raise PackageError(
            f"This model file holds code of its own ({error}) and was not loaded",
            path=path,
            remedy="ArtClass uses models that consist of Keras' own layers only.",
        ) from error
    except OSError as error:
        if error.errno is not None:
            raise disk_error(error, path) from error
        raise _damaged(path) from error  # HDF5's own
    except (zipfile.BadZipFile, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
        raise _damaged(path) from error
    except Exception as error:  # zlib.error, lzma.LZMAError, msgspec's, h5py's
        raise _damaged(path) from error


class _RunsCode(Exception):
    """What in it would run."""


def _damaged(path: Path) -> PackageError:
    return PackageError(
        "This model file is damaged or no Keras model", path=path, remedy="Copy it again from where it came from."
    )


def _check_sizes(archive: zipfile.ZipFile) -> None:
    for member in archive.infolist():
        if member.is_dir():
            continue
        if member.filename not in _LIMITS:
            raise ValueError(f"holds {member.filename[:100]}")
        most = max(_FREE, _RATIO * member.compress_size)
        if member.file_size > min(_LIMITS[member.filename], most):
            raise ValueError("unpacks to far more than it is")


def _check_code(config: Any) -> None:
    """See that every object that the configuration names is one of Keras' own, and none that runs what it is given."""
    waiting = [(config, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _DEPTH:
            raise ValueError("is nested too deeply")
        if isinstance(value, dict):
            if "class_name" in value:
                _check_object(value)
            waiting += [(item, depth + 1) for item in value.values()]
        elif isinstance(value, list):
            waiting += [(item, depth + 1) for item in value]


def _check_object(value: dict[str, Any]) -> None:
    name, module = str(value["class_name"]), value.get("module")
    if name in _CODE:
        raise _RunsCode(name[:100])
    known = name.startswith("__") if module is None else module in _MODULES or str(module).startswith(_KEEPERS)
    if not known or value.get("registered_name") not in (None, name):
        raise _RunsCode(f"{str(module)[:100]}.{name[:100]}")


def _check_weights(archive: zipfile.ZipFile) -> None:
    size = archive.getinfo(_WEIGHTS).compress_size
    with archive.open(_WEIGHTS) as stream:
        h5_limits.check(stream, size)

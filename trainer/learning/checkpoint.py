"""Where a training stands, in one file: complete or not at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from trainer import files
from trainer.errors import ProjectError, disk_error

_NAME = "state.npz"
Arrays = list[npt.NDArray[Any]]


class State(msgspec.Struct, kw_only=True):
    """The numbers of a training; the weights are beside it in the checkpoint.

    Attributes:
        dataset: Fingerprint of what is learned from; empty before the first step.
        started: When the run was started (ISO 8601).
        epoch: Epochs that are over.
        step: Steps taken in the epoch that runs.
        loss_sum, correct, seen: Of that epoch's training pictures so far.
        best_loss, best_epoch: Of the validation; epoch 0 means that there is none yet.
        seconds: Time spent in all sittings.
        over: Learning has ended; what is left is packing and measuring.
    """

    dataset: str = ""
    started: str = ""
    epoch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    correct: int = 0
    seen: int = 0
    best_loss: float | None = None
    best_epoch: int = 0
    seconds: float = 0.0
    over: bool = False


class Checkpoint(msgspec.Struct, frozen=True):
    """A state with all variables of the learner and the optimiser, and the best weights so far."""

    state: State
    learner: Arrays
    optimizer: Arrays
    best: Arrays


def save(folder: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint over the last one, completely or not at all.

    Args:
        folder: Made where it is absent, in a run folder that must be there.
        checkpoint: What to write.

    Raises:
        DiskError: The disk is full, read-only or gone, or the run folder has vanished.
    """
    arrays: dict[str, npt.NDArray[Any]] = {"state": np.frombuffer(msgspec.json.encode(checkpoint.state), np.uint8)}
    for name in ("learner", "optimizer", "best"):
        arrays |= {f"{name}/{number}": array for number, array in enumerate(getattr(checkpoint, name))}
    files.make_folders(folder, within=folder.parent)
    with files.atomic(folder / _NAME) as partial, partial.open("wb") as stream:
        np.savez(stream, **arrays)  # type: ignore[arg-type]


def load(folder: Path) -> Checkpoint | None:
    """The checkpoint in ``folder``; None where there is none.

    Raises:
        ProjectError: It is damaged.
        DiskError: It cannot be read.
    """
    try:
        data = (folder / _NAME).read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            state = msgspec.json.decode(arrays["state"].tobytes(), type=State)
            return Checkpoint(state, *(_numbered(arrays, name) for name in ("learner", "optimizer", "best")))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, EOFError, msgspec.DecodeError, zipfile.BadZipFile) as error:
        raise ProjectError(
            "The checkpoint of this run is damaged", path=folder / _NAME, remedy="Start a new training."
        ) from error
    except OSError as error:
        raise disk_error(error, folder / _NAME) from error


def _numbered(arrays: Any, name: str) -> Arrays:
    count = sum(key.startswith(f"{name}/") for key in arrays.files)
    return [arrays[f"{name}/{number}"] for number in range(count)]


def restore(variables: Sequence[Any], arrays: Arrays) -> None:
    """Give Keras variables their values back.

    Raises:
        ValueError: They belong to another network.
    """
    if len(variables) != len(arrays):
        raise ValueError(f"{len(arrays)} arrays for {len(variables)} variables")
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)

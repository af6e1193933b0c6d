"""Where a training stands, on disk: its state in one file, the best weights so far in another, each complete or not at all."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from trainer import files
from trainer.errors import ProjectError, disk_error
from trainer.running import moments

FORMAT = 2
_STATE = "state.npz"
_BEST = "best-*.npz"
_OF_OTHERS = (".control", ".run.json")
Arrays = list[npt.NDArray[Any]]


class State(msgspec.Struct, kw_only=True):
    """The numbers of a training; the weights are beside it in the checkpoint.

    Attributes:
        format: Of the checkpoint; 0 before there was a number.
        dataset: Fingerprint of what is learned from; empty before the first step.
        started: When the run was started (ISO 8601).
        phase: Number of the phase, from 0.
        phase_start: Epochs that were over when it began.
        epoch: Epochs that are over, of all phases.
        step: Steps taken in the epoch that runs.
        loss_sum, weight, correct, seen: Of that epoch's training pictures so far; ``weight`` is that of their classes.
        best_loss, best_epoch: Of the validation, of all phases; epoch 0 means that there is none yet.
        best_phase: The phase whose learner has the best weights.
        lowered: How often a plateau has lowered the rate in this phase.
        since: The epoch from which epochs without progress are counted for that.
        seconds: Time spent in all sittings.
        over: Learning has ended; what is left is packing and measuring.
        engine: What the run's ``engine.json`` holds, as text.
        precision: What the weights are learnt with.
        cores: With how many threads: with others, the last digits would differ.
    """

    format: int = 0
    dataset: str = ""
    started: str = ""
    phase: int = 0
    phase_start: int = 0
    epoch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    weight: float = 0.0
    correct: int = 0
    seen: int = 0
    best_loss: float | None = None
    best_epoch: int = 0
    best_phase: int = 0
    lowered: int = 0
    since: int = 0
    seconds: float = 0.0
    over: bool = False
    engine: str = ""
    precision: str = "float32"
    cores: int = 0


class Checkpoint(msgspec.Struct, frozen=True):
    """A state with all variables of the learner and the optimiser, and the best weights so far."""

    state: State
    learner: Arrays
    optimizer: Arrays
    best: Arrays


def save(folder: Path, checkpoint: Checkpoint, *, best_is_there: bool = False) -> None:
    """Write a checkpoint over the last one, completely or not at all.

    The best weights are written first, into a file named by their epoch, and the last ones deleted when the
    state has taken its place: whenever the process is killed, the state that is there finds its best weights.

    Args:
        folder: Made where it is absent, in a run folder that must be there.
        checkpoint: What to write.
        best_is_there: The best weights were written by an earlier call and need not be again.

    Raises:
        DiskError: The disk is full, read-only or gone, or the run folder has vanished.
    """
    state = checkpoint.state
    state.format = FORMAT
    files.make_folders(folder, within=folder.parent)
    if checkpoint.best and not best_is_there:
        _write(_best_path(folder, state), _numbers("best", checkpoint.best))
        moments.reached("best-written")
    arrays = {"state": np.frombuffer(msgspec.json.encode(state), np.uint8)}
    for name in ("learner", "optimizer"):
        arrays |= _numbers(name, getattr(checkpoint, name))
    _write(folder / _STATE, arrays, moment="last-checkpoint" if state.over else "checkpoint")
    moments.reached("checkpoint-renamed")
    for path in folder.glob(_BEST):
        if path != _best_path(folder, state):
            with contextlib.suppress(OSError):
                path.unlink()


def _best_path(folder: Path, state: State) -> Path:
    return folder / _BEST.replace("*", str(state.best_epoch))


def _numbers(name: str, arrays: Arrays) -> dict[str, npt.NDArray[Any]]:
    return {f"{name}/{number}": array for number, array in enumerate(arrays)}


def _write(path: Path, arrays: Mapping[str, npt.NDArray[Any]], *, moment: str = "best") -> None:
    with files.atomic(path) as partial, partial.open("wb") as stream:
        np.savez(stream, **arrays)  # type: ignore[arg-type]
        moments.reached(moment)


def load(folder: Path) -> Checkpoint | None:
    """The checkpoint in ``folder``; None where there is none.

    Raises:
        ProjectError: It is damaged, or of another version of the program.
        DiskError: It cannot be read.
    """
    found = _read(folder / _STATE)
    if found is None:
        return None
    state = _state(found, folder / _STATE)
    best: Arrays = []
    if state.best_epoch:
        beside = _read(_best_path(folder, state))
        if beside is None:
            raise _damaged(_best_path(folder, state))
        best = _numbered(beside, "best")
    return Checkpoint(state, _numbered(found, "learner"), _numbered(found, "optimizer"), best)


def tidy(folder: Path) -> None:
    """Clear away what was half written when the process was killed; the run must be held.

    In the run folder around it, others may be writing just now: what steers the run, and what a person says of it.
    """
    mine = [*folder.glob(".*.part"), *folder.parent.glob(".*.part")]
    for path in mine:
        if not path.name.startswith(_OF_OTHERS):
            with contextlib.suppress(OSError):
                path.unlink()


def peek(folder: Path) -> State | None:
    """The state alone, without the weights; None where there is none that can be read."""
    path = folder / _STATE
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return _state({"state": arrays["state"]}, path)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, ProjectError):
        return None


def _state(found: Mapping[str, npt.NDArray[Any]], path: Path) -> State:
    try:
        state = msgspec.json.decode(found["state"].tobytes(), type=State)
    except (KeyError, msgspec.DecodeError) as error:
        raise _damaged(path) from error
    if state.format != FORMAT:
        age = "a later" if state.format > FORMAT else "an earlier"
        raise ProjectError(
            f"This training was begun by {age} version of ArtClass, whose checkpoints are of another kind",
            path=path,
            remedy="Start a new training with the same settings, or go on with that version.",
        )
    return state


def _read(path: Path) -> dict[str, npt.NDArray[Any]] | None:
    """All arrays of a file; None where it is not there.

    Raises:
        ProjectError: It is damaged.
        DiskError: It cannot be read.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise _damaged(path) from error
    except OSError as error:
        raise disk_error(error, path) from error


def _damaged(path: Path) -> ProjectError:
    return ProjectError("The checkpoint of this run is damaged", path=path, remedy="Start a new training.")


def _numbered(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Arrays:
    count = sum(key.startswith(f"{name}/") for key in arrays)
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

"""What libraries raise where a disk refuses, said as the disk's refusal. Heavy: this imports TensorFlow."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import tensorflow as tf

from trainer.errors import disk_error

_REFUSALS = {number: os.strerror(number) for number in (28, 30, 13, 122)}  # full, read-only, access, quota


@contextlib.contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Say what a full disk makes HDF5 and TensorFlow raise as a disk's refusal.

    Raises:
        DiskError: The disk is full, read-only or gone.
    """
    try:
        yield
    except OSError as error:
        raise disk_error(_numbered(error), path) from error
    except tf.errors.OpError as error:
        number = next((number for number, words in _REFUSALS.items() if words in str(error)), None)
        if number is None:
            raise
        raise disk_error(OSError(number, _REFUSALS[number]), path) from error


def _numbered(error: OSError) -> OSError:
    """HDF5's errors tell their number in the text only."""
    found = next((number for number in _REFUSALS if f"errno = {number}," in str(error)), None)
    return OSError(found, _REFUSALS[found]) if error.errno is None and found is not None else error

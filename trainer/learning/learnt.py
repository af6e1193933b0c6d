"""Which pictures a run learns from, kept beside its checkpoint: by them its best weights are measured honestly whatever changes later."""

from __future__ import annotations

from pathlib import Path

import msgspec

from trainer import files
from trainer.catalog.records import SPLITS
from trainer.dataset import Dataset
from trainer.errors import DatasetError, disk_error

_NAME = "pictures.json"


class Learnt(msgspec.Struct, frozen=True, kw_only=True):
    """The pictures of a run when it began.

    Attributes:
        classes: Names by class number.
        training: The sha256 of what its weights are learnt from.
        validation: The sha256 of what its best epoch is chosen by.
    """

    classes: tuple[str, ...]
    training: frozenset[str]
    validation: frozenset[str]

    @property
    def seen(self) -> frozenset[str]:
        """All that it has seen, in whatever way: nothing of it counts as test pictures."""
        return self.training | self.validation

    def still_there(self, now: Dataset) -> Dataset:
        """The pictures of now without those that have come, or changed between training and validation, since.

        What is left of validation was validation then, so that a figure of it is honest; the test pictures stay as
        they are, since who measures on them leaves out what was seen. Pictures of classes that are new are left out.

        Raises:
            DatasetError: A class is no longer there, or too few pictures are left.
        """
        for name in self.classes:
            if name not in now.classes:
                raise DatasetError(
                    f"This project has no class “{name}” any more, which this training learns",
                    remedy="Name it as before, or start a new training.",
                )
        came = {one.sha256 for one in now.training} - self.training
        came |= {one.sha256 for one in now.validation} - self.validation
        came |= {one.sha256 for split in SPLITS for one in now.split(split) if one.label not in self.classes}
        return msgspec.structs.replace(now, classes=self.classes).without(came)


def keep(folder: Path, pictures: Dataset) -> None:
    """Write down what a run learns from.

    Args:
        folder: The folder of its checkpoints.
        pictures: What could be read.

    Raises:
        DiskError: It cannot be written.
    """
    record = Learnt(
        classes=pictures.classes,
        training=frozenset(picture.sha256 for picture in pictures.training),
        validation=frozenset(picture.sha256 for picture in pictures.validation),
    )
    files.write(folder / _NAME, msgspec.json.encode(record))


def load(folder: Path) -> Learnt | None:
    """What was kept; None where nothing is, or nothing that can be read.

    Raises:
        DiskError: The disk does not let it be read.
    """
    try:
        return msgspec.json.decode((folder / _NAME).read_bytes(), type=Learnt)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    except OSError as error:
        raise disk_error(error, folder / _NAME) from error

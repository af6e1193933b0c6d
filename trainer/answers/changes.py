"""Whether pictures are still what a list of answers was made of: a class is of contents, not of a name."""

from __future__ import annotations

from pathlib import Path

from trainer.answers.columns import Answered
from trainer.answers.sums import Sums

CHANGED = "has changed since it was classified; classify it again"
"""What is told of such a picture, as a sentence's end."""


def noted(row: Answered, sums: Sums) -> Answered:
    """A row of a list, with ``changed`` set where the file holds other contents by now; safe to call from several threads.

    The whole file is read: neither its size nor its times prove that it is the same, for both come along when a file is
    restored, synchronised or replaced by a copy (unless ``sums``, for a dry run, know it). A list without digests has nothing
    to compare, and a file that cannot be read is told by whoever wants to touch it.
    """
    digest = row.prediction.digest
    if not digest:
        return row
    try:
        return row._replace(changed=sums.of(Path(row.prediction.path)) != digest)
    except OSError:
        return row

"""Pictures of a gallery of which something is to be made: sorted folders, keywords, a list, a report, a contact sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from artclass_gui.gallery.store import ImageStore


class Filing(NamedTuple):
    """What the gallery's error budget files.

    Attributes:
        at_most: The budget, in per cent of the filed pictures that may be wrong.
        threshold: The confidence (0 to 1) from which on pictures are filed, as precise as the gallery's confidences; None
            where the budget cannot be promised, so that none is filed.
        sentence: What is promised, or why nothing is.
    """

    at_most: int
    threshold: float | None
    sentence: str


class Chosen(NamedTuple):
    """What was chosen.

    Attributes:
        pictures: Must not change meanwhile (see `ImageStore.snapshot`).
        rows: Which of them, in which order; each has an answer or the person's own label.
        folder: Where they lie.
        package: The model that has classified them, as a file or a run's folder; None where only own labels are known.
        filing: What the error budget files; None where there is no budget.
    """

    pictures: ImageStore
    rows: Sequence[int]
    folder: Path
    package: Path | None = None
    filing: Filing | None = None

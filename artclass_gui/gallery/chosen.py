"""Pictures of a gallery of which something is to be made: sorted folders, keywords, a list, a report, a contact sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from artclass_gui.gallery.store import ImageStore


class Chosen(NamedTuple):
    """What was chosen.

    Attributes:
        pictures: Must not change meanwhile (see `ImageStore.snapshot`).
        rows: Which of them, in which order; each has an answer or the person's own label.
        folder: Where they lie.
        package: The model that has classified them, as a file or a run's folder; None where only own labels are known.
        threshold: The confidence from which on the error budget files pictures; None where there is none.
    """

    pictures: ImageStore
    rows: Sequence[int]
    folder: Path
    package: Path | None = None
    threshold: float | None = None

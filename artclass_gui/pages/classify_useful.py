"""The order in which labelling pictures teaches a model the most: what it doubts first, and no two alike."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from artclass_gui.context import Context
from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.rows import STATUSES
from artclass_gui.gallery.store import ImageStore
from artclass_gui.pages.classify_session import ClassifySession
from trainer.events import Event, Useful
from trainer.predicting.useful import margins

_CANDIDATES, _ASKED = 2_000, 500
_KNOWN = 2_000


class MostUseful(QObject):
    """Orders pictures by uncertainty and diversity.

    The pictures with the smallest margin between first and second guess are candidates; among them the child, which has
    their features, takes one after another so that each is in doubt and unlike those before and those that the person
    has labelled (`trainer.predicting.useful`). A model without features gives the order of the margins alone.

    Signals:
        ordered(list): Rows, the most useful first.
    """

    ordered = Signal(object)

    def __init__(self, context: Context, session: ClassifySession, images: ImagesModel, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._session, self._images = context, session, images
        self._asked = False
        session.said.connect(self._hear)

    def ask(self) -> None:
        """Work the order out; `ordered` follows."""
        self._asked = True
        pictures = self._images.snapshot()
        self._context.tasks.run(self, lambda: _candidates(pictures), self._narrow)

    def leave(self) -> None:
        """The order is not wanted any more."""
        self._asked = False

    def _narrow(self, found: tuple[list[int], list[float], list[int]]) -> None:
        rows, doubt, known = found
        if not self._asked:
            return
        if not self._session.can_compare or not rows:
            self.ordered.emit(rows)
            return
        path = self._images.path
        self._session.ask(
            {
                "do": "useful",
                "paths": [path(row) for row in rows],
                "doubt": doubt,
                "known": [path(row) for row in known],
                "count": _ASKED,
            }
        )

    def _hear(self, event: Event) -> None:
        if isinstance(event, Useful) and self._asked:
            found = (self._images.find(path) for path in event.paths)
            self.ordered.emit([row for row in found if row is not None])


def _candidates(pictures: ImageStore) -> tuple[list[int], list[float], list[int]]:
    """The most doubtful rows without an own label, how doubtful each is (0 to 1), and rows that have one."""
    labelled = pictures.own >= 0
    known = np.flatnonzero(labelled)[:_KNOWN].tolist()
    probabilities = pictures.probabilities
    if probabilities.shape[1] < 2:
        return [], [], known
    open_rows = np.flatnonzero((pictures.status == STATUSES.index("ok")) & ~labelled)
    margin = margins(probabilities[open_rows])
    best = np.argsort(margin, kind="stable")[:_CANDIDATES]
    return open_rows[best].tolist(), (1.0 - margin[best]).tolist(), known

"""What a gallery shows and in which order: filter, order, groups, rows that are given and rows that are hidden."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from artclass_gui.gallery import grouping
from artclass_gui.gallery.grouping import GroupBy, Groups
from artclass_gui.gallery.order import Filter, Order, given_first, visible_rows
from artclass_gui.gallery.store import ImageStore, Rows


def _no_rows() -> Rows:
    return np.zeros(0, np.int32)


@dataclass
class Arrangement:
    """Everything that decides which rows are shown where.

    Attributes:
        filter: What is shown.
        order: By what it is sorted.
        group_by: By what it is grouped; what is given is not grouped.
        given: Rows that come first in the order in which they are given, or None.
        given_only: Leave out all that are not given.
        hidden: Rows that are left out, whatever the filter.
    """

    filter: Filter = field(default_factory=Filter)
    order: Order = field(default_factory=Order)
    group_by: GroupBy = "nothing"
    given: Rows | None = None
    given_only: bool = False
    hidden: Rows = field(default_factory=_no_rows)

    @property
    def is_plain(self) -> bool:
        """Whether all pictures are shown in the order of their arrival, so that new ones only come behind."""
        plain = self.filter == Filter() and self.order == Order() and self.group_by == "nothing"
        return plain and self.given is None and not len(self.hidden)

    @property
    def by_prediction(self) -> bool:
        """Whether a new prediction, or a class that the person gives, can change what is shown where."""
        return self.filter.by_prediction or self.order.by_prediction or grouping.by_prediction(self.group_by)

    def forget_rows(self) -> None:
        """All rows are others now."""
        self.given, self.hidden = None, _no_rows()

    def of(self, store: ImageStore) -> tuple[Rows, Groups | None]:
        """The rows to be shown, in their order, and their groups."""
        rows = visible_rows(store, self.filter, self.order)
        if self.given is not None:
            rows = given_first(rows, self.given, len(store), only=self.given_only)
        if len(self.hidden):
            rows = rows[~np.isin(rows, self.hidden)]
        return (rows, None) if self.given is not None else grouping.grouped(store, rows, self.group_by)

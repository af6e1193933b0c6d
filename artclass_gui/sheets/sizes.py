"""How many pictures the groups of a contact sheet have, before anything is read or drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from artclass_gui.gallery.store import ImageStore


def group_sizes(pictures: ImageStore, rows: Sequence[int]) -> list[int]:
    """The sizes of those groups that have pictures, in the order of `trainer.reporting.groups.groups`.

    A few milliseconds for a hundred thousand, so that a dialog knows it at once.

    Args:
        pictures: With what is said of them.
        rows: Which of them, in which order.
    """
    chosen = np.fromiter(rows, np.int32, len(rows))
    own, label, novel = pictures.own[chosen], pictures.label[chosen], pictures.novel[chosen]
    classes = dict.fromkeys((*pictures.labels.names, *pictures.owns.names))
    number = {name: number for number, name in enumerate(classes)}
    as_class = np.array([*(number[name] for name in pictures.owns.names), 0], np.int32)
    of_novel, of_unreadable = len(number), len(number) + 1
    said = np.where(label < 0, of_unreadable, np.where(novel, of_novel, label))
    found, first, sizes = np.unique(np.where(own >= 0, as_class[own], said), return_index=True, return_counts=True)
    own_alone = (found >= len(pictures.labels.names)) & (found < of_novel)
    place = np.where(own_alone, first, 0)  # those in the order of their first picture
    kind = np.where(own_alone, len(pictures.labels.names), found)
    by_place: list[int] = sizes[np.lexsort((place, kind))].tolist()
    return by_place

"""How the columns of the gallery's list share its width: by what there is to say in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFontMetrics

from artclass_gui.gallery.known_images import KnownImages
from artclass_gui.gallery.list_columns import COLUMNS, LINE, Column
from artclass_gui.gallery.painting import chip_width
from artclass_gui.theme import GAP, SMALL
from artclass_gui.widgets.words import human_confidence

_FIRM, _LARGEST = 0.3, 0.4  # of the width, for the longest name of a class: before others get more, and with them
_FEW, _MANY = 9, 11  # letters of a picture's name beside its thumbnail: in any case, and to be read


@dataclass(frozen=True)
class Need:
    """What a column needs, in pixels; each is at least what stands before it.

    Attributes:
        title: To say what it is about.
        firm: To be read, before any gets more.
        wanted: What it gets where there is room.
        share: Its part of what is left when all have what they want.
    """

    title: int
    firm: int
    wanted: int
    share: float


def shared(width: int, needs: Sequence[Need]) -> list[int]:
    """How wide columns with these needs are, in pixels; together ``width``."""
    widths = [0] * len(needs)
    for step in ([n.title for n in needs], [n.firm for n in needs], [n.wanted for n in needs]):
        more = [most - so_far for most, so_far in zip(step, widths, strict=True)]
        room = width - sum(widths)
        if room < sum(more):
            return _sums(widths, portions(room, more))
        widths = step
    return _sums(widths, portions(width - sum(widths), [need.share for need in needs]))


@dataclass(frozen=True)
class Content:
    """What is in the columns of a list.

    Attributes:
        classes: Those of the model, in their order; none before there is one.
        own: The classes that the person has given to pictures.
        remarked: Whether anything is remarked of any picture.
    """

    classes: tuple[str, ...]
    own: tuple[str, ...]
    remarked: bool

    @classmethod
    def of(cls, images: KnownImages) -> Content:
        """What there is to say of pictures, shown or not: a filter shifts no column."""
        return cls(images.classes, images.own_labels, images.remarked)


class Needs:
    """What the columns need, measured once.

    Args:
        content: What is in them.
        metrics: Measures what is written in them.
        titles: How wide the titles are.
    """

    def __init__(self, content: Content, metrics: QFontMetrics, titles: Sequence[int]) -> None:
        self._content, self._titles = content, titles
        self._few, self._many = (LINE + GAP + count * metrics.averageCharWidth() + 2 * SMALL for count in (_FEW, _MANY))
        self._class = _widest(chip_width(metrics, name) for name in content.classes)
        self._own = _widest(chip_width(metrics, name) for name in content.own)
        beside = f" · {human_confidence(0.001)}"
        self._second = _widest(metrics.horizontalAdvance(name + beside) for name in content.classes)

    def at(self, width: int) -> list[Need]:
        """The needs of all columns of a list of this width; a column in which nothing is said needs its title alone."""
        return [self._need(column, title, width) for column, title in zip(COLUMNS, self._titles, strict=True)]

    def _need(self, column: Column, title: int, width: int) -> Need:
        content, usual = self._content, max(title, round(column.share * width))
        match column.field:
            case "name":
                return Need(max(title, self._few), max(title, self._many), max(usual, self._many), column.share)
            case "class" if content.classes:
                return _of_classes(self._class, title, width, column)
            case "own" if content.own:
                return _of_classes(self._own, title, width, column)
            case "second" if len(content.classes) > 1:
                wanted = max(title, min(self._second, round(_LARGEST * width)))
                return Need(title, title, wanted, column.share)
            case "remark" if content.remarked:
                return Need(title, title, usual, column.share)
        return Need(title, title, title, 0)


def _of_classes(longest: int, title: int, width: int, column: Column) -> Need:
    """Classes are what the list is there for: they are read before others get more than their titles."""
    firm, wanted = (max(title, min(longest, round(share * width))) for share in (_FIRM, _LARGEST))
    return Need(title, firm, wanted, column.share)


def _widest(widths: Iterable[int]) -> int:
    return max(widths, default=0) + 2 * SMALL


def _sums(*columns: Sequence[int]) -> list[int]:
    return [sum(parts) for parts in zip(*columns, strict=True)]


def portions(total: int, weights: Sequence[float]) -> list[int]:
    """``total`` as whole numbers that stand in the ratio of ``weights``; noughts where these all are."""
    ends, so_far, whole = [0], 0.0, sum(weights)
    for weight in weights:
        so_far += weight
        ends.append(round(total * so_far / whole) if whole else 0)
    return [end - start for start, end in itertools.pairwise(ends)]

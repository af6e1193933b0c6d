"""Where everything stands on the pages of a contact sheet; pure arithmetic, in millimetres from the top left of the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Paper = Literal["A4", "Letter"]
SIZES: dict[Paper, tuple[float, float]] = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
MARGIN, GAP = 12.0, 4.0
TITLE, FOOT, HEADING = 10.0, 6.0, 9.0
CAPTION = 7.5  # two lines
_HIGH = 0.8  # of a cell's width: room for upright and broad pictures alike


class Box(NamedTuple):
    """A rectangle on the paper."""

    x: float
    y: float
    width: float
    height: float


class Cell(NamedTuple):
    """A picture's place: by its number among those that are shown; the picture, and its caption below."""

    picture: int
    image: Box
    caption: Box


class Heading(NamedTuple):
    """The name of a group, above its pictures."""

    words: str
    box: Box


@dataclass
class Page:
    """What stands on one page."""

    headings: list[Heading] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """How a contact sheet looks.

    Attributes:
        title: Stands on top of the first page.
        columns: Pictures side by side.
        paper: Its size.
        landscape: The paper lies on its long side.
        by_class: Sorted by class, with headings; else in the gallery's order.
    """

    title: str
    columns: int = 5
    paper: Paper = "A4"
    landscape: bool = False
    by_class: bool = True

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the paper."""
        width, height = SIZES[self.paper]
        return (height, width) if self.landscape else (width, height)

    @property
    def cell(self) -> tuple[float, float]:
        """Width of a cell, and height of its picture; never more than half of what a page holds."""
        width = (self.size[0] - 2 * MARGIN - (self.columns - 1) * GAP) / self.columns
        room = self.size[1] - 2 * MARGIN - TITLE - FOOT - HEADING - CAPTION
        return width, min(_HIGH * width, room)


def arrange(groups: Sequence[tuple[str, int]], sheet: Sheet) -> list[Page]:
    """Put groups of pictures onto pages, in their order.

    Args:
        groups: Name and number of pictures of each; a group without a name has no heading.
        sheet: How it looks.

    Returns:
        At least one page. A heading is never the last thing on a page.
    """
    width, high = sheet.cell
    bottom = sheet.size[1] - MARGIN - FOOT
    pages, y, number = [Page()], MARGIN + TITLE, 0
    for name, count in groups:
        above = HEADING if name else 0.0
        if y + above + high + CAPTION > bottom and pages[-1].cells:
            pages.append(Page())
            y = MARGIN
        if name:
            pages[-1].headings.append(Heading(name, Box(MARGIN, y, sheet.size[0] - 2 * MARGIN, HEADING)))
            y += above
        for start in range(0, count, sheet.columns):
            if y + high + CAPTION > bottom and pages[-1].cells:
                pages.append(Page())
                y = MARGIN
            for column in range(min(sheet.columns, count - start)):
                x = MARGIN + column * (width + GAP)
                image = Box(x, y, width, high)
                pages[-1].cells.append(Cell(number, image, Box(x, y + high, width, CAPTION)))
                number += 1
            y += high + CAPTION + GAP / 2
        y += GAP / 2
    return pages

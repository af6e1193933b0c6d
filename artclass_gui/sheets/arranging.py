"""Where everything stands on the pages of a contact sheet; pure arithmetic, in millimetres from the top left of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    pages: list[Page] = []
    number = 0
    for line in _lines(groups, sheet):
        if line.page == len(pages):
            pages.append(Page())
        if line.name:
            pages[-1].headings.append(Heading(line.name, Box(MARGIN, line.y, sheet.size[0] - 2 * MARGIN, HEADING)))
        for column in range(line.pictures):
            x = MARGIN + column * (width + GAP)
            caption = Box(x, line.y + high, width, CAPTION)
            pages[-1].cells.append(Cell(number, Box(x, line.y, width, high), caption))
            number += 1
    return pages or [Page()]


def count_pages(groups: Sequence[tuple[str, int]], sheet: Sheet) -> int:
    """How many pages `arrange` makes, without arranging each picture: quick enough for every change of a choice."""
    return 1 + max((line.page for line in _lines(groups, sheet)), default=0)


class _Line(NamedTuple):
    """A heading, or pictures side by side, with their place from the top of a page (the first is 0)."""

    page: int
    y: float
    name: str = ""
    pictures: int = 0


def _lines(groups: Sequence[tuple[str, int]], sheet: Sheet) -> Iterator[_Line]:
    high = sheet.cell[1] + CAPTION
    bottom = sheet.size[1] - MARGIN - FOOT
    page, y, filled = 0, MARGIN + TITLE, False  # whether a picture is on the page
    for name, count in groups:
        above = HEADING if name else 0.0
        if y + above + high > bottom and filled:
            page, y, filled = page + 1, MARGIN, False
        if name:
            yield _Line(page, y, name)
            y += above
        for start in range(0, count, sheet.columns):
            if y + high > bottom and filled:
                page, y, filled = page + 1, MARGIN, False
            yield _Line(page, y, pictures=min(sheet.columns, count - start))
            y, filled = y + high + GAP / 2, True
        y += GAP / 2

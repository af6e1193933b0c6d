"""Every picture of a contact sheet has a place of its own on the paper, and no heading stands alone."""

from __future__ import annotations

import itertools

import pytest

from artclass_gui.sheets.arranging import MARGIN, Box, Sheet, arrange, count_pages


def apart(first: Box, second: Box) -> bool:
    return (
        first.x + first.width <= second.x + 1e-6
        or second.x + second.width <= first.x + 1e-6
        or first.y + first.height <= second.y + 1e-6
        or second.y + second.height <= first.y + 1e-6
    )


@pytest.mark.parametrize("columns", [1, 5, 12])
@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_nothing_overlaps_and_nothing_leaves_the_paper(columns: int, paper: str, *, landscape: bool) -> None:
    sheet = Sheet("t", columns=columns, paper=paper, landscape=landscape)  # type: ignore[arg-type]
    pages = arrange([("a", 7), ("b", 1), ("", 23), ("c", 40)], sheet)
    assert [cell.picture for page in pages for cell in page.cells] == list(range(71))
    for page in pages:
        boxes = [heading.box for heading in page.headings]
        boxes += [box for cell in page.cells for box in (cell.image, cell.caption)]
        for box in boxes:
            assert box.x >= MARGIN - 1e-6
            assert box.x + box.width <= sheet.size[0] - MARGIN + 1e-6
            assert box.y + box.height <= sheet.size[1] - MARGIN + 1e-6
        assert all(apart(*pair) for pair in itertools.combinations(boxes, 2))
        for heading in page.headings:
            below = [cell for cell in page.cells if cell.image.y >= heading.box.y]
            assert below, "a heading without pictures below it"


def test_nothing_is_one_empty_page() -> None:
    assert len(arrange([], Sheet("t"))) == 1


def test_three_thousand_pictures_are_some_hundred_pages() -> None:
    assert 80 <= len(arrange([("", 3_000)], Sheet("t"))) <= 130


@pytest.mark.parametrize("columns", [1, 2, 5, 12])
@pytest.mark.parametrize("sizes", [(), (1,), (23, 5, 40, 1), (500, 3, 17, 90), (0, 30)])
def test_pages_are_counted_as_they_are_made(columns: int, sizes: tuple[int, ...]) -> None:
    groups = [(f"class {number}", size) for number, size in enumerate(sizes)]
    for of in (groups, [("", sum(sizes))]):
        assert count_pages(of, Sheet("t", columns=columns)) == len(arrange(of, Sheet("t", columns=columns)))

"""Positions, lines and headings agree with each other, whatever the groups."""

from __future__ import annotations

import numpy as np
import pytest

from artclass_gui.gallery.lines import Lines

HEIGHT, HEADING = 50, 20


def _lines(sizes: list[int] | None, columns: int) -> Lines:
    if sizes is None:
        return Lines(10, columns)
    starts = np.cumsum([0, *sizes[:-1]]).astype(np.int32)
    return Lines(sum(sizes), columns, starts)


@pytest.mark.parametrize("sizes", [None, [10], [1, 1, 1], [5, 4, 9, 1], [3, 30]])
@pytest.mark.parametrize("columns", [1, 3, 4])
def test_every_position_is_found_where_it_lies(sizes: list[int] | None, columns: int) -> None:
    lines = _lines(sizes, columns)
    seen = [
        lines.position(line, column)
        for line in range(lines.total)
        for column in range(columns)
        if lines.position(line, column) >= 0
    ]
    assert seen == list(range(lines.count))
    assert [lines.position(*lines.place(position)) for position in seen] == seen
    assert [position for line in range(lines.total) for position in lines.between(line, line)] == seen
    assert lines.between(0, lines.total) == range(lines.count)
    top = 0
    for line in range(lines.total):
        assert lines.top(line, HEIGHT, HEADING) == top
        high = HEADING if lines.group(line) >= 0 else HEIGHT
        assert [lines.line_at(y, HEIGHT, HEADING) for y in (top, top + high - 1)] == [line, line]
        top += high
    assert lines.line_at(top + 500, HEIGHT, HEADING) == lines.total


def test_headings_stand_above_their_groups() -> None:
    lines = _lines([5, 4, 1], 4)
    assert [lines.group(line) for line in range(lines.total)] == [0, -1, -1, 1, -1, 2, -1]
    assert [list(lines.members(group)) for group in range(lines.groups)] == [[0, 1, 2, 3, 4], [5, 6, 7, 8], [9]]


def test_moving_down_passes_over_headings_and_keeps_the_column_as_far_as_lines_reach() -> None:
    lines = _lines([5, 4, 1], 4)
    assert [lines.moved(2, by) for by in (1, 2, 3, 9)] == [4, 7, 9, 9]
    assert [lines.moved(9, by) for by in (-1, -2, -3, -9)] == [5, 4, 0, 0]


def test_a_frame_touches_columns_of_several_groups() -> None:
    lines = _lines([5, 4, 1], 4)
    assert lines.touched(1, 4, 1, 2).tolist() == [1, 2, 6, 7]
    assert lines.touched(0, 9, 0, 0).tolist() == [0, 4, 5, 9]


def test_an_empty_gallery_has_no_lines() -> None:
    for lines in (Lines(0, 4), Lines(0, 4, np.zeros(0, np.int32))):
        assert (lines.total, lines.position(0, 0), lines.between(0, 3), lines.line_at(70, 50, 20)) == (
            0,
            -1,
            range(0),
            0,
        )

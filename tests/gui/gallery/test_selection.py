"""Which pictures are selected, whatever is shown."""

from __future__ import annotations

import numpy as np

from artclass_gui.gallery.images_model import ImagesModel
from artclass_gui.gallery.rows import Listing
from artclass_gui.gallery.selection import Selection


def test_the_selection_survives_sorting_filtering_and_growth(model: ImagesModel) -> None:
    selection = Selection(model)
    selection.go(0)
    selection.toggle(4)
    assert selection.rows() == [0, 4]
    model.set_order("confidence")
    assert selection.rows() == [4, 0]
    model.set_filter(label="drawings")
    assert selection.rows() == [4]
    model.set_filter()
    model.set_order("arrival")
    model.add(Listing.of(["/pictures/z"]))
    assert selection.rows() == [0, 4]
    assert selection.current == 4


def test_selecting_a_range_all_and_nothing(model: ImagesModel) -> None:
    selection = Selection(model)
    selection.go(1)
    selection.go(3, extend=True)
    assert selection.rows() == [1, 2, 3]
    selection.go(0, extend=True)
    assert selection.rows() == [0, 1]
    selection.select_all()
    assert len(selection) == 5
    selection.clear()
    assert selection.rows() == []
    selection.select_rows(np.array([2, 3], np.int32))
    model.set_pictures(())
    assert selection.rows() == []
    assert selection.current == -1

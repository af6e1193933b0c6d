"""The four pages that need a project or a model, built together: the window shows itself before it has them."""

from __future__ import annotations

from typing import NamedTuple

from artclass_gui.context import Context
from artclass_gui.pages.classify_page import ClassifyPage
from artclass_gui.pages.dataset_page import DatasetPage
from artclass_gui.pages.results_page import ResultsPage
from artclass_gui.pages.train_page import TrainPage


class Pages(NamedTuple):
    """The pages by their names, in the order of the sidebar."""

    dataset: DatasetPage
    train: TrainPage
    results: ResultsPage
    classify: ClassifyPage


def build(context: Context) -> Pages:
    """Make all pages."""
    return Pages(DatasetPage(context), TrainPage(context), ResultsPage(context), ClassifyPage(context))

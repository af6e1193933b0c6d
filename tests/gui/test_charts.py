"""The curves: drawn from epochs, with pyqtgraph loaded only when a chart is shown."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from artclass_gui.chart_parts import axis_range, epoch_ticks
from artclass_gui.charts import TrainingCurves
from tests.gui.run_folders import epochs


@pytest.mark.parametrize(
    ("last", "ticks"),
    [(2, [1, 2]), (8, list(range(1, 9))), (13, [1, 3, 5, 7, 9, 11, 13]), (30, [1, 5, 10, 15, 20, 25, 30])],
)
def test_whole_epochs_are_written_at_the_axis(last: int, ticks: list[int]) -> None:
    assert epoch_ticks(last) == ticks


def test_many_epochs_have_few_ticks() -> None:
    assert all(len(epoch_ticks(last)) <= 10 for last in range(1, 1001))


@pytest.mark.parametrize(
    ("values", "ends"),
    [([], (0, 100)), ([23.4, 23.5], (18.45, 28.45)), ([99, 100], (90, 100)), ([1, 2], (0, 10)), ([20, 80], (20, 80))],
)
def test_an_axis_of_percents_does_not_blow_up_small_differences(values, ends) -> None:
    assert axis_range(values, span=10, highest=100) == pytest.approx(ends)


def test_an_axis_of_losses() -> None:
    assert axis_range([], span=0.1) == (0, 1)
    assert axis_range([0.5, float("nan"), 2.5], span=0.1) == (0.5, 2.5)


def test_a_new_training_begins_with_empty_charts(qtbot, context) -> None:
    curves = TrainingCurves(context)
    qtbot.addWidget(curves)
    curves.set_epochs(epochs(12))
    curves.show()
    qtbot.waitUntil(lambda: curves.drawn, timeout=30_000)
    curves.set_epochs((), planned=40)
    plot = curves._plots.accuracy.plot
    assert all(not len(curve.getData()[0] if curve.getData()[0] is not None else ()) for curve in plot.listDataItems())
    (left, right), (bottom, top) = plot.viewRange()
    assert (left, right) == (pytest.approx(1, abs=2), pytest.approx(40, abs=2))
    assert (bottom, top) == (pytest.approx(0, abs=5), pytest.approx(100, abs=5))
    curves.set_epochs(epochs(1), planned=40)
    (left, right), (bottom, top) = plot.viewRange()
    assert right > 39
    assert top - bottom >= 10


def test_the_chart_shows_what_it_was_given_before_it_was_shown(qtbot, context) -> None:
    curves = TrainingCurves(context)
    qtbot.addWidget(curves)
    curves.set_epochs(epochs(12))
    assert not curves.drawn
    curves.show()
    qtbot.waitUntil(lambda: curves.drawn, timeout=30_000)
    drawn = curves._plots.accuracy.plot.listDataItems()
    assert [list(curve.getData()[0]) for curve in drawn] == [list(range(1, 13))] * 2
    assert curves._plots.accuracy._best.value() == 8
    assert "Best epoch: 8 (lowest validation loss)" in curves.accessibleDescription()


def test_it_grows_and_follows_the_theme(qtbot, context) -> None:
    curves = TrainingCurves(context)
    qtbot.addWidget(curves)
    curves.show()
    qtbot.waitUntil(lambda: curves.drawn, timeout=30_000)
    assert "first epoch" in curves.accessibleDescription()
    for count in range(1, 4):
        curves.set_epochs(epochs(count))
    loss = curves._plots.loss.plot
    assert [len(curve.getData()[0]) for curve in loss.listDataItems()] == [3, 3]
    context.theme.choose("dark")
    assert loss.backgroundBrush().color() == context.theme.colour("surface")
    context.theme.choose("light")


def test_importing_the_pages_loads_no_pyqtgraph() -> None:
    script = (
        "import sys; import artclass_gui.pages.train_page, artclass_gui.pages.results_page;"
        "sys.exit('pyqtgraph' in sys.modules or 'tensorflow' in sys.modules)"
    )
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    assert subprocess.run([sys.executable, "-c", script], env=env, check=False).returncode == 0

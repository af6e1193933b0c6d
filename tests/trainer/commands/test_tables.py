"""What stands in the tables of a terminal."""

from __future__ import annotations

import io

import msgspec
import numpy as np
from rich.console import Console

from trainer.commands import tables
from trainer.measuring import metrics


def row(table: object, name: str) -> str:
    written = io.StringIO()
    Console(file=written, width=160).print(table)
    return next(line for line in written.getvalue().splitlines() if name in line)


def test_what_is_told_of_a_class_has_its_interval() -> None:
    true, named = np.array([0] * 40 + [1] * 10), np.array([0] * 36 + [1] * 14)
    found = msgspec.to_builtins(metrics.evaluate(true, named, ("ink", "oil")))
    table = tables.per_class(found["per_class"])
    ink, oil = row(table, "ink"), row(table, "oil")
    assert "90.0% (76.9% to 96.0%)" in ink
    assert "100.0% (90.4% to 100.0%)" in ink
    assert "71.4% (45.4% to 88.3%)" in oil


def test_where_there_is_nothing_to_measure_stands_a_dash() -> None:
    found = msgspec.to_builtins(metrics.evaluate(np.array([0, 0]), np.array([0, 0]), ("ink", "oil")))
    assert row(tables.per_class(found["per_class"]), "oil").count("–") == 3

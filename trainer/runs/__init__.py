"""Runs: what a training leaves behind in its folder, listed, renamed, compared, deleted and restored. Light."""

from trainer.runs import news, readings
from trainer.runs.folders import create, delete, find, list_runs, only, restore, to_use
from trainer.runs.records import (
    ClassCounts,
    Data,
    EstimateFigures,
    HeldOut,
    HeldOutPrediction,
    Machine,
    Notes,
    Predictions,
    Report,
    State,
    Status,
    TestReading,
)
from trainer.runs.run import Run

__all__ = [
    "ClassCounts",
    "Data",
    "EstimateFigures",
    "HeldOut",
    "HeldOutPrediction",
    "Machine",
    "Notes",
    "Predictions",
    "Report",
    "Run",
    "State",
    "Status",
    "TestReading",
    "create",
    "delete",
    "find",
    "list_runs",
    "news",
    "only",
    "readings",
    "restore",
    "to_use",
]

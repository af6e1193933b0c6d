"""Names of files and classes stand on the screen as they are: brackets in them are no markup."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from trainer.commands import classifying, explaining, exporting, previewing

NAME, CLASS = "/scans/[red]/[b]1.jpg", "[i]ink"
CLASSIFIED = {
    "labels": {CLASS: 3},
    "classified": 3,
    "failed": 0,
    "known_before": 0,
    "none_of_the_classes": 0,
    "seen_in_training": 0,
    "budget": None,
    "output": NAME,
}
EXPLAINED = {
    "pictures": [{"label": CLASS, "confidence": 0.999, "path": NAME, "file": NAME}],
    "unreadable": [{"path": NAME, "reason": "is no picture"}],
}


@pytest.mark.parametrize(
    ("show", "result", "lines"),
    [
        (classifying.show, CLASSIFIED, ["class pictures", f"{CLASS} 3", "3 pictures.", f"The answers are in {NAME}"]),
        (explaining.show, EXPLAINED, [f"{CLASS} (over 99 %): {NAME} → {NAME}", f"{NAME} is no picture."]),
        (
            exporting.show,
            {"exports": [{"words": f"ONNX: {CLASS}", "certified": True, "file": NAME, "bytes": 1_200_000}]},
            [f"ONNX: {CLASS}", f"{NAME} (1.2 MB)"],
        ),
        (
            previewing.show,
            {"file": NAME, "varied": True},
            [f"Drawn: {NAME}", "Each row shows a picture as it is, and then as a training would vary it."],
        ),
    ],
)
def test_names_are_no_markup(
    show: Callable[[dict[str, Any], Console], None], result: dict[str, Any], lines: list[str]
) -> None:
    written = io.StringIO()
    show(result, Console(file=written, width=200, color_system=None, highlight=False))
    assert [" ".join(line.split()) for line in written.getvalue().splitlines()] == lines

"""The window's main job in a terminal, on the shipped sample pictures: import, train, classify, the table."""

from __future__ import annotations

import csv
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from trainer import architectures, cli, terminal
from trainer.resources import resource

_WELCOME = """ArtClass opens a window where there is a display. Here is none, so it does the same job in this terminal,
on the sample pictures that it brings along: drawings, engraving, iconography, painting and sculpture.
"""
# small batches: 140 pictures would make only five steps an epoch
_SETTINGS = ("--epochs", "15", "--batch-size", "8")
_FAREWELL = """
The project is {project}, the table of answers {table}.
Your own pictures, sorted into one folder a class, go the same way:
    {program} import FOLDER --project my-art.artclass
    {program} train --project my-art.artclass
    {program} classify ANOTHER-FOLDER --project my-art.artclass --output answers.csv
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Do the sample job.

    Args:
        argv: The folder to work in (by default the current one), then what to add to ``train``, for example
            ``--epochs 2``; by default the process' own arguments.

    Returns:
        The exit status of the last command that ran.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    folder = Path(words.pop(0)) if words and not words[0].startswith("-") else Path()
    project, table = folder / "sample.artclass", folder / "sample.csv"
    sys.stdout.write(f"{_WELCOME}\n")
    for command in _commands(project, table, words):
        sys.stdout.write(f"$ artclass-cli {shlex.join(command)}\n")
        sys.stdout.flush()
        status = cli.main(command)
        if status != cli.DONE:
            return status
    terminal.results().print(_answers(table))
    sys.stdout.write(_FAREWELL.format(project=project, table=table, program=_program()))
    return cli.DONE


def _commands(project: Path, table: Path, more: Sequence[str]) -> list[list[str]]:
    """The three commands that a person would type."""
    where = ["--project", str(project)]
    return [
        ["import", str(resource("sample")), *where],
        ["train", *where, "--model", architectures.WITHOUT_WEIGHTS, *_SETTINGS, "--pin", *more],
        ["classify", str(resource("unsorted")), *where, "--output", str(table)],
    ]


def _answers(path: Path) -> Table:
    """What the model says of each picture; the pictures' names tell what they are."""
    table = Table(title="What it says of pictures that nobody has sorted", title_justify="left")
    for heading in ("picture", "class", "confidence", ""):
        table.add_column(heading, justify="right" if heading == "confidence" else "left")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            known = "looks like one that it was trained on" if row["seen_in_training"] == "true" else ""
            table.add_row(Path(row["path"]).name, row["model_label"], _sureness(float(row["confidence"])), known)
    return table


def _sureness(confidence: float) -> str:
    """Whole per cent; nothing is ever quite certain."""
    return "over 99 %" if confidence > 0.99 else f"{confidence * 100:.0f} %"


def _program() -> str:
    """How a person types artclass-cli here: by its path, unless it is found by its name."""
    if shutil.which("artclass-cli"):
        return "artclass-cli"
    beside = Path(shutil.which("artclass-cli", path=str(Path(sys.executable).parent)) or "artclass-cli")
    return str(beside.relative_to(Path.cwd()) if beside.is_relative_to(Path.cwd()) else beside)


if __name__ == "__main__":
    sys.exit(main())

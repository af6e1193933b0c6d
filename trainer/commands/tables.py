"""How figures and files are written for people: shares, durations, rich tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from trainer.terminal import duration, measured, safe, say, share

__all__ = [
    "confusion",
    "duration",
    "figures",
    "figures_that_fit",
    "files",
    "makers",
    "measured",
    "per_class",
    "say_makers",
    "share",
]

_UNBOUNDED = 100_000  # columns


def figures(result: Mapping[str, Any]) -> Table:
    """What came of a run: accuracies with their pictures and intervals."""
    table = Table(show_header=False, box=None)
    table.add_row("run", Text(safe(result["run"])))
    if result["test_accuracy"] is not None:
        table.add_row("test accuracy", f"[bold]{share(result['test_accuracy'])}[/bold]  {_of(result, 'test')}")
        table.add_row(
            "  mean over the classes", measured(result["test_balanced_accuracy"], result["test_balanced_interval"])
        )
        for words, figure in makers(result["test_makers"]):
            table.add_row(f"  {words}", figure)
        for remark in result["test_remarks"]:
            table.add_row("", Text(remark, style="yellow"))
    table.add_row(
        "validation accuracy", f"[bold]{share(result['validation_accuracy'])}[/bold]  {_of(result, 'validation')}"
    )
    table.add_row(
        "  mean over the classes",
        measured(result["validation_balanced_accuracy"], result["validation_balanced_interval"]),
    )
    for words, figure in makers(result["validation_makers"]):
        table.add_row(f"  {words}", figure)
    return table


_PICTURES = {
    "validation": "validation pictures, by which its best epoch was chosen",
    "test": "test pictures that it had not seen",
}


def _of(result: Mapping[str, Any], split: str) -> str:
    low, high = result[f"{split}_interval"]
    return f"of {result[f'{split}_images']:,} {_PICTURES[split]} (95 % interval {share(low)} to {share(high)})"


def makers(figures: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """What to say of known and of new artists or series: (which, figures); nothing where these are not told apart."""
    parts = (("known artists or series", "known"), ("new artists or series", "new"))
    told = [(words, figures[name]) for words, name in parts if figures and figures[name]]
    return [
        (
            words,
            f"{share(row['accuracy'])} of {row['images']:,} ({share(row['interval'][0])} to {share(row['interval'][1])})",
        )
        for words, row in told
    ]


def say_makers(console: Console, figures: Mapping[str, Any] | None) -> None:
    """Print the figures for known and for new artists or series, where these are told apart."""
    for words, figure in makers(figures):
        console.print(f"  {words}: {figure}")


def per_class(rows: Sequence[Mapping[str, Any]]) -> Table:
    """How well each class is told from the others; shares with their 95 % intervals."""
    import msgspec

    from trainer.measuring.metrics import ClassFigures

    table = Table("class", title="Class by class, with 95 % intervals", title_justify="left")
    for heading in ("pictures", "found (recall)", "right when named (precision)", "F1"):
        table.add_column(heading, justify="right")
    for row in rows:
        found = msgspec.convert(row, ClassFigures)
        table.add_row(
            Text(safe(found.name)),
            f"{found.support:,}",
            measured(found.recall, found.recall_interval),
            measured(found.precision, found.precision_interval),
            share(found.f1),
        )
    return table


def confusion(classes: Sequence[str], counts: Sequence[Sequence[int]]) -> Table:
    """Which class was taken for which: a row a true class, a column an answer."""
    table = Table("is, called →", title="What was called what", title_justify="left")
    for name in classes:
        table.add_column(Text(safe(name)), justify="right")
    for row, (name, numbers) in enumerate(zip(classes, counts, strict=True)):
        table.add_row(Text(safe(name)), *(_count(number, right=column == row) for column, number in enumerate(numbers)))
    return table


def _count(number: int, *, right: bool) -> Text:
    if number == 0:
        return Text("·", style="dim")
    return Text(f"{number:,}", style="green" if right else "red")


def files(console: Console, paths: Sequence[str], table_of: Callable[[Sequence[Text]], Table]) -> None:
    """Print a table of files: with their whole names if it fits, else told from the folder in which all of them lie.

    A file or pipe is as wide as anything in it, so that names are whole there.

    Args:
        console: Where it goes.
        paths: The files, whole.
        table_of: Makes the table, with these names of the files.
    """
    table, folder = table_of([Text(safe(path)) for path in paths]), _holding(paths)
    if folder and not _fits(console, table):
        console.print(Text(safe(f"In {folder}:")), soft_wrap=True)  # folded by the terminal, it is copied whole
        table = table_of([Text(safe(os.path.relpath(path, folder))) for path in paths])
    console.print(table)


def figures_that_fit(
    console: Console, titles: Sequence[str], spared: Sequence[str], table_of: Callable[[Sequence[str]], Table]
) -> None:
    """Print a table of figures without the columns that there is no room for, and say which these are.

    Squeezed, a column loses its figures, or its rows their names.

    Args:
        console: Where it goes.
        titles: The columns.
        spared: Those that may be left out, the first of them first.
        table_of: Makes the table of some columns.
    """
    shown, left_out = list(titles), []
    for title in (title for title in spared if title in titles):
        if _fits(console, table_of(shown)):
            break
        shown.remove(title)
        left_out.append(title)
    console.print(table_of(shown))
    if left_out:
        say(console, f"Not shown for want of room: {', '.join(left_out)}. A wider terminal or --json tells these too.")


def _fits(console: Console, table: Table) -> bool:
    """Whether nothing in a table has to be folded or cut."""
    return console.measure(table, options=console.options.update_width(_UNBOUNDED)).maximum <= console.width


def _holding(paths: Sequence[str]) -> str:
    """The innermost folder that holds all files; empty where only the disk does, or not even that."""
    try:
        folder = os.path.commonpath([os.path.dirname(path) for path in paths])  # noqa: PTH120 - an archive's members, too
    except ValueError:  # on several disks
        return ""
    return "" if folder == os.path.dirname(folder) else folder  # noqa: PTH120

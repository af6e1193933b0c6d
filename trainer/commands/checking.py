"""The check command: what is wrong with a project's pictures, what flatters its figures, and what to do."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Notice, Stage, Started, Stopped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from trainer.project import Project

_MARKS = {"bad": ("✗", "bold red"), "warning": ("!", "yellow"), "note": ("·", ""), "good": ("✓", "green")}
_SUSPECTS = 15  # that are printed
_NAMED = 4  # pictures of a finding
_TO_DECIDE = (
    "two labels",
    "blank",
    "nearly black",
    "too small",
    "leaks",
)  # findings about which something is to be decided


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project, the run, and where the page goes."""
    add_project(parser)
    parser.add_argument(
        "--run",
        metavar="NAME",
        help="the run by whose features and predictions labels are judged (default: the newest that left any)",
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE.html", help="also write all of it, with thumbnails, as one page"
    )


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Examine the project; the report is also kept in its folder.

    Raises:
        ArtClassError: The project cannot be read or written to, or there is no such run.
    """
    import msgspec

    from trainer import __version__, files
    from trainer.catalog.store import Catalog
    from trainer.doctor import health, page
    from trainer.pace import Interrupted, check
    from trainer.project import Project

    project = Project.open(args.project)
    if args.report is not None:
        _check_place(args.report)
        files.see_that_it_takes_files(args.report.absolute().parent)
    emit(Started(job="check", version=__version__))
    try:
        _settle(project, control)
        with Catalog.open(project, readonly=True) as catalog:
            stages = health.STAGES + (args.report is not None)
            found = health.examine(project, catalog, run=args.run, emit=emit, control=control, stages=stages)
            health.save(project, found)
            if args.report is not None:
                emit(Stage(name="page", label="Writing the page", index=stages, count=stages))
                page.write(args.report.absolute(), found, catalog, check=lambda: check(control))
                emit(Notice(message=f"The page is here: {args.report}"))
    except Interrupted:
        return Stopped(resumable=False)
    return Finished(result=msgspec.to_builtins(found))


def _check_place(report: Path) -> None:
    """See before the work whether the page can be written.

    Raises:
        UsageError: Its folder is not there, or it has no ending that opens it.
    """
    from trainer.errors import UsageError

    if not report.absolute().parent.is_dir():
        raise UsageError("There is no such folder for the page", path=report.parent, remedy="Make it first.")
    if report.suffix.lower() not in (".html", ".htm"):
        raise UsageError("The page is a web page", path=report, remedy="Give it a name that ends in .html.")


def _settle(project: Project, control: Control) -> None:
    """Compare what an import that was cut off has left, and give it splits."""
    from trainer.catalog.store import Catalog
    from trainer.pace import check

    with Catalog.open(project, readonly=True) as catalog:
        settled = catalog.is_settled()
    if not settled:
        with Catalog.open(project) as catalog:
            catalog.settle_splits(check=lambda: check(control))


def show(result: dict[str, Any], console: Console) -> None:
    """Print the findings, the gravest first, and the most doubtful labels."""
    from trainer.terminal import say

    classes = "1 class" if len(result["classes"]) == 1 else f"{len(result['classes']):,} classes"
    pictures = "1 picture" if result["pictures"] == 1 else f"{result['pictures']:,} pictures"
    say(console, f"{pictures} in {classes}", style="bold")
    for finding in result["findings"]:
        _print(finding, console, names=_named(finding, result["names"]))
    if result["suspects"]:
        console.print()
        console.print(_suspects(result))
        if len(result["suspects"]) > _SUSPECTS:
            say(console, "All of them: --json, or --report with pictures.", style="dim")


def _named(finding: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    """The names of some pictures that a finding is about, as artclass-cli decide takes them."""
    if finding["kind"] not in _TO_DECIDE:
        return []
    return [names[number] for number in finding["pictures"][:_NAMED] if number in names]


def _print(finding: Mapping[str, Any], console: Console, *, names: Sequence[str]) -> None:
    """A finding's mark and title, and below them what it says; of what is well the title suffices."""
    from rich.text import Text

    from trainer.terminal import safe, say

    mark, style = _MARKS[finding["level"]]
    title = Text.assemble((f"{mark} ", style), (safe(finding["title"]), "" if finding["level"] == "good" else "bold"))
    console.print(title)
    if finding["level"] != "good":
        for line in textwrap.wrap(safe(finding["words"]), console.width - 3):
            say(console, f"  {line}")
        if names:
            more = (
                f" and {len(finding['pictures']) - len(names):,} more" if len(finding["pictures"]) > len(names) else ""
            )
            say(console, f"  Among them: {', '.join(names)}{more}", style="dim")


def _suspects(result: Mapping[str, Any]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from trainer.doctor.words import share
    from trainer.terminal import safe

    title = f"The most doubtful labels, judged with {safe(result['suspects_of'])}"
    table = Table("picture", title=title, title_justify="left", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.columns[0].overflow = "fold"  # whole, for it is to be typed
    for heading in ("labelled", "looks like"):
        table.add_column(heading, no_wrap=True)
    table.add_column("sure", justify="right")
    for row in result["suspects"][:_SUSPECTS]:
        name = safe(result["names"].get(row["id"], str(row["id"])))
        sure = share(min(row["other"], 1 - 1e-6))
        table.add_row(Text(name), Text(safe(row["label"])), Text(safe(row["suggested"]), style="yellow"), sure)
    return table

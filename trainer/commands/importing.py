"""The import command: pictures from folders, archives and tables into a project."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.catalog.scan import Choices
    from trainer.catalog.survey import Survey
    from trainer.project import Project

_SHOWN = 20  # files that were left out; --json has more of them


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sources, the project, and what is to become of classes and splits."""
    parser.add_argument(
        "sources",
        nargs="+",
        type=Path,
        metavar="SOURCE",
        help="a folder, zip or tar of pictures sorted into class folders (it may hold archives itself), a folder of "
        "unsorted pictures, or a .csv or .tsv table with the columns path, label and maybe split and group",
    )
    add_project(parser)
    parser.add_argument("--plan", action="store_true", help="only show what would be imported; write nothing")
    parser.add_argument(
        "--class",
        dest="classes",
        action="append",
        default=[],
        metavar="FOUND=NAME",
        help="take the class that is called FOUND in the sources as NAME; with the name of another class, both become one",
    )
    parser.add_argument(
        "--leave-out", action="append", default=[], metavar="FOUND", help="do not take the class called FOUND"
    )
    parser.add_argument(
        "--class-level",
        type=int,
        metavar="N",
        help="which folder is the class: 1 is the one around a picture (the default), 2 the one around that, as for "
        "painting/Rembrandt/1.jpg",
    )
    parser.add_argument(
        "--splits",
        choices=("pool", "honour"),
        help="pool: draw training, validation and test pictures ourselves (the default); honour: keep the splits that "
        "the sources' folders or tables name",
    )
    parser.add_argument(
        "--mend",
        action="store_true",
        help="with --splits honour: leave out of training what has a copy among the pictures that are held out",
    )


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Import, and give the state of the catalog afterwards; with ``--plan``, only what is to be found.

    Raises:
        ArtClassError: A source or the project cannot be used.
    """
    import msgspec

    from trainer.catalog.scan import check_sources, import_sources
    from trainer.catalog.store import Catalog
    from trainer.errors import ArtClassError
    from trainer.project import Project, is_project

    choices = _choices(args)
    check_sources(args.project, args.sources)
    if args.plan:
        return _plan(args, emit, control)
    is_new = not is_project(args.project)
    project = Project.create(args.project)
    try:
        result = import_sources(project, args.sources, emit=emit, control=control, choices=choices)
    except ArtClassError:
        if is_new:
            remove_if_empty(project)
        raise
    if result is None:
        return Stopped(resumable=True)
    if args.mend and result.leaks:
        with Catalog.open(project) as catalog:
            catalog.mend_leaks()
            result = msgspec.structs.replace(catalog.summary(), import_id=result.import_id)
    return Finished(result=msgspec.to_builtins(result))


def _choices(args: argparse.Namespace) -> Choices:
    from trainer.catalog.scan import Choices
    from trainer.errors import UsageError

    classes: dict[str, str | None] = dict.fromkeys(args.leave_out)
    for words in args.classes:
        found, equals, name = words.rpartition("=")
        if not (found.strip() and equals and name.strip()):
            remedy = "Write the name in the sources, = and the name in the project, as in Drawings=drawings."
            raise UsageError(f"--class {words} does not say what becomes of what", remedy=remedy)
        classes[found.strip()] = name.strip()
    if args.class_level is not None and args.class_level < 1:
        raise UsageError("--class-level is a number from 1 on", remedy="1 is the folder around a picture.")
    return Choices(classes=classes, splits=args.splits, class_level=args.class_level)


def _plan(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    import tempfile

    import msgspec

    from trainer import __version__
    from trainer.catalog.store import Catalog
    from trainer.catalog.survey import survey
    from trainer.events import Stage, Started
    from trainer.pace import Interrupted, check
    from trainer.project import Project, is_project

    emit(Started(job="survey", version=__version__))
    emit(Stage(name="listing", label="Looking through the pictures", index=1, count=1))
    aliases: dict[str, str | None] = {}
    known: tuple[str, ...] = ()
    if is_project(args.project):
        with Catalog.open(Project.open(args.project), readonly=True) as catalog:
            aliases, known = catalog.intake.aliases(), tuple(row.name for row in catalog.classes())
    with tempfile.TemporaryDirectory(prefix="artclass-") as scratch:
        try:
            found = survey(
                args.sources,
                scratch=Path(scratch),
                check=lambda: check(control),
                aliases=aliases,
                known=known,
                class_level=args.class_level or 1,
            )
        except Interrupted:
            return Stopped(resumable=False)
    return Finished(result={"survey": msgspec.to_builtins(_as_chosen(found, _choices(args), emit))})


def _as_chosen(found: Survey, choices: Choices, emit: Emit) -> Survey:
    """The survey with what the options say in place of what is proposed."""
    import msgspec

    from trainer.catalog.names import class_key
    from trainer.events import Notice

    asked = {class_key(name): becomes for name, becomes in choices.classes.items()}
    names = {class_key(row.name) for row in found.classes}
    for name in choices.classes:
        if class_key(name) not in names:
            listed = ", ".join(f"“{row.name}”" for row in found.classes)
            emit(Notice(message=f"There is no class “{name}” in these sources; they have {listed}.", level="warning"))
    classes = tuple(
        msgspec.structs.replace(row, becomes=asked[key], why="as you said")
        if (key := class_key(row.name)) in asked
        else row
        for row in found.classes
    )
    return msgspec.structs.replace(found, classes=classes)


def remove_if_empty(project: Project) -> None:
    """Delete a project that a command made and put nothing into: it would only be in the way."""
    from trainer.catalog.store import Catalog

    with Catalog.open(project, readonly=True) as catalog:
        empty = not catalog.items()
    if empty:
        shutil.rmtree(project.folder, ignore_errors=True)


def show(result: dict[str, Any], console: Console) -> None:
    """Print the classes, the splits, and what was left out and why."""
    if "survey" in result:
        _show_plan(result["survey"], console)
        return
    _show_classes(result, console)
    _show_doubts(result, console)
    shown = [
        _show_left_out("Not read", result["unreadable"], len(result["unreadable"]), console),
        _show_left_out("Passed over", _one_of_each(result["passed_over"]), result["passed_over_files"], console),
    ]
    if not all(shown):
        from trainer.terminal import say

        say(console, f"artclass-cli imports --show {result['import_id']} lists every file that was left out.")


def _show_plan(plan: Mapping[str, Any], console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    from trainer.terminal import safe, say

    table = Table("found", title="What is in these sources", title_justify="left")
    table.add_column("files", justify="right")
    table.add_column("becomes, if you say so")
    table.add_column("because")
    for row in plan["classes"]:
        becomes = Text("left out", style="yellow") if row["becomes"] is None else Text(safe(row["becomes"]))
        table.add_row(Text(safe(row["name"])), f"{row['files']:,}", becomes, Text(safe(row["why"])))
    if plan["unlabelled"]:
        table.add_row("(in no class folder)", f"{plan['unlabelled']:,}", "unlabelled", "")
    console.print(table)
    for row in plan["failures"]:
        say(console, f"Cannot be used: {row['path']}. {row['reason']}.", style="yellow")
    if len(plan["class_folders"]) > 1:
        levels = ", ".join(f"{row['level']}: {' '.join(row['example'][:3])} …" for row in plan["class_folders"])
        say(console, f"Folders lie in folders; --class-level says which are the classes ({levels}).")
    if plan["splits"]:
        splits = ", ".join(f"{name} {count:,} files" for name, count in plan["splits"].items())
        say(console, f"The sources name splits: {splits}. --splits honour keeps them; otherwise they are drawn anew.")
    proposed = [
        row for row in plan["classes"] if row["becomes"] not in (None, row["name"]) and row["why"] != "as you said"
    ]
    if proposed:
        options = " ".join(f"--class '{row['name']}={row['becomes']}'" for row in proposed)
        say(console, f"To take the proposals, import with: {options}")
    say(console, "Nothing was written. --class FOUND=NAME renames or merges, --leave-out FOUND leaves a class out.")


def _show_classes(result: Mapping[str, Any], console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    from trainer.terminal import safe, say

    table = Table("class", title="The project's pictures", title_justify="left")
    table.add_column("pictures", justify="right")
    for name, count in result["classes"].items():
        table.add_row(Text(safe(name)), f"{count:,}")
    if result["unlabelled"]:
        table.add_row(Text("no class yet", style="yellow"), f"{result['unlabelled']:,}")
    table.add_section()
    table.add_row("in all", f"{result['images'] + result['unlabelled']:,}", style="bold")
    console.print(table)
    splits = ", ".join(f"{count:,} for {name}" for name, count in result["splits"].items())
    say(console, f"Split: {splits}.")


def _show_doubts(result: Mapping[str, Any], console: Console) -> None:
    from trainer.terminal import say

    if result["exact_duplicates"]:
        say(console, f"Left out as exact duplicates: {result['exact_duplicates']:,}.")
    if result["near_duplicates"]:
        say(console, f"Near-duplicates of one another: {result['near_duplicates']:,} pictures; they share a split.")
    if result["conflicts"]:
        say(console, f"In more than one class: {result['conflicts']:,}.", style="yellow")
    if aside := sum(result["set_aside"].values()):
        say(console, f"Set aside: {aside:,}.", style="yellow")
    if result["leaks"]:
        pictures = "1 picture" if result["leaks"] == 1 else f"{result['leaks']:,} pictures"
        text = f"Held out, and yet a copy is learnt from: {pictures}. The accuracy would be flattered;"
        say(console, f"{text} artclass-cli decide --mend-leaks mends it.", style="yellow")
    say(console, "artclass-cli check tells more about them.")


def _show_left_out(words: str, rows: Sequence[Mapping[str, str]], count: int, console: Console) -> bool:
    """Name some files; whether these are all."""
    from trainer.terminal import say

    for row in rows[:_SHOWN]:
        say(console, f"{words}: {row['path']} {row['reason']}.", style="yellow")
    if rest := count - len(rows[:_SHOWN]):
        say(console, f"{words}: {rest:,} more {'file' if rest == 1 else 'files'}.", style="yellow")
    return not rest


def _one_of_each(rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The first file of each reason, so that none of the reasons goes unsaid."""
    first: dict[str, Mapping[str, str]] = {}
    for row in rows:
        first.setdefault(row["reason"], row)
    return list(first.values())

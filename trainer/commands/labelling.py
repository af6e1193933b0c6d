"""The label command: pictures are given classes where they lie, and are learnt from without an import."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stage, Started, Stopped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from trainer.catalog.records import Decision, Item
    from trainer.project import Project

_NAMED = 20  # files left out that are printed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project, the pictures and their class."""
    add_project(parser)
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="pictures, or folders: all pictures in them, however deep"
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--class",
        dest="label",
        metavar="NAME",
        help="the pictures are of this class; a new name makes a class, and a new project folder a project",
    )
    what.add_argument("--remove", action="store_true", help="take your own labels of the pictures back")
    what.add_argument("--list", action="store_true", help="list the pictures that you have labelled")
    what.add_argument("--undo", nargs="?", type=int, const=0, metavar="N", help="take decision N back, or the last one")
    what.add_argument("--redo", type=int, metavar="N", help="let decision N stand again, which was taken back")


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Label, or list what is labelled.

    Raises:
        ArtClassError: The project cannot be written to, or there is no picture that can be read.
    """
    import msgspec

    from trainer.catalog.store import Catalog
    from trainer.pace import Interrupted
    from trainer.project import Project

    if args.list:
        with Catalog.open(Project.open(args.project), readonly=True) as catalog:
            items = catalog.labelled()
            origins = catalog.origins(item.id for item in items)
            return Finished(result={"labels": [_row(item, origins.get(item.id, item.path)) for item in items]})
    if args.undo is not None or args.redo is not None:
        with Catalog.open(Project.open(args.project)) as catalog:
            made = catalog.undo_decision(args.undo or None) if args.redo is None else catalog.redo_decision(args.redo)
            return Finished(result={"decision": msgspec.to_builtins(made), "changed": made.pictures})
    try:
        done = _label(args, emit, control)
    except Interrupted:
        return Stopped(resumable=False)
    changed = done.decision.pictures if done.decision is not None else 0
    told = {"decision": msgspec.to_builtins(done.decision), "files": done.files, "changed": changed}
    return Finished(result={**told, "new_classes": done.new_classes})


class _Done(NamedTuple):
    """What came of labelling: the decision, where something changes; how many files were named; the classes it made."""

    decision: Decision | None
    files: int
    new_classes: list[str]


def _label(args: argparse.Namespace, emit: Emit, control: Control) -> _Done:
    """Label what is named."""
    from trainer import __version__, collect
    from trainer.commands.importing import remove_if_empty
    from trainer.errors import ArtClassError, UsageError
    from trainer.pace import Interrupted
    from trainer.project import Project, is_project

    if not args.paths:
        raise UsageError("No picture is named", remedy="Name pictures or folders before the option.")
    if args.label is not None and not args.label.strip():
        raise UsageError("A class needs a name", remedy="Type one, such as drawings.")
    paths = collect.pictures(args.paths)
    emit(Started(job="label", version=__version__))
    is_new = not args.remove and not is_project(args.project)
    project = Project.create(args.project) if is_new else Project.open(args.project)
    try:
        return _labelled(project, paths, args, emit, control)
    except (ArtClassError, Interrupted):
        if is_new:
            remove_if_empty(project)
        raise


def _labelled(project: Project, paths: list[Path], args: argparse.Namespace, emit: Emit, control: Control) -> _Done:
    from trainer.catalog.store import Catalog
    from trainer.pace import Pace, check

    root = args.paths[0] if len(args.paths) == 1 and args.paths[0].is_dir() else None
    with Catalog.open(project) as catalog:
        emit(Stage(name="looking", label="Looking at the pictures", index=1, count=1))
        pace = Pace(emit, "pictures", total=len(paths))
        before = {row.name for row in catalog.classes()}
        label = args.label if args.label is None else _as_known(args.label, before)
        decision = catalog.label_each(
            dict.fromkeys(paths, label),
            root=root,
            check=lambda: check(control),
            looked=lambda done, total: pace.at(len(paths) - total + done, known=len(paths) - total),
        )
        return _Done(decision, len(paths), sorted({row.name for row in catalog.classes()} - before))


def _as_known(label: str, classes: Iterable[str]) -> str:
    """A class' name as it is written already, where it was typed in other letters: it is the same class."""
    from trainer.catalog.names import class_key

    return next((name for name in classes if class_key(name) == class_key(label)), label)


def _row(item: Item, origin: Path) -> dict[str, Any]:
    """A picture, with the path that it can be opened by, and where it was found: an archive's member lies in the project."""
    from trainer.names import readable

    return {
        "path": readable(str(origin if os.path.exists(origin) else item.path)),  # noqa: PTH110 - never raises
        "origin": readable(str(origin)),
        "label": item.label,
        "source_label": item.found,
        "split": item.split,
        "sha256": item.sha256,
        "set_aside": item.aside,
    }


def show(result: dict[str, Any], console: Console) -> None:
    """Print what was labelled, or the list."""
    from trainer.terminal import say

    if "labels" in result:
        _show_list(result["labels"], console)
        return
    made = result["decision"]
    if made is None:
        say(console, "There was nothing to change, so nothing was recorded.")
        return
    pictures = "1 picture" if made["pictures"] == 1 else f"{made['pictures']:,} pictures"
    say(console, f"{'Taken back' if made['undone'] else 'Done'}: {pictures} {made['words']} (decision {made['id']}).")
    others = result.get("files", made["pictures"]) - made["pictures"] - len(made["left_out"])
    if others > 0:
        say(console, _unchanged(others))
    for row in made["left_out"][:_NAMED]:
        say(console, f"Left out: {row['path']} {row['reason']}.")
    if len(made["left_out"]) > _NAMED:
        say(console, f"Left out as well: {len(made['left_out']) - _NAMED:,} more files. --json names them all.")
    for name in result.get("new_classes", ()):
        say(console, f"“{name}” is a new class. If it was meant to be another one, --undo takes this back.")


def _unchanged(files: int) -> str:
    """Why fewer pictures are told of than files were named."""
    if files == 1:
        return "1 other file holds the same picture as one of these, or nothing had to be changed for it."
    return f"{files:,} other files hold the same pictures as these, or nothing had to be changed for them."


def _show_list(rows: list[dict[str, Any]], console: Console) -> None:
    from trainer.commands import tables

    if not rows:
        console.print("You have labelled no picture yet.")
        return
    tables.files(console, [row["origin"] for row in rows], lambda names: _table(rows, names))


def _table(rows: Sequence[dict[str, Any]], names: Sequence[Text]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from trainer.terminal import safe

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("your label", overflow="fold")
    table.add_column("used for", no_wrap=True)
    table.add_column("picture", overflow="fold")
    for row, name in zip(rows, names, strict=True):
        used = "set aside" if row["set_aside"] else row["split"] or ""
        table.add_row(Text(safe(row["label"] or "")), used, name)
    return table

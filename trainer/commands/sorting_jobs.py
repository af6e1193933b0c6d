"""What the sort command does, each with the result that it prints."""

from __future__ import annotations

import argparse
import contextlib
import shutil
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from trainer import files
from trainer.channel import Control, Emit
from trainer.commands import answering, budgeting, sorting_choice
from trainer.errors import ArtClassError, DiskError, UsageError
from trainer.events import Stage
from trainer.names import readable
from trainer.pace import check
from trainer.sorting import journal, planning, pruning, running
from trainer.sorting.journal import Journal
from trainer.sorting.patterns import Pattern
from trainer.sorting.planning import Wishes
from trainer.sorting.running import Outcome
from trainer.sorting.values import Left, Plan, Sorted

_IN_A_WINDOW = 2_000  # pictures that are told one by one to another program that shows them
_ROOM = 16 << 20  # bytes that a disk is left with


def sort(args: argparse.Namespace, emit: Emit, control: Control) -> dict[str, Any]:
    """Plan, and do what is planned unless it is a dry run.

    Raises:
        ArtClassError: It cannot be done.
        Interrupted: Somebody asked.
    """
    pattern = Pattern(args.pattern)
    plan = _planned(args, pattern, emit, control)
    result = _of_plan(plan, args)
    if args.dry_run:
        return result
    if not plan.pictures:
        return result | _of_outcome(Outcome(pictures=0, companions=0))
    if result["bytes_needed"] > result["bytes_free"]:
        raise _no_room(result)
    _see_that_it_can_be_written_to(plan)
    pruning.prune()
    with journal.begun(plan, project=args.project) as begun:
        outcome = _done(begun, emit, control)
        return result | {"journal": begun.name if outcome.pictures else None} | _of_outcome(outcome)


def go_on(name: str, emit: Emit, control: Control) -> dict[str, Any]:
    """Go on with a sort.

    Raises:
        ArtClassError: There is none, or it cannot be done.
        Interrupted: Somebody asked.
    """
    name = name or sorting_choice.to_resume()
    with journal.opened(name) as opened:
        if opened.state == "undoing":
            raise sorting_choice.partly_undone(name)
        if opened.state == "undone":
            raise UsageError(f"The sort {name} has been undone", remedy="Sort anew.")
        emit(_stage("Sorting pictures"))
        return _known(opened) | {"job": "resume"} | _of_outcome(_done(opened, emit, control))


def take_back(name: str, emit: Emit, control: Control) -> dict[str, Any]:
    """Undo a sort.

    Raises:
        ArtClassError: There is none, or it cannot be done.
        Interrupted: Somebody asked.
    """
    name = name or sorting_choice.to_undo()
    with journal.opened(name) as opened:
        emit(_stage("Undoing"))
        outcome = running.undo(opened, emit, control)
        of_undoing = {"changed": outcome.changed, "never_left": outcome.never_left}
        return _known(opened) | {"job": "undo"} | _of_outcome(outcome) | of_undoing


def listed() -> dict[str, Any]:
    """All sorts that were written down."""
    return {"job": "list", "sorts": [msgspec.to_builtins(row) for row in journal.listed()]}


# Inside


def _done(begun: Journal, emit: Emit, control: Control) -> Outcome:
    try:
        return running.do(begun, emit, control)
    except DiskError as error:
        begun_name = begun.name
        raise DiskError(
            f"{error.what}, so that the sort stopped before it was done; no file is lost",
            path=error.path,
            remedy=f"Put that right and go on with “sort --resume {begun_name}”, or undo with “sort --undo {begun_name}”.",
        ) from error


def _planned(args: argparse.Namespace, pattern: Pattern, emit: Emit, control: Control) -> Plan:
    planning.see_target(args.into)
    source = answering.source(args)
    threshold = max(args.at_least, budgeting.threshold(args, source.package, emit))
    root = answering.root(args, source.table)
    source.begin(emit, _stage("Sorting pictures"))
    asked = answering.asked(args, source, emit, control)
    wishes = Wishes(
        how=args.how,
        target=args.into,
        pattern=pattern,
        threshold=threshold,
        review="" if args.filed_only else args.review_folder,
        novel="" if args.filed_only else args.novel_folder,
        collision=args.collisions,
        root=root,
    )
    with contextlib.closing(asked.rows) as rows:
        return planning.plan(rows, wishes, check=lambda: check(control))


def _stage(label: str) -> Stage:
    """What is being done; said once nothing is refused any more."""
    return Stage(name="sort", label=label, index=1, count=1)


def _of_plan(plan: Plan, args: argparse.Namespace) -> dict[str, Any]:
    needed, free = _room(plan)
    parts = Counter(picture.part for picture in plan.pictures)
    told: Iterable[Sorted] = sorted(plan.pictures, key=lambda picture: not picture.renamed)
    return {
        "job": "sort",
        "dry_run": args.dry_run,
        "how": plan.how,
        "into": readable(plan.target),
        "journal": None,
        "planned": len(plan.pictures),
        "companions_planned": len(plan.steps) - len(plan.pictures),
        "in_place": plan.in_place,
        "labelled": parts["labelled"],
        "filed": parts["filed"],
        "review": parts["review"],
        "novel": parts["novel"],
        "collisions": sum(picture.renamed for picture in plan.pictures),
        "folders": dict(sorted(Counter(readable(picture.folder) for picture in plan.pictures).items())),
        "bytes_needed": needed,
        "bytes_free": free,
        "left": _rows(plan.left),
        "moves": [_row(picture) for picture in islice(told, _IN_A_WINDOW if args.events else None)]
        if args.dry_run
        else [],
    }


def _row(picture: Sorted) -> dict[str, Any]:
    first, *others = picture.steps
    row: dict[str, Any] = {"path": readable(first.source), "to": readable(first.target), "part": picture.part}
    if picture.renamed:
        row["renamed"] = True
    if others:
        row["companions"] = [readable(Path(step.source).name) for step in others]
    return row


def _rows(left: Iterable[Left]) -> list[dict[str, Any]]:
    return [{"path": readable(one.path), "reason": readable(one.reason)} for one in left]


def _room(plan: Plan) -> tuple[int, int]:
    """Bytes that are needed on the target's disk, and that are free there."""
    place = _there(Path(plan.target))
    try:
        device, disk = place.stat().st_dev, shutil.disk_usage(place)
    except OSError:
        return 0, 0
    if plan.how not in ("copy", "move"):
        return 0, disk.free
    needed = sum(step.stamp.size for step in plan.steps if plan.how == "copy" or step.stamp.device != device)
    return needed, max(0, disk.free - min(_ROOM, disk.total // 100))


def _there(folder: Path) -> Path:
    """The innermost folder of a path that is there already."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _see_that_it_can_be_written_to(plan: Plan) -> None:
    """See that some folder takes files, before anything is written down: nobody wants to resume or undo what cannot begin.

    Where one of several folders refuses, that is told of its pictures.

    Raises:
        DiskError: None does.
    """
    refusal: DiskError | None = None
    for place in dict.fromkeys(_there(Path(step.target).parent) for step in plan.steps):
        try:
            files.see_that_it_takes_files(place)
            return
        except DiskError as error:
            refusal = refusal or error
    if refusal is not None:
        remedy = "Choose another folder, or let this one be written to; nothing has been touched."
        raise DiskError(refusal.what, path=refusal.path, remedy=remedy) from refusal


def _no_room(result: dict[str, Any]) -> ArtClassError:
    needed, free = (f"{result[name] / 1e6:,.0f} MB" for name in ("bytes_needed", "bytes_free"))
    return DiskError(
        f"There is no room: {needed} are needed, and {free} are free",
        path=result["into"],
        remedy="Free some space, choose another folder, or make links; nothing has been touched.",
    )


def _known(opened: Journal) -> dict[str, Any]:
    plan = opened.plan
    return {
        "job": "sort",
        "dry_run": False,
        "how": plan.how,
        "into": readable(plan.target),
        "journal": opened.name,
        "planned": len(plan.pictures),
    }


def _of_outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "pictures": outcome.pictures,
        "companions": outcome.companions,
        "refused": _rows(outcome.refused),
        "folders_removed": outcome.folders,
        "labels_followed": outcome.followed,
    }

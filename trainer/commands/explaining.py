"""The explain command: why a model says what it says of a picture, and which shortcuts it may be taking."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.errors import DatasetError
from trainer.events import Event, Finished, Notice, Problem, Stage, Started, Stopped
from trainer.pace import Interrupted

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.commands.models import Chosen
    from trainer.project import Project


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project, the run, the pictures and where the heat maps go."""
    add_project(parser)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PICTURE", help="a picture, or a folder of pictures")
    parser.add_argument(
        "--run", metavar="NAME", help="which run (default: the best pinned one, else the newest that no ladder made)"
    )
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where the heat maps go, one PNG a picture")
    parser.add_argument(
        "--class", dest="label", metavar="NAME", help="the class to ask about (default: what the model says)"
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--audit",
        action="store_true",
        help="ask about the validation pictures again without borders, without colour and without detail",
    )
    kind.add_argument(
        "--resident", action="store_true", help="answer questions on the standard input, one JSON object a line"
    )


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Explain.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer.commands import models
    from trainer.project import Project

    _check(args)
    project = Project.open(args.project)
    choice = models.run_of(project, args.run)
    try:
        return _audit(project, choice, emit, control) if args.audit else _heat(args, choice, emit, control)
    except Interrupted:
        return Stopped(resumable=False)


def _check(args: argparse.Namespace) -> None:
    from trainer.errors import UsageError

    if args.resident and not args.events:
        raise UsageError("--resident belongs to --events", remedy="Leave it out in a terminal.")
    if not (args.audit or args.resident) and (not args.paths or args.out is None):
        raise UsageError(
            "Pictures are needed, and a folder for their heat maps", remedy="Name them, and the folder with --out."
        )


def _audit(project: Project, choice: Chosen, emit: Emit, control: Control) -> Finished:
    import msgspec

    from trainer import __version__, dataset, known, package
    from trainer.commands import models
    from trainer.explaining import audit, records
    from trainer.measuring import keeping

    chosen, notice = choice
    pictures, asked = dataset.load(project).validation, package.read(chosen.package_path)
    models.begin(emit, Started(job="explain", version=__version__, run=chosen.name), notice)
    emit(Stage(name="audit", label="Asking again without borders, colour and detail", index=1, count=1))
    learned = known.learned_from(chosen, asked.info)
    if remark := known.remark_on_learned(pictures, learned):
        emit(Notice(message=remark))
    unseen = [picture for picture in pictures if picture.sha256 not in learned]
    made = audit.audit(asked, unseen, emit=emit, control=control)
    records.write(chosen, made)
    keeping.rewrite_card(chosen)
    words = [records.verdict(made), *(f"{records.line(p)} {records.warning(p)}".rstrip() for p in made.parts)]
    return Finished(result={**msgspec.to_builtins(made), "words": words})


def _heat(args: argparse.Namespace, choice: Chosen, emit: Emit, control: Control) -> Finished | Stopped:
    from trainer import __version__, collect, device, files, package
    from trainer.commands import models

    chosen, notice = choice
    classes = package.read(chosen.package_path).info.classes
    paths = [] if args.resident else list(collect.pictures(args.paths))
    if args.out is not None:
        out = args.out.absolute()
        files.make_folders(out, within=next(place for place in (out, *out.parents) if place.is_dir()))
    started = Started(job="explain", version=__version__, run=chosen.name, device=device.prepare())
    models.begin(emit, started, notice)
    from trainer.explaining.job import Explaining, class_number  # TensorFlow, once the device is prepared

    if args.label is not None:
        class_number(classes, args.label)
    emit(Stage(name="explain", label="Looking for what speaks for the class", index=1, count=1))
    explaining = Explaining(chosen, classes)
    if args.resident:
        explaining.answer(emit=emit, control=control)
        return Stopped(resumable=False)
    unread: list[Problem] = []

    def tell(event: Event) -> None:
        if isinstance(event, Problem):
            unread.append(event)
        emit(event)

    done = explaining.all(paths, args.label, args.out.absolute(), emit=tell, control=control)
    if unread and not done:
        raise DatasetError("No picture here can be read", path=unread[0].path, remedy=f"It {unread[0].reason}.")
    rows = [{"path": problem.path, "reason": problem.reason} for problem in unread]
    pictures = [_row(item) for item in done]
    return Finished(result={"run": chosen.name, "explained": len(done), "pictures": pictures, "unreadable": rows})


def _row(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("path", "label", "predicted", "confidence", "file")}


def show(result: dict[str, Any], console: Console) -> None:
    """Print the audit's sentences, or what was written."""
    from trainer.doctor.words import share
    from trainer.terminal import say

    for words in result.get("words", ()):
        say(console, words)
    for item in result.get("pictures", ()):
        say(console, f"{item['label']} ({share(item['confidence'])}): {item['path']} → {item['file']}")
    for item in result.get("unreadable", ()):
        say(console, f"{item['path']} {item['reason']}.", style="yellow")

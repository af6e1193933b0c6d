"""The preview command: some of a project's own pictures as a training would vary them."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer import options
from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Previewed, Stopped

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.config import TrainConfig

_LOOK_EVERY = 0.05  # seconds between two looks at the file that is followed
_PATIENCE = 180.0  # seconds without another wish after which a follower leaves
_ROWS, _VERSIONS, _MOST = 3, 5, 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project, the file and the settings."""
    add_project(parser)
    parser.add_argument(
        "--out", type=Path, metavar="FILE", required=True, help="where to draw them: .png, .jpg or .webp"
    )
    parser.add_argument("--pictures", type=int, metavar="N", default=_ROWS, help=f"how many (default: {_ROWS})")
    parser.add_argument(
        "--versions", type=int, metavar="N", default=_VERSIONS, help=f"varied versions of each (default: {_VERSIONS})"
    )
    parser.add_argument(
        "--follow", type=Path, metavar="FILE", help=argparse.SUPPRESS
    )  # settings that the window writes
    options.add_arguments(parser)


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Draw; with ``--follow`` again and again, as the settings in that file change.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer import __version__, architectures, dataset, device, varying
    from trainer.events import Notice, Started
    from trainer.project import Project

    emit(Started(job="preview", version=__version__))
    wishes = options.wishes(args)
    _check(args)
    config = options.config(wishes.architecture or architectures.DEFAULT, wishes)
    pictures = dataset.load(Project.open(args.project)).training
    for words in varying.without_effect(config, wishes.variation or ()) if args.follow is None else ():
        emit(Notice(message=words, level="warning"))
    device.prepare()
    from trainer.learning.preview import Sheet, chosen

    sheet = Sheet(chosen(pictures), rows=args.pictures, versions=args.versions)
    shown = 0
    for wish in _wishes(args.follow, config, control):
        shown = sheet.write(args.out, wish)
        emit(Previewed(path=str(args.out), pictures=shown, versions=args.versions))
    if control.request is not None:
        return Stopped(resumable=False)
    varied = varying.variation(config) not in (None, varying.NOTHING)
    result = {"file": str(args.out), "pictures": shown, "versions": args.versions, "varied": varied}
    return Finished(result=result if varied else {**result, "to_vary": _to_vary(config)})


def _to_vary(config: TrainConfig) -> str:
    """What lets a training with such settings vary pictures, as a sentence."""
    from trainer import varying

    if varying.learns_from_pixels(config):
        return "--mirror, --turn, --zoom and the like do." if config.augment else "--augment switches that on."
    lacking = [flag for flag, on in (("--augment", config.augment), ("--mirror", config.variation.mirror)) if not on]
    return (
        f"{' and '.join(lacking)} would show this network each picture mirrored, too. One that learns as a whole, such "
        "as --model deep_cnn, can be shown them turned and zoomed as well."
    )


def _check(args: argparse.Namespace) -> None:
    from trainer.errors import UsageError
    from trainer.varying import SHEETS

    if args.out.suffix.lower() not in SHEETS or args.out.is_dir():
        remedy = f"Let the file's name end in one of {', '.join(SHEETS)}."
        raise UsageError("The sheet is a picture, and this is no picture's name", path=args.out, remedy=remedy)
    for name in ("pictures", "versions"):
        if not 1 <= getattr(args, name) <= _MOST:
            raise UsageError(
                f"{getattr(args, name):,} is out of range for --{name}", remedy=f"Choose a number from 1 to {_MOST}."
            )


def _wishes(follow: Path | None, first: TrainConfig, control: Control) -> Iterator[TrainConfig]:
    """Settings to draw: those of the command line, or what the followed file holds, each time it changes."""
    if follow is None:
        yield first
        return
    seen, ends = b"", time.monotonic() + _PATIENCE
    while control.request is None and time.monotonic() < ends:
        data = _read(follow)
        config = _decoded(data) if data != seen else None
        seen = data
        if config is not None:
            yield config
            ends = time.monotonic() + _PATIENCE
        else:
            time.sleep(_LOOK_EVERY)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # not there yet, or any more
        return b""


def _decoded(data: bytes) -> TrainConfig | None:
    import msgspec

    from trainer import config
    from trainer.errors import UsageError

    try:
        return config.decode(data)
    except (msgspec.DecodeError, UsageError):
        return None


def show(result: dict[str, Any], console: Console) -> None:
    """Print where they are."""
    from trainer.terminal import say

    say(console, f"Drawn: {result['file']}")
    if result["varied"]:
        console.print("Each row shows a picture as it is, and then as a training would vary it.")
    else:
        console.print("With these settings a training varies no picture: all of a row are the same.")
        console.print(result["to_vary"])

"""The table of commands, and what a command module has to offer."""

from __future__ import annotations

import argparse
import importlib
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.channel import Control, Emit
    from trainer.events import Finished, Stopped


class Command(NamedTuple):
    """One row of the table: the word on the command line, what it is for, and its module in this package."""

    name: str
    help: str
    module: str


COMMANDS: tuple[Command, ...] = (
    Command("import", "take pictures from folders and archives into a project", "importing"),
    Command("check", "tell what is wrong with a project's pictures", "checking"),
    Command("imports", "list a project's imports, and undo one", "undoing"),
    Command("decide", "label pictures, leave them out, keep the best copies", "deciding"),
    Command("label", "give pictures classes where they lie, without an import", "labelling"),
    Command("split", "show the splits, or draw them anew by artist or series", "splitting"),
    Command("estimate", "tell what trainings will cost in time, memory and disk", "estimating"),
    Command("preview", "draw some of a project's pictures as a training would vary them", "previewing"),
    Command("train", "train a model on a project's pictures", "training"),
    Command("resume", "go on with a training that was paused or cut off", "resuming"),
    Command("pause", "let a training leave so that it can go on later", "pausing"),
    Command("stop", "end a training, also a paused one, and keep its best epoch", "stopping"),
    Command("queue", "let several trainings run one after another", "queueing"),
    Command("pin", "measure a finished model on the test pictures, and mark it", "pinning"),
    Command("unpin", "take a model's mark away", "pinning"),
    Command("compare", "put trained models side by side: is one better?", "comparing"),
    Command("ladder", "train networks of growing depth or batch size, and compare", "laddering"),
    Command("evaluate", "measure a trained model on pictures whose classes are known", "evaluating"),
    Command("classify", "say of what class pictures are, with a trained model", "classifying"),
    Command("sort", "put pictures into folders by class, and take that back", "sorting"),
    Command("tag", "write classes into XMP as keywords, or read changed ones back", "tagging"),
    Command("report", "show pictures by class on one HTML page, or as a contact sheet", "reporting"),
    Command("similar", "find the pictures that are most like one of them", "likening"),
    Command("predictor", "classify as another program asks, as long as it listens", "residing"),
    Command("explain", "show why a model says what it says, and which shortcuts it takes", "explaining"),
    Command("export", "write a trained model for other programs, with a certificate", "exporting"),
    Command("runs", "list a project's trained models and their figures", "listing"),
)


class CommandModule(Protocol):
    """What a module of this package offers; importing it imports nothing heavy."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments."""

    def run(self, args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
        """Do the job: emit what happens, but return the last event instead of emitting it.

        Raises:
            ArtClassError: The job cannot be done.
        """

    def show(self, result: dict[str, Any], console: Console) -> None:
        """Print ``result`` for a person."""


def load(name: str) -> CommandModule:
    """The module of the command called ``name``."""
    row = next(row for row in COMMANDS if row.name == name)
    return cast("CommandModule", importlib.import_module(f"{__name__}.{row.module}"))

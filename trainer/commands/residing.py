"""The predictor command: a model that stays loaded and answers another program, which is usually the window."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from trainer.channel import Control, Emit
from trainer.commands.options import add_model, add_store
from trainer.events import Finished, Notice, Started, Stopped

if TYPE_CHECKING:
    from rich.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the model and the store."""
    add_model(parser)
    add_store(parser)


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Answer questions, one JSON object a line on the standard input, until it ends.

    Raises:
        ArtClassError: The model cannot be used.
    """
    from trainer import __version__
    from trainer.commands import models
    from trainer.errors import UsageError
    from trainer.predicting import resident, store

    if not args.events:
        remedy = "Use classify in a terminal."
        raise UsageError("predictor answers programs only, with --events", remedy=remedy)
    package, notice = models.chosen(args)
    models.begin(emit, Started(job="predictor", version=__version__, run=package.info.name), notice)
    with store.opened(args.store, package, tell=lambda words: emit(Notice(message=words, level="warning"))) as kept:
        resident.Resident(package, kept, emit=emit, control=control).run()
    return Stopped(resumable=True)


def show(result: dict[str, Any], console: Console) -> None:
    """Nothing: whoever asks has heard it."""

"""The train command: a new model from a project's pictures."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from trainer import architectures
from trainer.channel import Control, Emit
from trainer.commands.options import add_project
from trainer.events import Finished, Stopped

if TYPE_CHECKING:
    from rich.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the project and the settings."""
    names = [row.name for row in architectures.ARCHITECTURES]
    add_project(parser)
    parser.add_argument("--model", choices=names, help=f"the architecture (default: {architectures.DEFAULT})")
    parser.add_argument("--epochs", type=int, metavar="N", help="passes over the training pictures")
    parser.add_argument("--batch-size", type=int, metavar="N", help="pictures a step")
    parser.add_argument("--image-size", type=int, metavar="PIXELS", help="side of the square input")
    parser.add_argument("--learning-rate", type=float, metavar="RATE", help="step size of the optimiser (Adam)")
    parser.add_argument("--patience", type=int, metavar="N", help="epochs without progress before training ends early")
    parser.add_argument("--seed", type=int, metavar="N", help="another number gives another training (default: 1)")
    parser.add_argument("--weights", metavar="imagenet|random|FILE", help="what a pretrained network starts from")
    parser.add_argument("--head", choices=("pooled", "article"), help="what is put on a pretrained network")
    parser.add_argument(
        "--no-augment",
        dest="augment",
        action="store_const",
        const=False,
        help="do not learn from mirrored, turned and zoomed copies",
    )


def run(args: argparse.Namespace, emit: Emit, control: Control) -> Finished | Stopped:
    """Train.

    Raises:
        ArtClassError: It cannot be done.
    """
    from trainer.project import Project
    from trainer.training import Wishes, train

    wishes = Wishes(
        architecture=args.model,
        epochs=args.epochs,
        batch_size=args.batch_size,
        image_size=args.image_size,
        learning_rate=args.learning_rate,
        patience=args.patience,
        seed=args.seed,
        weights=args.weights,
        head=args.head,
        augment=args.augment,
    )
    return train(Project.open(args.project), wishes, emit=emit, control=control)


def show(result: dict[str, Any], console: Console) -> None:
    """Print the figures."""
    from rich.table import Table

    from trainer.commands import tables
    from trainer.commands.tables import duration, share

    table = Table(show_header=False, box=None)
    low, high = result["test_interval"]
    table.add_row("run", result["run"])
    table.add_row(
        "test accuracy",
        f"[bold]{share(result['test_accuracy'])}[/bold]  on {result['test_images']:,} pictures it had not seen "
        f"(95 % interval {share(low)} to {share(high)})",
    )
    for words, figures in tables.makers(result["test_makers"]):
        table.add_row(f"  {words}", figures)
    table.add_row("validation accuracy", share(result["validation_accuracy"]))
    table.add_row("epochs", f"{result['epochs_trained']}, the best was number {result['best_epoch']}")
    table.add_row("time", duration(result["wall_seconds"]))
    console.print(table)

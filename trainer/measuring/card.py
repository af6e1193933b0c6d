"""The model card: what a model is, how good it is, and what it should not be trusted with, in Markdown."""

from __future__ import annotations

from trainer import architectures
from trainer.architectures import Architecture
from trainer.measuring.metrics import ClassFigures
from trainer.runs import Report


def write(report: Report) -> str:
    """The card of a finished run."""
    return "\n".join([*_what(report), *_how_good(report), *_how_made(report), *_limits()]) + "\n"


def _what(report: Report) -> list[str]:
    names = ", ".join(report.classes)
    return [
        f"# {report.run}",
        "",
        f"A model that sorts pictures into {len(report.classes)} classes: {names}.",
        f"Made with ArtClass {report.version} on {report.finished[:10]}.",
        "",
    ]


def _how_good(report: Report) -> list[str]:
    test = report.test
    low, high = test.interval
    rows = [_row(figures) for figures in test.per_class]
    return [
        "## How good it is",
        "",
        (
            f"On {test.images:,} test pictures that it had never seen, {test.accuracy:.1%} were told rightly "
            f"(95 % interval {low:.1%} to {high:.1%}; mean over the classes {test.balanced_accuracy:.1%})."
        ),
        "The test pictures were looked at once, when the model was finished.",
        *_makers(report),
        "",
        "| class | pictures | found (recall) | right when named (precision) |",
        "| --- | ---: | ---: | ---: |",
        *rows,
        "",
    ]


def _makers(report: Report) -> list[str]:
    """The figures for known and for new artists or series, where these are told apart."""
    if report.makers is None:
        return []
    rows = (("new pictures of known artists or series", report.makers.known), ("new ones", report.makers.new))
    return [
        f"Of {figures.images:,} {words}, {figures.accuracy:.1%} ({figures.interval[0]:.1%} to {figures.interval[1]:.1%})."
        for words, figures in rows
        if figures is not None
    ]


def _row(figures: ClassFigures) -> str:
    name = figures.name.replace("|", "\\|").replace("\n", " ")
    return f"| {name} | {figures.support} | {_share(figures.recall)} | {_share(figures.precision)} |"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _how_made(report: Report) -> list[str]:
    config = report.config
    row = architectures.find(config.architecture)
    return [
        "## How it was made",
        "",
        (
            f"{row.title} at {config.image_size} pixels, {_weights(row, config.weights)}; "
            f"{report.images['training']:,} training and {report.images['validation']:,} validation pictures; "
            f"best of {report.epochs_trained} epochs: number {report.best_epoch}."
        ),
        (
            f"Batches of {config.batch_size}, learning rate {config.learning_rate:g}, seed {config.seed}. "
            f"The confidence was calibrated on the validation pictures (temperature {report.temperature:.2f})."
        ),
        "",
    ]


def _weights(row: Architecture, weights: str) -> str:
    if not row.pretrained:
        return "learnt from these pictures alone"
    known = {"imagenet": "pretrained on ImageNet", "random": "on a backbone of random weights"}
    return known.get(weights, "pretrained weights from a file")


def _limits() -> list[str]:
    return [
        "## What to keep in mind",
        "",
        (
            "It names one of its classes for every picture, also for one that belongs to none of them. "
            "Pictures unlike those it learned from are told less well than the figures say."
        ),
    ]

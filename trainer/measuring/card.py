"""The model card: what a model is, how good it is, and what it should not be trusted with, in Markdown. Light."""

from __future__ import annotations

from collections.abc import Sequence

from trainer import architectures
from trainer.architectures import Architecture
from trainer.exporting import reference
from trainer.measuring import comparing
from trainer.measuring.metrics import ClassFigures, Evaluation, Makers
from trainer.measuring.reliability import Calibration
from trainer.runs import Data, Machine, Report, readings
from trainer.terminal import duration

_KINDS = {
    "folder": ("folder", "folders"),
    "archive": ("archive", "archives"),
    "table": ("table", "tables"),
    "reviewed": ("folder labelled picture by picture", "folders labelled picture by picture"),
}
_LITTLE = 30  # pictures of a class
Interval = Sequence[float] | None


def write(report: Report, *chapters: str) -> str:
    """The card of a finished run; it names no person, no folder and no file of the computer that it was made on.

    Args:
        report: What is known of it.
        chapters: Further ones in Markdown, such as that on shortcuts (`trainer.explaining.records.in_card`); "" for none.
    """
    parts = (
        _what(report),
        _how_good(report),
        _calibration(report),
        _data(report),
        _how_made(report),
        _cost(report),
        _limits(report),
        filter(None, chapters),
        [reference.in_card().rstrip()],
    )
    return "\n".join(line for part in parts for line in part) + "\n"


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
    return ["## How good it is", "", *_tested(report), *_validated(report), *_classes(report.best_known)]


def _tested(report: Report) -> list[str]:
    if report.test is None:
        return [
            "It was not measured on the test pictures: these are read only for runs that somebody pins.",
            "",
        ]
    sentence = f"On {report.test.images:,} test pictures that it had never seen, {_accuracy(report.test)}."
    return [sentence, *_looks(report), *_makers(report.makers), ""]


def _looks(report: Report) -> list[str]:
    if report.reading is None:  # of an earlier ArtClass
        return ["The test pictures were looked at once by this run, when it was finished."]
    count = report.reading.looks
    words = (
        f"It was measured on them on {report.reading.when[:10]}. {readings.words(count)[:-1]} in this project by then."
    )
    return [words, *filter(None, [readings.warning(count)]), *report.reading.remarks]


def _validated(report: Report) -> list[str]:
    return [
        (
            f"On {report.validation.images:,} validation pictures, by which its best epoch and its temperature were "
            f"chosen, {_accuracy(report.validation)}."
        ),
        *_makers(report.validation_makers),
        "",
    ]


def _accuracy(figures: Evaluation) -> str:
    parts = [
        f"{figures.accuracy:.1%} were told rightly (95 % interval {_between(figures.interval)})",
        f"mean over the classes {figures.balanced_accuracy:.1%}{_bracketed(figures.balanced_interval)}",
    ]
    if figures.macro_f1 is not None:
        parts.append(f"mean F1 {figures.macro_f1:.1%}{_bracketed(figures.macro_f1_interval)}")
    return "; ".join(parts)


def _between(interval: Sequence[float]) -> str:
    return f"{interval[0]:.1%} to {interval[1]:.1%}"


def _bracketed(interval: Interval) -> str:
    return "" if interval is None else f" ({_between(interval)})"


def _makers(makers: Makers | None) -> list[str]:
    """The figures for known and for new artists or series, where these are told apart."""
    if makers is None:
        return []
    rows = (("new pictures of known artists or series", makers.known), ("new ones", makers.new))
    return [
        f"Of {figures.images:,} {words}, {figures.accuracy:.1%} ({_between(figures.interval)})."
        for words, figures in rows
        if figures is not None
    ]


def _classes(figures: Evaluation) -> list[str]:
    return [
        "| class | pictures | found (recall) | right when named (precision) | F1 |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(_row(row) for row in figures.per_class),
        "",
    ]


def _row(figures: ClassFigures) -> str:
    recall = f"{_share(figures.recall)}{_whole(figures.recall_interval)}"
    precision = f"{_share(figures.precision)}{_whole(figures.precision_interval)}"
    return f"| {_cell(figures.name)} | {figures.support:,} | {recall} | {precision} | {_share(figures.f1)} |"


def _whole(interval: Interval) -> str:
    return "" if interval is None else f" ({interval[0]:.0%}–{interval[1]:.0%})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _calibration(report: Report) -> list[str]:
    rows = [
        ("validation", report.calibration),
        ("test", report.test_calibration),
    ]
    told = [_calibrated(name, found) for name, found in rows if found is not None]
    if not told:
        return []
    return [
        "## How far its confidence can be believed",
        "",
        (
            f"Its confidences are calibrated by one number, a temperature of {report.temperature:.2f}, fitted on the "
            "validation pictures. The expected calibration error is the mean distance of confidence and accuracy:"
        ),
        "",
        "| pictures | number | before | after |",
        "| --- | ---: | ---: | ---: |",
        *told,
        "",
    ]


def _calibrated(name: str, found: Calibration) -> str:
    words = f"{name}, each by a temperature fitted on others" if found.folds else name
    before, after = (f"{row.ece:.1%} ({_between(row.interval)})" for row in (found.before, found.after))
    return f"| {words} | {found.after.images:,} | {before} | {after} |"


def _data(report: Report) -> list[str]:
    if report.data is None:
        return []
    rows = [
        f"| {_cell(row.name)} | {row.training:,} | {row.validation:,} | {row.test:,} |" for row in report.data.classes
    ]
    return [
        "## The pictures",
        "",
        *_sources(report.data),
        "Copies and near-copies of a picture are in one split, so that none is learned from and measured with.",
        "",
        "| class | training | validation | test |",
        "| --- | ---: | ---: | ---: |",
        *rows,
        "",
        f"Fingerprint of the training and validation pictures: `{report.data.fingerprint[:16]}`.",
        "",
    ]


def _sources(data: Data) -> list[str]:
    words = [
        f"{count} {_KINDS.get(kind, (kind, kind))[0 if count == 1 else 1]}"
        for kind, count in data.sources.items()
        if count
    ]
    return [f"They come from {' and '.join(words)}."] if words else []


def _how_made(report: Report) -> list[str]:
    config = report.config
    row = architectures.find(config.architecture)
    settings = [f"| {_cell(item.name)} | {_cell(item.values[0])} |" for item in comparing.settings([config])]
    return [
        "## How it was made",
        "",
        (
            f"{row.title} at {config.image_size} pixels, {_weights(row, config.weights)}; "
            f"{report.images['training']:,} training and {report.images['validation']:,} validation pictures; "
            f"best of {report.epochs_trained} epochs: number {report.best_epoch}."
        ),
        "",
        "| setting | value |",
        "| --- | --- |",
        *settings,
        "",
    ]


def _weights(row: Architecture, weights: str) -> str:
    if not row.pretrained:
        return "learnt from these pictures alone"
    known = {"imagenet": "pretrained on ImageNet", "random": "on a backbone of random weights"}
    return known.get(weights, "pretrained weights from a file")


def _cost(report: Report) -> list[str]:
    machine = report.machine or Machine()
    rows = [
        ("time", f"{duration(report.wall_seconds)}{_estimated(report)}"),
        ("computed on", report.device),
        ("engine", _engine(machine)),
        ("cores", f"{machine.cores}" if machine.cores else ""),
        ("most memory", f"{machine.peak_memory_mb:,.0f} MB" if machine.peak_memory_mb else ""),
        ("energy of the processor", energy(machine)),
    ]
    return [
        "## What it took",
        "",
        "| | |",
        "| --- | --- |",
        *(f"| {name} | {value} |" for name, value in rows if value),
        "",
    ]


def _engine(machine: Machine) -> str:
    if machine.agreement is None:
        return machine.engine or ""
    return (
        f"{machine.engine}; names the same class as TensorFlow in float32 on {machine.agreement:.1%} of "
        f"{machine.compared:,} pictures{_when(machine)}"
    )


def _when(machine: Machine) -> str:
    if machine.measured_earlier:
        return " (compared on this computer before this run, perhaps with other pictures than this run's)"
    return " that this run learns from"


def _estimated(report: Report) -> str:
    told = report.estimate
    if told is None:
        return ""
    return f" (estimated beforehand: {duration(told.total)}, between {duration(told.low)} and {duration(told.high)})"


def energy(machine: Machine) -> str:
    """What a run took of energy, or why that is not known."""
    if machine.joules is None:
        return machine.energy_remark
    watt_hours = machine.joules / 3600
    words = f"{watt_hours:,.1f} Wh" if watt_hours < 1000 else f"{watt_hours / 1000:,.2f} kWh"
    return f"{words}, all programs of the computer together. {machine.energy_remark}".rstrip()


def _limits(report: Report) -> list[str]:
    return [
        "## What to keep in mind",
        "",
        (
            "It names one of its classes for every picture, also for one that belongs to none of them. "
            "Pictures unlike those it learned from are told less well than the figures say."
        ),
        *_few(report.best_known),
        "",
    ]


def _few(figures: Evaluation) -> list[str]:
    few = [f"“{row.name}” ({row.support})" for row in figures.per_class if row.support < _LITTLE]
    if not few:
        return []
    return [f"Some classes were measured with few pictures, so that their figures are rough: {', '.join(few)}."]

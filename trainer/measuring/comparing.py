"""Runs side by side: figures, settings that differ, and whether one is better, in words. Light: for the window too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from trainer import architectures, presets, varying
from trainer.config import TrainConfig
from trainer.errors import ProjectError, UsageError
from trainer.measuring import paired
from trainer.measuring.metrics import Evaluation
from trainer.measuring.paired import Paired
from trainer.runs import HeldOut, Machine, Report, Run

_NAMES = {
    "architecture": "Network",
    "preset": "Preset",
    "epochs": "Epochs",
    "batch_size": "Batch size",
    "image_size": "Image size",
    "learning_rate": "Learning rate",
    "schedule": "Fall of the learning rate",
    "patience": "Patience",
    "seed": "Seed",
    "weights": "Weights to start from",
    "head": "Head",
    "class_weights": "Rare classes count as much",
    "label_smoothing": "Label smoothing",
    "precision": "Precision",
    "sizes": "Further image sizes",
    "augment": "Learn from varied copies",
    "variation.mirror": "Mirror",
    "variation.turn": "Turn (degrees)",
    "variation.zoom": "Zoom",
    "variation.shear": "Slant (degrees)",
    "variation.brightness": "Brightness",
    "variation.contrast": "Contrast",
    "fine_tuning.blocks": "Fine-tuning: blocks",
    "fine_tuning.epochs": "Fine-tuning: epochs",
    "fine_tuning.learning_rate": "Fine-tuning: learning rate",
    "fine_tuning.warmup": "Fine-tuning: warm-up (epochs)",
    "layers.blocks": "Layers: blocks",
    "layers.filters": "Layers: filters",
    "layers.dropout": "Layers: dropout",
    "layers.dense": "Layers: dense",
}
_WORDS: dict[str, dict[str, str]] = {
    "preset": {offer.name: offer.title for offer in presets.OFFERS},
    "schedule": {
        "cosine": "falls gently to nothing",
        "plateau": "halves when progress stops",
        "constant": "stays as it is",
    },
    "weights": {"imagenet": "photographs (ImageNet)", "random": "random"},
    "head": {
        "pooled": "averages and deviations of several layers, dropout, one hidden layer of 512",
        "article": "six layers (the article's)",
    },
    "precision": {
        "auto": "full for what learns, the fastest for what is frozen",
        "float32": "full everywhere (float32)",
        "bfloat16": "half for what learns (bfloat16)",
    },
}
_NOTHING = "–"
_OF_PRETRAINED = ("weights", "head", "precision", "sizes")


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """A setting in words, with its value in each run."""

    name: str
    values: tuple[str, ...]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of the runs."""

    run: str
    title: str
    architecture: str
    pinned: bool
    note: str
    validation: Evaluation
    test: Evaluation | None
    seconds: float
    epochs: int
    machine: Machine | None


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two of the runs on the same pictures; ``compared`` is None where there are no such pictures."""

    a: str
    b: str
    split: HeldOut
    compared: Paired | None
    words: str


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Runs side by side; ``remarks`` say what makes them hard to compare."""

    runs: tuple[Side, ...]
    settings: tuple[Setting, ...]
    pairs: tuple[Pair, ...]
    remarks: tuple[str, ...] = ()


class _Finished(NamedTuple):
    run: Run
    report: Report


def compare(runs: Sequence[Run], titles: Mapping[str, str] | None = None) -> Comparison:
    """Put finished runs side by side.

    Two are compared with each other; of more, each with the one that is most accurate on validation. On the validation
    pictures always, on the test pictures where both were measured on them.

    Args:
        runs: Two or more.
        titles: What to call them in sentences, by their folders' names; by default their titles.

    Raises:
        UsageError: There are fewer than two different ones.
        ProjectError: One has no result.
    """
    unlike = {run.name: run for run in runs}
    if len(unlike) < 2:
        raise UsageError("There is nothing to compare", remedy="Name two or more runs of the project.")
    finished = [_finished(run) for run in unlike.values()]
    return Comparison(
        runs=tuple(_side(*one) for one in finished),
        settings=settings_that_differ([one.report.config for one in finished]),
        pairs=tuple(_pairs(finished, titles or {})),
        remarks=tuple(_remarks(finished)),
    )


def better(a: Run, b: Run, split: HeldOut = "validation") -> Paired | None:
    """Compare two finished runs on the pictures of a split that both were measured on; None where there are none.

    ``paired.words(better(a, b), a.title, b.title)`` is the answer as a sentence.
    """
    return paired.paired(_right(a, split), _right(b, split))


def settings_that_differ(configs: Sequence[TrainConfig]) -> tuple[Setting, ...]:
    """The settings that are not the same everywhere."""
    rows = settings(configs)
    return tuple(row for row in rows if len(set(row.values)) > 1 and row.name != _NAMES["preset"])


def settings(configs: Sequence[TrainConfig]) -> tuple[Setting, ...]:
    """All settings that at least one of them has."""
    flat = [_flat(config) for config in configs]
    return tuple(
        Setting(name=name, values=tuple(row.get(field, _NOTHING) for row in flat))
        for field, name in _NAMES.items()
        if any(row.get(field, _NOTHING) != _NOTHING for row in flat)
    )


def _finished(run: Run) -> _Finished:
    report = run.report()
    if report is None:
        raise ProjectError(f"The run “{run.title}” has no result", path=run.folder, remedy="Compare finished runs.")
    return _Finished(run, report)


def _side(run: Run, report: Report) -> Side:
    notes = run.notes()
    return Side(
        run=run.name,
        title=run.title,
        architecture=report.architecture,
        pinned=notes.pinned,
        note=notes.note,
        validation=report.validation,
        test=report.test,
        seconds=report.wall_seconds,
        epochs=report.epochs_trained,
        machine=report.machine,
    )


def _pairs(finished: Sequence[_Finished], titles: Mapping[str, str]) -> list[Pair]:
    best = max(finished, key=lambda one: one.report.validation.accuracy)
    pairs = [(finished[0], finished[1])] if len(finished) == 2 else [(one, best) for one in finished if one is not best]
    asked = [(a, b, split) for a, b in pairs for split in _splits(a.report, b.report)]
    found = [paired.paired(_right(a.run, split), _right(b.run, split)) for a, b, split in asked]
    held = _held([split for *_, split in asked], found)
    return [_pair(*what, titles, compared=found[n], held=held[n]) for n, what in enumerate(asked)]


def _held(splits: Sequence[HeldOut], found: Sequence[Paired | None]) -> list[bool]:
    """Which comparisons stand among all those made at once on the same pictures."""
    held = [True] * len(found)
    for split in set(splits):
        places = [n for n, one in enumerate(found) if splits[n] == split and one is not None]
        for n, stands in zip(places, paired.holm([found[n].p for n in places]), strict=True):  # type: ignore[union-attr]
            held[n] = stands
    return held


def _splits(a: Report, b: Report) -> tuple[HeldOut, ...]:
    return ("validation", "test") if a.test is not None and b.test is not None else ("validation",)


def _pair(
    a: _Finished, b: _Finished, split: HeldOut, titles: Mapping[str, str], *, compared: Paired | None, held: bool
) -> Pair:
    """``held``: whether it stands among all comparisons made at once."""
    name_a, name_b = _titles(a.run, b.run)
    words = paired.words(compared, titles.get(a.run.name, name_a), titles.get(b.run.name, name_b), holds=held)
    if compared is None and not (_right(a.run, split) and _right(b.run, split)):
        words = "For one of the two it is not kept what it said of each picture, so they cannot be compared pairwise."
    return Pair(a=a.run.name, b=b.run.name, split=split, compared=compared, words=words)


def _titles(a: Run, b: Run) -> tuple[str, str]:
    return (a.title, b.title) if a.title != b.title else (a.name, b.name)


def _right(run: Run, split: HeldOut) -> dict[str, bool]:
    return {said.sha256: said.right for said in run.predictions(split)}


def _remarks(finished: Sequence[_Finished]) -> list[str]:
    remarks = []
    if len(finished) > 2:
        remarks.append(
            "Each is compared with the one that did best on the validation pictures: some of its lead is luck with these "
            "very pictures. Pin the one that you decide for, to measure it on others."
        )
    if len({one.report.classes for one in finished}) > 1:
        remarks.append("These runs do not have the same classes: their figures answer different questions.")
    data = [one.report.data for one in finished]
    if len({row.fingerprint for row in data if row is not None}) > 1:
        remarks.append("These runs learned from different pictures: a difference may come from these.")
    tested = {one.report.reading.fingerprint for one in finished if one.report.reading is not None}
    if len(tested) > 1:
        remarks.append("Their test pictures are not the same: pictures were added or the splits drawn anew in between.")
    if any(one.report.test is None for one in finished) and any(one.report.test is not None for one in finished):
        remarks.append("Not all of them were measured on the test pictures: there they cannot be compared.")
    return remarks


def _flat(config: TrainConfig) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in msgspec.to_builtins(config).items():
        if isinstance(value, Mapping):
            values.update({f"{name}.{inner}": _word(given) for inner, given in value.items()})
        else:
            values[name] = _WORDS.get(name, {}).get(str(value)) or _word(value)
    row = architectures.find(config.architecture)
    values["architecture"] = row.title
    if not row.pretrained:
        values = {name: value for name, value in values.items() if name not in _OF_PRETRAINED}
    if row.pretrained and config.weights not in ("imagenet", "random"):
        values["weights"] = Path(config.weights).name
    return {name: value for name, value in values.items() if _matters(name, config)}


def _matters(setting: str, config: TrainConfig) -> bool:
    """How far copies are varied says nothing where none are; a frozen network looks at them mirrored at the most."""
    if not setting.startswith("variation."):
        return True
    return config.augment and (setting == "variation.mirror" or varying.learns_from_pixels(config))


def _word(value: Any) -> str:
    match value:
        case None | [] | ():
            return _NOTHING
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case list() | tuple():
            return ", ".join(str(item) for item in value)
        case _:
            return str(value)

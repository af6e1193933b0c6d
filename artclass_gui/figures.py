"""Figures of training and of its results in words: accuracies with their intervals, steps, durations, dates."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QDateTime

from artclass_gui.project import RunState
from artclass_gui.widgets.words import human_moment, human_number, pictures
from trainer.architectures import ARCHITECTURES, Architecture
from trainer.config import FineTuning, TrainConfig
from trainer.events import Epoch
from trainer.presets import OFFERS
from trainer.runs import HeldOut

_MINUTE, _HOUR = 60, 3600


def _tr(text: str) -> str:
    return QCoreApplication.translate("Figures", text)


def percent(share: float | None) -> str:
    """A share (0 to 1) with one decimal, "88.4 %"; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.1f} %"


def interval(bounds: Sequence[float]) -> str:
    """A confidence interval (two shares, 0 to 1): "85.2–91.0 %"."""
    low, high = bounds
    return f"{100 * low:.1f}–{100 * high:.1f} %"


def with_interval(share: float | None, bounds: Sequence[float] | None) -> str:
    """A share with its interval, short: "88.4 % (85.2–91.0)"."""
    if share is None or bounds is None:
        return percent(share)
    low, high = bounds
    return f"{percent(share)} ({100 * low:.1f}–{100 * high:.1f})"


def accuracy_sentence(accuracy: float, images: int, bounds: Sequence[float], split: HeldOut = "test") -> str:
    """An accuracy with all that belongs to it, as one sentence.

    Args:
        accuracy: Share of pictures told rightly, 0 to 1.
        images: Number of pictures.
        bounds: The 95 % interval of the accuracy.
        split: Whose pictures they are.
    """
    match split, images:
        case "test", 1:
            sentence = _tr("Right on {0} of 1 test picture (95 % interval {2})")
        case "test", _:
            sentence = _tr("Right on {0} of {1} test pictures (95 % interval {2})")
        case _, 1:
            sentence = _tr("Right on {0} of 1 validation picture (95 % interval {2})")
        case _:
            sentence = _tr("Right on {0} of {1} validation pictures (95 % interval {2})")
    return sentence.format(percent(accuracy), human_number(images), interval(bounds))


def result_sentence(result: dict[str, Any]) -> str:
    """The accuracy sentence of what a training gives as its result; empty where the result lacks a figure.

    It tells of the test pictures where the run was measured on them, else of the validation pictures.
    """
    split = measured_on(result)
    with contextlib.suppress(KeyError, TypeError, ValueError):
        return accuracy_sentence(
            float(result[f"{split}_accuracy"]),
            int(result[f"{split}_images"]),
            [float(bound) for bound in result[f"{split}_interval"]],
            split,
        )
    return ""


def measured_on(result: Mapping[str, Any]) -> HeldOut:
    """The split whose figures a result is told by."""
    return "test" if isinstance(result.get("test_accuracy"), int | float) else "validation"


def steps(images: int, batch_size: int) -> int:
    """Steps an epoch: batches, the last of which may be smaller."""
    return math.ceil(images / batch_size)


def steps_sentence(images: int, batch_size: int, epochs: int) -> str:
    """What the settings amount to: "2,170 pictures in batches of 32 are 68 steps an epoch; 30 epochs are 2,040 steps."."""
    an_epoch = steps(images, batch_size)
    first = _tr("{0} in batches of {1} are {2} an epoch").format(
        pictures(images), human_number(batch_size), _steps(an_epoch)
    )
    if epochs == 1:
        return _tr("{0}; training is one epoch.").format(first)
    return _tr("{0}; {1} epochs are {2}.").format(first, human_number(epochs), _steps(an_epoch * epochs))


def settings_sentence(config: TrainConfig) -> str:
    """The chosen settings in a line: "Best · 40 epochs · fine-tuning of the last 3 blocks: 6 epochs · batches of 8 …"."""
    parts = [
        *(offer.title for offer in OFFERS if offer.name == config.preset),
        _epochs(config.epochs),
        *((_tuning_words(config.fine_tuning),) if config.fine_tuning is not None else ()),
        _tr("batches of {0}").format(human_number(config.batch_size)),
        _tr("pictures of {0} px").format(" + ".join(map(human_number, (config.image_size, *config.sizes)))),
        _tr("learning rate {0}").format(f"{config.learning_rate:.6f}".rstrip("0")),
        _tr("seed {0}").format(config.seed),
    ]
    return " · ".join(parts)


def _tuning_words(tuning: FineTuning) -> str:
    epochs = _epochs(tuning.epochs)
    if tuning.blocks == 1:
        return _tr("fine-tuning of the last block: {0}").format(epochs)
    return _tr("fine-tuning of the last {0} blocks: {1}").format(tuning.blocks, epochs)


def _epochs(count: int) -> str:
    return _tr("1 epoch") if count == 1 else _tr("{0} epochs").format(human_number(count))


def _steps(count: int) -> str:
    return _tr("1 step") if count == 1 else _tr("{0} steps").format(human_number(count))


def duration(seconds: float) -> str:
    """How long something took: "42 s", "3 min 5 s", "1 h 20 min"."""
    whole = max(0, round(seconds))
    if whole < _MINUTE:
        return _tr("{0} s").format(whole)
    if whole < _HOUR:
        return _tr("{0} min {1} s").format(whole // _MINUTE, whole % _MINUTE)
    return _tr("{0} h {1} min").format(human_number(whole // _HOUR), whole % _HOUR // _MINUTE)


def run_date(name: str) -> str:
    """When a run was started, read from its folder's name ("2026-11-23-1405-vgg16"), as this computer's language
    writes it; empty where the name does not say.
    """
    return human_moment(QDateTime.fromString(name[:15], "yyyy-MM-dd-HHmm"))


def weights_count(row: Architecture) -> str:
    """How large an architecture is: "2.3 million weights"."""
    return _tr("{0} million weights").format(f"{row.parameters:g}")


def architecture_title(name: str) -> str:
    """What the window calls an architecture; one that is not known keeps its name."""
    return next((row.title for row in ARCHITECTURES if row.name == name), name)


def run_title(state: RunState) -> str:
    """What the window calls a run: the title that the person gave it, or else its architecture."""
    return architecture_title(state.architecture) if state.title == state.run.name else state.title


def run_accuracy(state: RunState) -> str:
    """A run's accuracy with its interval, short: "88.4 % (85.2–91.0 %) test"; or that there is none."""
    if state.report is None:
        return _tr("No result")
    figures = state.report.best_known
    pattern = _tr("{0} ({1}) test") if state.report.test is not None else _tr("{0} ({1}) validation")
    return pattern.format(percent(figures.accuracy), interval(figures.interval))


def best_pinned(states: Sequence[RunState]) -> RunState | None:
    """The pinned run that is most accurate on validation (test is no place to choose by); None where none is pinned."""
    pinned = [
        (state.report.validation.accuracy, state) for state in states if state.pinned and state.report is not None
    ]
    return max(pinned, key=lambda one: one[0])[1] if pinned else None


def run_origin(state: RunState) -> str:
    """The date of a run, after its architecture where the title does not say it."""
    architecture, date = architecture_title(state.architecture), run_date(state.run.name)
    return " · ".join(filter(None, (date,) if run_title(state) == architecture else (architecture, date)))


def state_word(state: RunState) -> str:
    """What a run's state is called."""
    match state.state:
        case "running":
            return _tr("Training now")
        case "finished":
            return _tr("Stopped early") if state.stopped == "kept" else _tr("Finished")
        case "stopped":
            return _tr("Paused") if state.stopped == "paused" else _tr("Stopped")
        case "failed":
            return _tr("Failed")
        case "interrupted":
            return _tr("Interrupted")


def cell_sentence(count: int, true: str, predicted: str) -> str:
    """A cell of the confusion matrix in words."""
    if true == predicted:
        return _tr("{0} of class “{1}” told rightly").format(pictures(count), true)
    if count == 0:
        return _tr("No picture of class “{0}” was called “{1}”").format(true, predicted)
    if count == 1:
        return _tr("1 picture of class “{0}” was called “{1}”").format(true, predicted)
    return _tr("{0} of class “{1}” were called “{2}”").format(pictures(count), true, predicted)


def epoch_sentence(epoch: Epoch) -> str:
    """An epoch's figures on the validation pictures and the training pictures."""
    return _tr("Epoch {0} of {1}: right on {2}, {3} of the training pictures").format(
        human_number(epoch.epoch),
        human_number(epoch.epochs),
        of_validation(epoch),
        percent(epoch.accuracy),
    )


def of_validation(epoch: Epoch) -> str:
    """An epoch's accuracy with what belongs to it: "88.4 % (85.2–91.0) of 468 validation pictures"."""
    told = with_interval(epoch.validation_accuracy, epoch.validation_interval)
    if epoch.validation_images is None:  # of an earlier ArtClass
        return _tr("{0} of the validation pictures").format(told)
    return _tr("{0} of {1} validation pictures").format(told, human_number(epoch.validation_images))


def best_epoch(history: Sequence[Epoch]) -> Epoch | None:
    """The last epoch that was the best so far; None where there is none."""
    return next((epoch for epoch in reversed(history) if epoch.best), None)

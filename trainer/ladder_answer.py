"""The answer of a ladder in words: how deep is deep enough, or which batch size, and what more would cost. Light."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from trainer.experiments import Experiment, Question, Rung
from trainer.measuring import comparing, paired
from trainer.project import Project
from trainer.runs import Run

_NOTHING_LEARNT = (
    "None of them has learnt more than guessing would give, measured on {0}, so that nothing can be said of which is "
    "better. Train them for more epochs."
)
_ALIKE = 1.05  # times: less is not worth a word
_IN_95 = 1.96  # standard errors


class Step(NamedTuple):
    """One rung against another.

    Attributes:
        gain: In accuracy, 0 to 1, negative if lost.
        p: How often a difference as large would come about by chance.
        most: What it may gain at the most, the end of the 95 % interval.
        times: Times the time of an epoch; None where that is not known.
        held: Whether that is more than chance, among all comparisons made at once.
    """

    gain: float
    p: float
    most: float
    times: float | None
    held: bool


def words(project: Project, experiment: Experiment) -> str:
    """What comes out, in a few sentences; empty while fewer than two rungs are done.

    Deep enough is the lowest rung that no higher one beats by more than chance, on the same validation pictures.
    """
    done = [rung for rung in experiment.rungs if rung.state == "done" and rung.validation_accuracy is not None]
    if len(done) < 2:
        return ""
    if all(_only_guessed(project, rung) for rung in done):
        return _NOTHING_LEARNT.format(_pictures(done))
    told = (_of_blocks if experiment.question == "blocks" else _of_batches)(project, done)
    measured = f"Each was measured on {_pictures(done)} and trained once: another seed may move any of them a little."
    return " ".join(filter(None, (told, _unfinished(project, experiment.question, done), measured)))


def name(question: Question, value: int) -> str:
    """A rung as it is called in a sentence."""
    if question == "blocks":
        return "1 block" if value == 1 else f"{value} blocks"
    return f"batches of {value}"


def duration(seconds: float) -> str:
    """A time span in round words: 40 s, 12 min, 1.5 h."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"


def step(project: Project, lower: Rung, higher: Rung) -> Step:
    """What the higher of two rungs gains over the lower one, and costs."""
    gain = (higher.validation_accuracy or 0.0) - (lower.validation_accuracy or 0.0)
    times = (
        higher.seconds_per_epoch / lower.seconds_per_epoch
        if higher.seconds_per_epoch and lower.seconds_per_epoch
        else None
    )
    p, most = _chance(project, lower, higher)
    return Step(gain, p, most, times, held=p < paired.CHANCE)


def _chance(project: Project, lower: Rung, higher: Rung) -> tuple[float, float]:
    """The p value of a difference and its most: paired where what they said of each picture is kept."""
    if lower.run is not None and higher.run is not None:
        compared = comparing.better(Run(project.runs / lower.run), Run(project.runs / higher.run))
        if compared is not None:
            return compared.p, compared.interval[1]
    one, other = lower.validation_accuracy or 0.0, higher.validation_accuracy or 0.0
    error = math.sqrt(one * (1 - one) / (lower.images or 1) + other * (1 - other) / (higher.images or 1))
    p = math.erfc(abs(other - one) / error / math.sqrt(2)) if error else float(one == other)
    return p, other - one + _IN_95 * error


def _beaten(project: Project, rung: Rung, higher: Sequence[Rung]) -> bool:
    """Whether one of several is better by more than chance, which has as many chances."""
    return any(taken.held and taken.gain > 0 for taken in _steps(project, rung, higher))


def _steps(project: Project, rung: Rung, others: Sequence[Rung]) -> list[Step]:
    """The steps to several rungs, each told whether it stands among them all (`paired.holm`)."""
    steps = [step(project, rung, other) for other in others]
    held = paired.holm([taken.p for taken in steps])
    return [taken._replace(held=stands) for taken, stands in zip(steps, held, strict=True)]


def _of_blocks(project: Project, done: Sequence[Rung]) -> str:
    number = next(number for number, rung in enumerate(done) if not _beaten(project, rung, done[number + 1 :]))
    enough, lower, higher = done[number], done[:number], done[number + 1 :]
    value = name("blocks", enough.value)
    if higher:
        best = max(higher, key=lambda rung: rung.validation_accuracy or 0.0)
        lead = "1 block is enough" if enough.value == 1 else f"{value} are enough"
        steps = _steps(project, enough, higher)
        told = f"{lead}: {_further(best, enough)} {_gain(steps[higher.index(best)], one=_is_next(best, enough))}."
        told += _missed(max(taken.most for taken in steps))
    else:
        told = f"{value} did best, and are the most that were tried: more may gain more still."
    if lower:
        before = name("blocks", lower[-1].value)
        told += f" Over {before}, {value} {_gain(_steps(project, lower[-1], done[number:])[0], one=False)}."
    return told


def _missed(most: float) -> str:
    """What may be there although it was not seen."""
    return (
        f" A gain of up to {math.ceil(100 * most)} points may have been missed for want of pictures."
        if most >= 0.01
        else ""
    )


def _is_next(rung: Rung, than: Rung) -> bool:
    return rung.value == than.value + 1


def _further(rung: Rung, than: Rung) -> str:
    return f"a {_ordinal(rung.value)}" if _is_next(rung, than) else name("blocks", rung.value)


def _gain(taken: Step, *, one: bool) -> str:
    """Such as: gains 0.4 points, which is within chance, and takes 1.6 times as long an epoch."""
    s = "s" if one else ""
    points = f"{100 * abs(taken.gain):.1f}"
    change = f"{'gain' if taken.gain >= 0 else 'lose'}{s} {points} point{'' if points == '1.0' else 's'}"
    told = f"{change}, {'more than chance' if taken.held else 'which is within chance'}"
    return told if taken.times is None else f"{told}, and take{s} {taken.times:.1f} times as long an epoch"


def _of_batches(project: Project, done: Sequence[Rung]) -> str:
    best = max(done, key=lambda rung: rung.validation_accuracy or 0.0)
    others = [rung for rung in done if rung is not best]
    steps = [step(project, rung, best) for rung in others]
    worse = [rung for rung, held in zip(others, paired.holm([one.p for one in steps]), strict=True) if held]
    missed = ""
    if worse:
        told = f"Batches of {best.value} are the most accurate, by more than chance over {_listed(worse)}"
    else:
        told = f"Between batches of {_listed(done)} no difference in accuracy beyond chance was seen"
        missed = _missed(max(one.most for one in steps)).replace("gain", "difference")
    fastest, slowest = (choose(done, key=lambda rung: rung.seconds_per_epoch or 0.0) for choose in (min, max))
    times = step(project, fastest, slowest).times
    if times is None or times < _ALIKE:
        return f"{told}, and an epoch takes as long with all of them.{missed}"
    return (
        f"{told}; those of {fastest.value} are the quickest, those of {slowest.value} take {times:.1f} times as long."
        f"{missed}"
    )


def _listed(rungs: Sequence[Rung]) -> str:
    return _joined([str(rung.value) for rung in rungs])


def _joined(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _ordinal(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"


def _only_guessed(project: Project, rung: Rung) -> bool:
    """Whether its accuracy over the classes is not beyond what guessing gives."""
    report = Run(project.runs / rung.run).report() if rung.run is not None else None
    if report is None or report.validation.balanced_interval is None:
        return False
    return report.validation.balanced_interval[0] <= 1 / len(report.classes)


def _unfinished(project: Project, question: Question, done: Sequence[Rung]) -> str:
    """A remark where rungs were at their best in their last epoch: they had not learnt all they could."""
    still = [name(question, rung.value) for rung in done if _was_still_learning(project, rung)]
    if not still:
        return ""
    return f"With {_joined(still)} it was still getting better when the epochs were over: more of them may change this."


def _was_still_learning(project: Project, rung: Rung) -> bool:
    report = Run(project.runs / rung.run).report() if rung.run is not None else None
    return report is not None and report.best_epoch == report.epochs_trained >= report.config.epochs


def _pictures(done: Sequence[Rung]) -> str:
    counts = {rung.images or 0 for rung in done}
    return f"{counts.pop():,} validation pictures" if len(counts) == 1 else "its validation pictures"

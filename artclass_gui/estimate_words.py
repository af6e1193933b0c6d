"""What a training will cost, in words: times with their band, memory, disk."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from artclass_gui.widgets.words import human_size
from trainer.estimating.records import Estimate
from trainer.runs import EstimateFigures

_MINUTE, _HOUR = 60.0, 3600.0


def about(estimate: Estimate) -> str:
    """How long it takes in all, without the band: "about 4 min"; a rough answer says so."""
    unit, seconds, step = _unit(estimate.total_seconds)
    words = _tr("roughly {0} {1}") if estimate.rough else _tr("about {0} {1}")
    return words.format(_rounded(estimate.total_seconds / seconds, step), unit)


def time_band(estimate: Estimate) -> str:
    """How long it takes in all: "about 4 min (3–5)"; a rough answer says so."""
    return _with_band(about(estimate), estimate.total_seconds, estimate.low, estimate.high)


def told_before(figures: EstimateFigures) -> str:
    """What a run's folder remembers of its estimate: "about 4 min (3–5)"."""
    unit, seconds, step = _unit(figures.total)
    words = _tr("about {0} {1}").format(_rounded(figures.total / seconds, step), unit)
    return _with_band(words, figures.total, figures.low, figures.high)


def time_per_epoch(estimate: Estimate) -> str:
    """How long an epoch takes: "2.5 s", "1.5 min"."""
    return per_epoch(estimate.seconds_per_epoch)


def per_epoch(seconds: float) -> str:
    """Seconds as finely as is of use: "2.5 s", "1.5 min"."""
    if seconds < 10:
        return _tr("{0} s").format(f"{seconds:.1f}")
    unit, size, step = _unit(seconds)
    return f"{_rounded(seconds / size, step if unit != _tr('s') else 1.0)} {unit}"


def memory(estimate: Estimate) -> str:
    """How much memory it takes at the most: "1.4 GB"."""
    return human_size(round(estimate.peak_memory_mb * 1e6))


def disk(estimate: Estimate) -> str:
    """How much room it takes on the disk: "210 MB"."""
    return human_size(round(estimate.disk_mb * 1e6))


def short(estimate: Estimate) -> str:
    """For a card: "about 4 min (3–5) · 1.4 GB"."""
    return _tr("{0} · {1}").format(time_band(estimate), memory(estimate))


def sentence(estimate: Estimate) -> str:
    """All of it as a sentence, for the settings at hand."""
    words = _tr("{0} in all, {1} an epoch; {2} of memory at the most, {3} on the disk.").format(
        time_band(estimate), time_per_epoch(estimate), memory(estimate), disk(estimate)
    )
    if estimate.rough:
        words += " " + _tr(
            "This is a rough guess from other networks; it gets better when this one has been tried here."
        )
    return words[:1].upper() + words[1:]


def _with_band(words: str, total: float, *bounds: float) -> str:
    _, seconds, step = _unit(total)
    low, high = (_rounded(bound / seconds, step) for bound in bounds)
    return words if low == high else _tr("{0} ({1}–{2})").format(words, low, high)


def _unit(seconds: float) -> tuple[str, float, float]:
    """The unit for such a length of time, its seconds, and how finely it is said."""
    if seconds < 55:
        return _tr("s"), 1.0, 5.0
    if seconds < 90 * _MINUTE:
        return _tr("min"), _MINUTE, 0.5 if seconds < 5 * _MINUTE else 1.0
    return _tr("h"), _HOUR, 0.5 if seconds < 10 * _HOUR else 1.0


def _rounded(value: float, step: float) -> str:
    return f"{max(step, round(value / step) * step):g}"


def _tr(words: str) -> str:
    return QCoreApplication.translate("Estimates", words)

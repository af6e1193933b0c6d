"""Numbers, times and sizes in words that a person reads at a glance."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

_SIZES = ("bytes", "KB", "MB", "GB", "TB")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Words", text)


def human_number(value: int) -> str:
    """A count with its thousands set apart: "3,112"."""
    return f"{value:,}"


def human_percent(fraction: float) -> str:
    """A share from 0 to 1 as a whole percentage: "70 %"; what is not quite nothing or all is not rounded to it."""
    if 0 < fraction < 0.01:
        return _tr("under 1 %")
    if 0.99 < fraction < 1:
        return _tr("over 99 %")
    return f"{round(fraction * 100)} %"


def human_confidence(fraction: float) -> str:
    """How sure a model is: a percentage that is never quite 0 or 100, for no model is ever certain."""
    return human_percent(min(max(fraction, 1e-6), 1 - 1e-6))


def short_confidence(fraction: float) -> str:
    """How sure a model is, where there is little room: "> 99 %"."""
    if fraction > 0.99:
        return _tr("> 99 %")
    return _tr("< 1 %") if fraction < 0.01 else human_percent(fraction)


def pictures(count: int) -> str:
    """A number of pictures: "1 picture", "3,112 pictures"."""
    return _tr("1 picture") if count == 1 else _tr("{0} pictures").format(human_number(count))


def classes(count: int) -> str:
    """A number of classes: "1 class", "5 classes"."""
    return _tr("1 class") if count == 1 else _tr("{0} classes").format(human_number(count))


def human_time(seconds: float) -> str:
    """A length of time as roughly as it is known: "a few seconds", "about 2 minutes", "about 1 hour 20 minutes"."""
    if seconds < 10:
        return _tr("a few seconds")
    if seconds < 55:
        return _tr("about {0} seconds").format(5 * round(seconds / 5))
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return _tr("about {0}").format(_minutes(minutes))
    hours, minutes = divmod(5 * round(seconds / 300), 60)
    named = _tr("1 hour") if hours == 1 else _tr("{0} hours").format(human_number(hours))
    if minutes == 0 or hours >= 10:
        return _tr("about {0}").format(named)
    return _tr("about {0} {1}").format(named, _minutes(minutes))


def human_moment(when: QDateTime) -> str:
    """A day and the time of day, the month in this computer's language: "26 Nov 2026, 14:05"; empty where there is none."""
    return QLocale().toString(when, "d MMM yyyy, HH:mm") if when.isValid() else ""


def human_size(size: int) -> str:
    """A number of bytes as file managers show it (1 KB is 1,000 bytes): "820 KB", "1.4 GB"."""
    value, unit = float(size), 0
    while value >= 999.5 and unit < len(_SIZES) - 1:
        value, unit = value / 1000, unit + 1
    if unit == 0:
        return _tr("1 byte") if size == 1 else f"{size} {_tr('bytes')}"
    return f"{value:.1f} {_SIZES[unit]}" if value < 9.95 else f"{value:.0f} {_SIZES[unit]}"


def listed(names: list[str]) -> str:
    """Names as a phrase: "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return _tr("{0} and {1}").format(", ".join(names[:-1]), names[-1])


def _minutes(minutes: int) -> str:
    return _tr("1 minute") if minutes == 1 else _tr("{0} minutes").format(minutes)

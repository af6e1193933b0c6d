"""What the numbers of pictures mean, in sentences: what an import gave, and what stands in the way of learning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from artclass_gui.widgets.words import human_number, listed, pictures
from trainer.catalog.records import ClassCount
from trainer.events import Notice

LEAST = 5  # fewer readable pictures in a class cannot be split
FEW = 30  # fewer give figures that say little
UNEVEN = 4  # the largest class may have so many times the pictures of the smallest
_NAMED = 3


def _tr(text: str) -> str:
    return QCoreApplication.translate("Remarks", text)


def remarks(classes: Sequence[ClassCount], unlabelled: int = 0) -> list[str]:
    """Sentences about what stands in the way of good learning, the gravest first; none if all is well.

    ``unlabelled``: how many pictures have no class yet.
    """
    if not classes and unlabelled:
        words = _tr("{0} without a class. A model learns from labelled pictures: choose some, and label them.")
        return [words.format(pictures(unlabelled))]
    if not classes:
        return [_tr("No picture was found in a class folder. Put the pictures of each class in a folder of their own.")]
    said = []
    if len(classes) == 1:
        said.append(
            _tr("There is only the class “{0}”. A model learns to tell classes apart: add a second one.").format(
                classes[0].name
            )
        )
    too_few = [row for row in classes if row.pictures < LEAST]
    few = [row for row in classes if LEAST <= row.pictures < FEW]
    if too_few:
        said.append(_too_few(too_few))
    if few:
        said.append(_few(few))
    uneven = _uneven(classes)
    return [*said, uneven] if uneven and not too_few else said


def import_sentences(result: Mapping[str, Any]) -> tuple[str, str]:
    """What an import gave, and what was left out (empty if nothing was).

    Args:
        result: The result of the import command.
    """
    sentence = _tr("The collection now has {0}.").format(pictures(int(result.get("images", 0))))
    parts = []
    if unreadable := len(result.get("unreadable", ())):
        words = _tr("1 unreadable file") if unreadable == 1 else _tr("{0} unreadable files")
        parts.append(words.format(human_number(unreadable)))
    if doubles := int(result.get("exact_duplicates", 0)):
        parts.append(_tr("1 duplicate") if doubles == 1 else _tr("{0} duplicates").format(human_number(doubles)))
    if others := int(result.get("passed_over_files", 0)):
        other = _tr("1 other file") if parts else _tr("1 file")
        more = _tr("{0} other files") if parts else _tr("{0} files")
        parts.append(other if others == 1 else more.format(human_number(others)))
    if not parts:
        return sentence, ""
    left_out = _tr("{0} was left out.") if unreadable + doubles + others == 1 else _tr("{0} were left out.")
    return sentence, left_out.format(listed(parts))


def leak_sentence(result: Mapping[str, Any]) -> str:
    """How many pictures leak where splits were kept as they were given; empty if none does.

    Args:
        result: The result of the import command.
    """
    leaks = int(result.get("leaks", 0))
    if leaks == 1:
        return _tr(
            "1 picture that is held out has a copy that is learned from: results would look better than they are."
        )
    words = _tr("{0} that are held out have a copy that is learned from: results would look better than they are.")
    return words.format(pictures(leaks)) if leaks else ""


def unsaid(notices: Sequence[Notice], classes: Iterable[str]) -> list[str]:
    """The notices of an import but for those about one of its classes: `remarks` says these, as long as they hold."""
    quoted = [f"“{name}”" for name in classes]
    return [notice.message for notice in notices if not any(name in notice.message for name in quoted)]


def _too_few(rows: Sequence[ClassCount]) -> str:
    if len(rows) == 1:
        words = _tr(
            "“{0}” has only {1}; a class needs at least {2}. Add more, or make a new project without its folder."
        )
        return words.format(rows[0].name, pictures(rows[0].pictures), LEAST)
    words = _tr(
        "{0} have fewer than {1} pictures each, too few to learn from. Add more, or make a new project without their folders."
    )
    return words.format(_names(rows), LEAST)


def _few(rows: Sequence[ClassCount]) -> str:
    if len(rows) == 1:
        words = _tr("“{0}” has only {1}. Learning works, but results for it will be rough; {2} or more are better.")
        return words.format(rows[0].name, pictures(rows[0].pictures), FEW)
    words = _tr("{0} have fewer than {1} pictures each. Learning works, but results for them will be rough.")
    return words.format(_names(rows), FEW)


def _uneven(classes: Sequence[ClassCount]) -> str | None:
    largest, smallest = (choose(classes, key=lambda row: row.pictures) for choose in (max, min))
    times = largest.pictures / max(1, smallest.pictures)
    if times < UNEVEN:
        return None
    words = _tr(
        "“{0}” has {1} times as many pictures as “{2}”. The model may lean towards the larger class; "
        "more pictures of “{2}” would help."
    )
    return words.format(largest.name, human_number(round(times)), smallest.name)


def _names(rows: Sequence[ClassCount]) -> str:
    names = [f"“{row.name}”" for row in rows[:_NAMED]]
    if len(rows) > _NAMED:
        names.append(_tr("{0} other classes").format(len(rows) - _NAMED))
        if len(rows) == _NAMED + 1:
            names[-1] = _tr("1 other class")
    return listed(names)

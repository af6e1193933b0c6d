"""What is known of a picture, and of a group of them, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from artclass_gui.gallery.grouping import BANDS, Heading
from artclass_gui.gallery.rows import ImageRow
from artclass_gui.widgets.words import human_confidence


def remarks(image: ImageRow) -> list[str]:
    """All that there is to say of a picture, most important first; each as a line of its own."""
    said = []
    if image.truth is not None and image.label is not None:
        said.append(_tr("Is “{0}”, taken for “{1}”").format(image.truth, image.label))
    elif image.label is not None:
        said.append(image.label)
    if image.confidence is not None:
        said.append(_tr("{0} sure").format(human_confidence(image.confidence)))
    if image.status == "unreadable":
        said.append(_tr("This file {0}").format(image.reason or _tr("cannot be read")))
    elif image.reason:
        said.append(image.reason)
    if image.own is not None:
        said.append(_tr("You have labelled it “{0}”").format(image.own))
    return [*said, *marks(image)]


def marks(image: ImageRow, *, short: bool = False) -> list[str]:
    """What sets a picture apart from others of its class, in sentences or in few words."""
    if short:
        shown = ((_tr("none of the classes"), image.novel), (_tr("seen in training"), image.seen))
        return [words for words, on in shown if on]
    said = []
    if image.novel:
        said.append(_tr("Probably none of the classes"))
    if image.seen_alike:
        said.append(_tr("The model was trained on a picture that looks the same"))
    elif image.seen:
        said.append(_tr("The model was trained on this picture"))
    return said


def heading_words(heading: Heading) -> str:
    """What a heading says, without the number of pictures."""
    match heading.kind:
        case "waiting":
            return _tr("Not classified yet")
        case "unreadable":
            return _tr("Cannot be read")
        case "none":
            return _tr("Without a class")
        case "confidence":
            return _band(heading.least)
        case "folder":
            return heading.name or _tr("In the folder itself")
    return heading.name


def _band(least: float) -> str:
    place = BANDS.index(least)
    if place == 0:
        return _tr("{0} or surer").format(human_confidence(least))
    if least == 0:
        return _tr("Less than {0} sure").format(human_confidence(BANDS[place - 1]))
    return _tr("{0} to {1} sure").format(human_confidence(least), human_confidence(BANDS[place - 1]))


def _tr(words: str) -> str:
    return QCoreApplication.translate("ImageWords", words)

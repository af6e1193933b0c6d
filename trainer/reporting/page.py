"""A report by class, or a contact sheet, as one HTML file with thumbnails.

It holds no script and asks for nothing from outside; every name is escaped. It is written piece by piece, so that a page
of ten thousand pictures needs no more memory than one of ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple, TextIO

from trainer import __version__, files
from trainer.answers.columns import About
from trainer.doctor.html import Html, joined, tag, text
from trainer.doctor.words import counted, pictures, share
from trainer.measuring.metrics import wilson
from trainer.reporting import style
from trainer.reporting.groups import Agreement, Group, Shown, agreement
from trainer.reporting.thumbnails import Thumbnail, thumbnails

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_REPORT_SIDE = 180  # pixels of a thumbnail's longer side
_SHEET_WIDTH = 1_100  # pixels of all thumbnails of a row of a contact sheet, together
_LEAST = 96
_NAMES = {
    "novel": "Probably none of the classes",
    "changed": "Changed since they were classified",
    "unreadable": "Cannot be read",
}
_OUTDATED = "What was said of these files was said of other contents, and is left out. Classify them again."


class Kind(NamedTuple):
    """What is written.

    Attributes:
        title: The heading.
        made: When, as it is to be read.
        most: Pictures that are shown of each class, the surest first; None: all.
        columns: A contact sheet of so many columns; None: a report.
    """

    title: str
    made: str
    most: int | None = None
    columns: int | None = None


def write(
    path: Path,
    groups: Sequence[Group],
    about: About,
    kind: Kind,
    *,
    check: Callable[[], None] = lambda: None,
    shown: Callable[[int], None] = lambda _done: None,
) -> int:
    """Write a page, completely or not at all.

    Args:
        path: Where to.
        groups: The pictures.
        about: The model.
        kind: What is written.
        check: Called between pictures; may raise to break off.
        shown: Told how many pictures are on the page so far.

    Returns:
        How many pictures it shows.

    Raises:
        DiskError: It cannot be written, or there is no such folder.
    """
    with files.atomic(path) as partial, partial.open("w", encoding="utf-8", newline="\n") as stream:
        return _write(stream, groups, about, kind, check=check, shown=shown)


def count(groups: Sequence[Group], kind: Kind) -> int:
    """How many pictures a page will show."""
    return sum(len(group.pictures[: kind.most]) for group in groups)


def _write(
    stream: TextIO,
    groups: Sequence[Group],
    about: About,
    kind: Kind,
    *,
    check: Callable[[], None],
    shown: Callable[[int], None],
) -> int:
    side = _REPORT_SIDE if kind.columns is None else max(_LEAST, _SHEET_WIDTH // kind.columns)
    paths = (picture.path for group in groups for picture in group.pictures[: kind.most])
    made, done = thumbnails(paths, side, check=check), 0
    stream.write(_head(kind))
    stream.write(_summary(groups, about, kind))
    for number, group in enumerate(groups):
        if not group.pictures and kind.columns is not None:
            continue
        stream.write(f'<section id="g{number}">{_heading(group, kind)}')
        stream.write(f'<div class="grid"{_columns(kind)}>')
        for picture, thumbnail in zip(group.pictures[: kind.most], made, strict=False):
            stream.write(_figure(picture, thumbnail) + "\n")
            done += 1
            shown(done)
        stream.write(f"</div>{_more(group, kind)}</section>\n")
    made.close()
    words = f"Made with ArtClass {__version__}, {kind.made}. The pictures are where they were."
    stream.write(tag("footer", text(words)) + "</body></html>\n")
    return done


def _head(kind: Kind) -> str:
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", **{"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        tag("title", text(kind.title)),
        tag("style", Html(style.REPORT if kind.columns is None else style.SHEET)),
    )
    return f'<!DOCTYPE html>\n<html lang="en">{tag("head", *head)}<body>{tag("h1", text(kind.title))}\n'


def _columns(kind: Kind) -> str:
    return "" if kind.columns is None else f' style="grid-template-columns: repeat({kind.columns}, 1fr)"'


# The summary


def _summary(groups: Sequence[Group], about: About, kind: Kind) -> str:
    total = sum(len(group.pictures) for group in groups)
    model = f" The model is that of the training {about.run}." if about.run else ""
    lead = tag("p", text(f"{pictures(total)}.{model}"))
    if kind.columns is not None:
        return lead + "\n"
    largest = max((len(group.pictures) for group in groups), default=1)
    labelled = any(picture.own for group in groups for picture in group.pictures)
    rows = [_row(number, group, largest, total, labelled=labelled) for number, group in enumerate(groups)]
    names = ("class", "", "pictures", "share", *(("your own labels",) if labelled else ()))
    heads = (tag("th", text(name), scope="col", class_="number" if n > 1 else "") for n, name in enumerate(names))
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", joined(rows)))
    return joined((lead, *_agreement(agreement(groups)), table)) + "\n"


def _row(number: int, group: Group, largest: int, total: int, *, labelled: bool) -> Html:
    found = len(group.pictures)
    width = 100 * found / max(1, largest)
    own = sum(picture.own for picture in group.pictures)
    figures = (f"{found:,}", share(found / max(1, total)), *((f"{own:,}" if own else "",) if labelled else ()))
    return tag(
        "tr",
        tag("th", tag("a", text(_name(group)), href=f"#g{number}"), scope="row"),
        tag("td", tag("span", class_="bar", style=f"width: {max(0.3 if found else 0, width):.1f}%"), class_="track"),
        *(tag("td", text(words), class_="number") for words in figures),
    )


def _agreement(found: Agreement) -> Iterator[Html]:
    """How the model does on own labels, with the 95 % interval; pictures that were seen in training are no test."""
    if not found.pictures and not found.seen:
        return
    words = ""
    if found.pictures:
        low, high = wilson(found.right, found.pictures)
        words = (
            f"Of {counted(found.pictures, 'picture', 'pictures')} that you labelled and the model had not seen, it says the "
            f"same of {found.right:,} ({share(found.right / found.pictures)}, 95 % interval {share(low)} to {share(high)})."
        )
    if found.seen:
        were = "was" if found.seen == 1 else "were"
        words += f" {counted(found.seen, 'more', 'more')} {were} seen in training, and not counted."
    yield tag("p", text(words.strip()))


# The classes


def _name(group: Group) -> str:
    return _NAMES.get(group.kind, group.name)


def _heading(group: Group, kind: Kind) -> Html:
    title = tag("h2", text(_name(group)), text(f" ({len(group.pictures):,})"))
    if group.kind == "changed":
        return joined((title, tag("p", text(_OUTDATED), class_="soft")))
    if kind.columns is not None or group.kind != "class" or not group.pictures:
        return title
    return joined((title, tag("p", text(_sentence(group)), class_="soft"), *_histogram(group)))


def _sentence(group: Group) -> str:
    own = [picture for picture in group.pictures if picture.own]
    otherwise = sum(picture.said != picture.label for picture in own)
    parts = []
    if own:
        parts.append(f"{pictures(len(own))} labelled by you, of which the model calls {otherwise:,} otherwise.")
    unsure = sum((picture.confidence or 0) < 0.5 for picture in group.pictures)
    if unsure:
        parts.append(f"The model is less than 50 % sure of {pictures(unsure)}.")
    return " ".join(parts)


def _histogram(group: Group) -> Iterator[Html]:
    counts = group.histogram
    largest = max(counts)
    if not largest:
        return
    bars = (
        tag(
            "span",
            style=f"height: {100 * number / largest:.0f}%",
            title=f"{10 * i} to {10 * i + 10} % sure: {number:,}",
        )
        for i, number in enumerate(counts)
    )
    label = f"How sure the model is of “{group.name}”: {', '.join(f'{number:,}' for number in counts)} pictures, from 0 to 100 %"
    yield tag("div", *bars, class_="histogram", role="img", **{"aria-label": label})
    yield tag("div", tag("span", text("0 %")), tag("span", text("sure")), tag("span", text("100 %")), class_="scale")


def _figure(picture: Shown, thumbnail: Thumbnail) -> Html:
    name = PurePath(picture.path).name
    seen = (
        tag("img", src=thumbnail.address, alt=name, loading="lazy")
        if thumbnail.address
        else tag("div", text(picture.reason or thumbnail.fault), class_="none")
    )
    return tag("figure", seen, tag("figcaption", tag("bdi", text(name), title=name), *_caption(picture)))


def _caption(picture: Shown) -> Iterator[Html]:
    sure = "" if picture.confidence is None else share(picture.confidence)
    if picture.own:
        yield text("your label")
        if picture.said is not None and picture.said != picture.label:
            yield tag("span", text(f"; the model: {picture.said} {sure}"), class_="other")
        elif sure:
            yield text(f"; the model agrees, {sure}")
    elif sure:
        guess = f", then {picture.second}" if picture.second and (picture.confidence or 0) < 0.9 else ""
        yield text(f"{sure}{guess}")
    if picture.seen:
        yield text("; seen in training")


def _more(group: Group, kind: Kind) -> Html:
    hidden = len(group.pictures) - len(group.pictures[: kind.most])
    unsure = ", of which the model is less sure" if group.kind in ("class", "novel") else ""
    return tag("p", text(f"and {hidden:,} more{unsure}"), class_="more") if hidden else Html("")

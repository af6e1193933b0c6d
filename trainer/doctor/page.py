"""The health report as one HTML file with thumbnails, to look at, print, or send to somebody.

It holds no script and asks for nothing from outside; every name is escaped (`trainer.doctor.html`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from trainer import files
from trainer.catalog.records import SPLITS, Item
from trainer.catalog.store import Catalog
from trainer.doctor.html import Html, joined, tag, text
from trainer.doctor.records import LEVELS, Finding, Health, Level, Shortcut, Suspect
from trainer.doctor.style import STYLE
from trainer.doctor.words import counted, listed, pictures, share
from trainer.reporting.thumbnails import Thumbnail, thumbnails

_SIDE = 150  # pixels of a thumbnail's longer side
_BUDGET = 6_000_000  # bytes of thumbnails in all, as they stand in the page
_OF_A_FINDING, _OF_A_SHORTCUT, _OF_A_GROUP, _GROUPS, _SUSPECTS = 12, 6, 6, 20, 60  # pictures that are shown
_OF_A_NOTE = 8  # files that are named where nothing is to be done
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_HEADINGS: dict[Level, tuple[str, str]] = {
    "bad": ("Mend this", "✗"),
    "warning": ("Look at this", "!"),
    "note": ("Worth knowing", "·"),
    "good": ("In order", "✓"),
}


class _Shown(NamedTuple):
    """What is known of the pictures that are shown, by number."""

    items: dict[int, Item]
    thumbnails: dict[int, Thumbnail]


def write(path: Path, health: Health, catalog: Catalog, *, check: Callable[[], None] = lambda: None) -> None:
    """Write a report, completely or not at all; less than 8 MB.

    Args:
        path: Where to; its folder must be there.
        health: The report.
        catalog: The catalog that it is of: it knows where the pictures lie.
        check: Called between pictures; may raise to break off.

    Raises:
        DiskError: It cannot be written.
    """
    items = {item.id: item for item in catalog.items(_wanted(health))}
    shown = _Shown(items, _thumbnails(items, check))
    roots = sorted({str(source.location.parent) for source in catalog.sources()}, key=len, reverse=True)
    files.write(path, _page(health, shown, roots).encode())


def _wanted(health: Health) -> list[int]:
    """Numbers of the pictures that are shown, the most important first."""
    numbers = [suspect.id for suspect in health.suspects[:_SUSPECTS]]
    numbers += [number for finding in health.findings for number in _of(finding)]
    numbers += [number for group in health.largest_groups[:_GROUPS] for number in group[:_OF_A_GROUP]]
    return list(dict.fromkeys(numbers))


def _of(finding: Finding) -> Sequence[int]:
    """The pictures that are shown below a finding; groups and suspects have sections of their own."""
    if finding.kind in ("near-duplicates", "suspicious labels"):
        return ()
    return finding.pictures[: _OF_A_SHORTCUT if finding.kind == "shortcut" else _OF_A_FINDING]


def _thumbnails(items: dict[int, Item], check: Callable[[], None]) -> dict[int, Thumbnail]:
    made: dict[int, Thumbnail] = {}
    left = _BUDGET
    small = thumbnails([str(item.path) for item in items.values()], _SIDE, check=check)
    for number, thumbnail in zip(items, small, strict=True):
        left -= len(thumbnail.address)
        made[number] = thumbnail if left > 0 else Thumbnail("", "not shown, for the page would be too large")
    return made


def _page(health: Health, shown: _Shown, roots: Sequence[str]) -> str:
    title = text(f"Health of “{health.project}”")
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", **{"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        tag("title", title),
        tag("style", Html(STYLE)),
    )
    body = (
        tag("h1", title),
        _summary(health),
        *_findings(health, shown, roots),
        *_suspects(health, shown),
        *_groups(health, shown),
        _classes(health),
        tag("footer", text(f"Made with ArtClass {health.version}, {health.made[:16].replace('T', ' ')} UTC.")),
    )
    return f"<!DOCTYPE html>\n{tag('html', tag('head', *head), tag('body', joined(body)), lang='en')}\n"


def _summary(health: Health) -> Html:
    splits = listed([f"{health.splits.get(split, 0):,} for {split}" for split in SPLITS])
    sentence = f"{pictures(health.pictures)} in {counted(len(health.classes), 'class', 'classes')}: {splits}."
    if health.unlabelled:
        sentence += f" {counted(health.unlabelled, 'picture has', 'pictures have')} no class yet."
    levels = Counter(finding.level for finding in health.findings)
    marks = [tag("li", _badge(level), text(f" {levels[level]:,}"), class_=level) for level in LEVELS if levels[level]]
    return joined((tag("p", text(sentence), class_="lead"), tag("ul", *marks, class_="marks")))


def _badge(level: Level) -> Html:
    name, mark = _HEADINGS[level]
    return joined((tag("span", text(mark), class_="mark"), text(name)))


def _findings(health: Health, shown: _Shown, roots: Sequence[str]) -> Iterator[Html]:
    told = {shortcut.words: shortcut for shortcut in health.shortcuts}
    for level in LEVELS:
        found = [finding for finding in health.findings if finding.level == level]
        if found:
            cards = [_card(finding, told.get(finding.words), shown, roots) for finding in found]
            yield tag("section", tag("h2", _badge(level)), joined(cards), class_=level)


def _card(finding: Finding, shortcut: Shortcut | None, shown: _Shown, roots: Sequence[str]) -> Html:
    parts = [tag("h3", text(finding.title)), tag("p", text(finding.words))]
    if shortcut is not None:
        parts.append(_bars(shortcut))
    if numbers := _of(finding):
        parts.append(_grid((_figure(number, shown) for number in numbers), len(numbers), finding.count))
    if finding.files:
        parts.append(_files(finding, roots))
    return tag("article", *parts)


def _files(finding: Finding, roots: Sequence[str]) -> Html:
    named = finding.files[: _OF_A_NOTE if finding.level == "note" else None]
    rows = [tag("li", tag("bdi", text(_short(row.path, roots))), text(f" {row.reason}")) for row in named]
    if finding.count > len(rows):
        rows.append(tag("li", text(f"and {finding.count - len(rows):,} more")))
    return tag("ul", joined(rows), class_="files")


def _short(path: str, roots: Sequence[str]) -> str:
    """A path without what lies above its source: whoever gets the report need not know it."""
    root = next((root for root in roots if path.startswith(root)), "")
    return path[len(root) :].lstrip("/\\")


def _bars(shortcut: Shortcut) -> Html:
    rows = [("told from it alone", shortcut.accuracy), ("told by guessing", shortcut.baseline)]
    if shortcut.label is not None:
        here = [(f"{shortcut.label}: {shortcut.property}", shortcut.share or 0.0)]
        rows = [*here, ("the other classes", shortcut.elsewhere or 0.0), *rows]
    return tag("table", *(_bar(name, value, share(value)) for name, value in rows), class_="bars")


def _bar(name: str, fraction: float, figure: str, *more: str) -> Html:
    bar = tag("span", class_="bar", style=f"width: {max(0.2, 100 * fraction):.1f}%")
    cells = [tag("td", text(value), class_="number") for value in (figure, *more)]
    return tag("tr", tag("th", text(name), scope="row"), tag("td", bar, class_="track"), *cells)


def _grid(figures: Iterable[Html], shown: int, count: int) -> Html:
    more = tag("p", text(f"and {count - shown:,} more"), class_="more") if count > shown else Html("")
    return joined((tag("div", *figures, class_="grid"), more))


def _figure(number: int, shown: _Shown, said: str | None = None) -> Html:
    item = shown.items.get(number)
    if item is None:
        return tag("figure", tag("div", text("no longer in the project"), class_="none"))
    thumbnail = shown.thumbnails[number]
    name = item.name.rpartition("/")[2]
    seen = (
        tag("img", src=thumbnail.address, alt=name, loading="lazy")
        if thumbnail.address
        else tag("div", text(thumbnail.fault), class_="none")
    )
    below = said if said is not None else f"{item.label or 'no class'}, {item.width:,} × {item.height:,}"
    caption = tag("figcaption", tag("bdi", text(name), title=item.name), text(below))
    return tag("figure", seen, caption)


def _suspects(health: Health, shown: _Shown) -> Iterator[Html]:
    if not health.suspects:
        return
    worst = health.suspects[:_SUSPECTS]
    count = next((row.count for row in health.findings if row.kind == "suspicious labels"), len(health.suspects))
    lead = (
        f"The worst first, judged with “{health.suspects_of}”. Below each: its label, and the class that it looks like."
    )
    figures = (_figure(suspect.id, shown, _change(suspect)) for suspect in worst)
    yield tag("section", tag("h2", text("Doubtful labels")), tag("p", text(lead)), _grid(figures, len(worst), count))


def _change(suspect: Suspect) -> str:
    return f"{suspect.label} → {suspect.suggested}"


def _groups(health: Health, shown: _Shown) -> Iterator[Html]:
    if not health.largest_groups:
        return
    groups = health.largest_groups[:_GROUPS]
    rows = (
        _grid((_figure(number, shown) for number in group[:_OF_A_GROUP]), min(len(group), _OF_A_GROUP), len(group))
        for group in groups
    )
    title = f"The {len(groups)} largest groups of near-duplicates" if len(groups) > 1 else "Near-duplicates"
    lead = "The best copy is the first of each group."
    yield tag("section", tag("h2", text(title)), tag("p", text(lead)), joined(rows), class_="groups")


def _classes(health: Health) -> Html:
    largest = max((row.pictures for row in health.classes), default=1)
    head = tag("tr", *(tag("th", text(name), scope="col") for name in ("class", "", "pictures", *SPLITS)))
    rows = [
        _bar(row.name, row.pictures / largest, f"{row.pictures:,}", *(f"{getattr(row, s):,}" for s in SPLITS))
        for row in health.classes
    ]
    return tag("section", tag("h2", text("Classes")), tag("table", head, *rows, class_="bars"))

"""The facts besides its art by which a picture's class could be told, as columns for a tree and as words for a person."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from trainer.catalog.records import FactRow
from trainer.doctor.records import FactName

Column = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_Unit = Callable[[float], str]

_GREY = 0.95  # share of pixels without colour of what is called grey
_BORDER = 0.9  # share of the edge in one colour of what is called a border
_SQUARE = 0.9, 1.1  # width by height of what is called nearly square
_WIDE = 1_000_000  # pixels; wider than any picture
_VALUES = 40  # most frequent values of which each is a property of its own
_ASPECTS = (0.5, 2 / 3, 0.75, 0.9, 1.1, 4 / 3, 1.5, 2.0)  # width by height
_SIDES = (100, 200, 300, 400, 500, 600, 800, 1000, 1200, 1500, 2000, 3000, 4000)  # pixels
_BYTES = tuple(step * 10**power for power in (3, 4, 5, 6) for step in (1, 2, 5, 10)[: 4 if power == 6 else 3])
_DENSITIES = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0)  # bytes a pixel


class Table(NamedTuple):
    """Facts of pictures in columns, (n,) each.

    Attributes:
        ids: Numbers of the pictures.
        labels: Class numbers.
        classes: Names of the classes.
        origins, formats: Where each came from, and what kind of file it is, by number; the names by number.
    """

    ids: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]
    classes: tuple[str, ...]
    origins: npt.NDArray[np.int64]
    origin_names: tuple[str, ...]
    formats: npt.NDArray[np.int64]
    format_names: tuple[str, ...]
    width: Column
    height: Column
    size: Column
    grey: Column
    border: Column

    def of(self, chosen: npt.NDArray[Any]) -> Table:
        """Some of the pictures, by place or by mask."""
        return self._replace(
            **{name: value[chosen] for name, value in self._asdict().items() if isinstance(value, np.ndarray)}
        )


class Property(NamedTuple):
    """Something that is true of some pictures: ``words`` ("is grey") and of which, (n,)."""

    words: str
    mask: Mask


class Fact(NamedTuple):
    """One fact.

    Attributes:
        name: Which.
        title: What it is called in a sentence: "its size in pixels".
        columns: It as numbers, (n, columns).
        properties: What can be said of it in words.
        risk: What the model may learn instead of the art.
        remedy: What to do.
    """

    name: FactName
    title: str
    columns: Callable[[Table], Column]
    properties: Callable[[Table], Iterator[Property]]
    risk: str
    remedy: str


def table(rows: Sequence[FactRow], sources: Mapping[int, str]) -> Table:
    """Facts in columns.

    Args:
        rows: The pictures.
        sources: Names of the sources by number.
    """
    classes = tuple(sorted({row.label for row in rows}))
    number = {name: place for place, name in enumerate(classes)}
    origins, origin_names = _numbered([_origin(row, sources) for row in rows])
    formats, format_names = _numbered([row.format for row in rows])

    def column(tell: Callable[[FactRow], float]) -> Column:
        return np.fromiter(map(tell, rows), np.float64, len(rows))

    return Table(
        ids=np.array([row.id for row in rows], np.int64),
        labels=np.array([number[row.label] for row in rows], np.int64),
        classes=classes,
        origins=origins,
        origin_names=origin_names,
        formats=formats,
        format_names=format_names,
        width=column(lambda row: row.width),
        height=column(lambda row: row.height),
        size=column(lambda row: row.size),
        grey=column(lambda row: row.grey),
        border=column(lambda row: row.border),
    )


def _origin(row: FactRow, sources: Mapping[int, str]) -> str:
    """The folder or inner archive that a picture lies in; without one, its source."""
    source = sources.get(row.source, str(row.source))
    return f"{source}/{row.folder}" if row.folder and len(sources) > 1 else row.folder or source


def _numbered(names: Sequence[str]) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Numbers for names, the most frequent first."""
    known = {name: place for place, (name, _) in enumerate(Counter(names).most_common())}
    return np.array([known[name] for name in names], np.int64), tuple(known)


# Columns: what a tree is given


def _one_each(codes: npt.NDArray[np.int64]) -> Column:
    """A column of ones and zeros for each of the most frequent values: a tree has no other way to single one out."""
    return np.asarray(codes[:, np.newaxis] == np.arange(_VALUES), np.float64)


def _stacked(*columns: Column) -> Column:
    return np.stack(columns, axis=1)


def _sides(rows: Table) -> Column:
    longer, shorter = np.maximum(rows.width, rows.height), np.minimum(rows.width, rows.height)
    return _stacked(rows.width, rows.height, longer, shorter)


def _aspect(rows: Table) -> Column:
    return rows.width / np.maximum(1, rows.height)


def _density(rows: Table) -> Column:
    return rows.size / np.maximum(1, rows.width * rows.height)


# Properties: what a person is told


def _named(codes: npt.NDArray[np.int64], words: Sequence[str]) -> Iterator[Property]:
    for code, text in enumerate(words[:_VALUES]):
        yield Property(text, codes == code)


def _exactly(values: Column, say: Callable[[int], str]) -> Iterator[Property]:
    """One property for each of the most frequent values."""
    distinct, counts = np.unique(values, return_counts=True)
    for value in distinct[np.argsort(-counts, kind="stable")[:_VALUES]].tolist():
        yield Property(say(int(value)), values == value)


def _between(values: Column, edges: Sequence[float], say: Callable[[str], str], unit: _Unit) -> Iterator[Property]:
    """One property for each range from one edge (included) to another; at the ends there is no limit."""
    for low, high in combinations((-math.inf, *edges, math.inf), 2):
        if low > -math.inf or high < math.inf:
            yield Property(say(_range(low, high, unit)), (values >= low) & (values < high))


def _range(low: float, high: float, unit: _Unit) -> str:
    if low == -math.inf:
        return f"under {unit(high)}"
    return f"{unit(low)} or more" if high == math.inf else f"{unit(low)} to {unit(high)}"


def _sizes(rows: Table) -> Iterator[Property]:
    width, height, longer, shorter = _sides(rows).T
    yield from _exactly(width * _WIDE + height, lambda code: f"has {code // _WIDE:,} × {code % _WIDE:,} pixels")
    yield from _exactly(width, lambda side: f"is {side:,} pixels wide")
    yield from _exactly(height, lambda side: f"is {side:,} pixels high")
    for name, side in (("longer", longer), ("shorter", shorter)):
        say = f"has {{}} pixels on the {name} side".format
        yield from _exactly(side, lambda value, say=say: say(f"{value:,}"))  # type: ignore[misc]
        yield from _between(side, _SIDES, say, "{:,.0f}".format)


def _aspects(rows: Table) -> Iterator[Property]:
    aspect = _aspect(rows)
    yield Property("is nearly square", (aspect >= _SQUARE[0]) & (aspect < _SQUARE[1]))
    yield Property("is upright", aspect < _SQUARE[0])
    yield Property("is wider than high", aspect >= _SQUARE[1])
    yield from _between(aspect, _ASPECTS, "is {} times as wide as high".format, "{:.2g}".format)


def _greys(rows: Table) -> Iterator[Property]:
    yield Property("is grey", rows.grey >= _GREY)
    yield Property("has colour", rows.grey < _GREY)


def _borders(rows: Table) -> Iterator[Property]:
    yield Property("has a border of one colour", rows.border >= _BORDER)
    yield Property("has no border of one colour", rows.border < _BORDER)


def _files(rows: Table) -> Iterator[Property]:
    yield from _between(rows.size, _BYTES, "has a file of {}".format, _in_bytes)
    yield from _between(_density(rows), _DENSITIES, "has {} bytes a pixel".format, "{:g}".format)


def _in_bytes(size: float) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} KB"


FACTS: tuple[Fact, ...] = (
    Fact(
        "source",
        "the source that it came from",
        lambda rows: _one_each(rows.origins),
        lambda rows: _named(rows.origins, [f"comes from “{name}”" for name in rows.origin_names]),
        "how the pictures of that source were photographed and saved",
        "Add pictures of the other classes from there, or pictures of this class from elsewhere",
    ),
    Fact(
        "format",
        "the format of its file",
        lambda rows: _one_each(rows.formats),
        lambda rows: _named(rows.formats, [f"is a {name} file" for name in rows.format_names]),
        "the traces of a way of saving",
        "Save the pictures of all classes in one format, from originals of one quality",
    ),
    Fact(
        "size",
        "its size in pixels",
        _sides,
        _sizes,
        "how sharp or blurred pictures of one size become when all are brought to the model's",
        "Get pictures of like size for all classes, or bring all to one size before you import them",
    ),
    Fact(
        "aspect",
        "its shape",
        lambda rows: _stacked(_aspect(rows)),
        _aspects,
        "the shape, which shows because each picture is squeezed into a square",
        "Add pictures of other shapes to the class; where the shape belongs to the art, that is no fault",
    ),
    Fact(
        "grey",
        "its greyness",
        lambda rows: _stacked(rows.grey),
        _greys,
        "colour, not medium",
        "Add pictures of the class that are photographed as the others are, or import grey copies of all classes",
    ),
    Fact(
        "border",
        "its border",
        lambda rows: _stacked(rows.border),
        _borders,
        "mounts and margins",
        "Crop the borders off before you import, in all classes alike",
    ),
    Fact(
        "file size",
        "the size of its file",
        lambda rows: _stacked(rows.size, _density(rows)),
        _files,
        "how strongly pictures were compressed",
        "Save the pictures of all classes with one quality, from originals of like size",
    ),
)

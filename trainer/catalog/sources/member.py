"""A file of a source, and the place that it can be opened from."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple, Protocol

from trainer import pixels
from trainer.catalog.records import NotTaken, Split
from trainer.catalog.sources.naming import ending
from trainer.catalog.sources.spans import Span


class Place(Protocol):
    """What can open files; one for all that lie in the same folder tree or archive."""

    def open(self, member: Member) -> BinaryIO:
        """A stream of a file's contents that can be read at any place.

        Raises:
            zipfile.BadZipFile, tarfile.TarError: It is damaged inside its archive; reading raises that too.
            PictureError: It cannot be opened, or has changed meanwhile.
            OSError: The disk does not give it.
        """

    def span(self, member: Member) -> Span | None:
        """Where its bytes lie as they are; None where they have to be unpacked first."""


class Member(NamedTuple):
    """A file of a source; there may be a million of them.

    Attributes:
        name: Its path inside the source, as the person knows it, with ``/`` between folders.
        parents: The folders it lies in, outermost first.
        stamp: Changes when the file's bytes do.
        size: Bytes, unpacked.
        place: What opens it.
        packed: Whether it lies in an archive.
        label: Its class: the nearest class folder's name, or what its table says; None: it is unlabelled.
        given: Its split, where a folder or table names one.
        group: Its artist or series, where a table names one.
        refusal: Why it is not to be opened, in words that follow its name.
        refused: What that makes of it: an archive that cannot be opened may have held pictures.
        key: Where its place finds it.
    """

    name: str
    parents: tuple[str, ...]
    stamp: str
    size: int
    place: Place
    packed: bool = False
    label: str | None = None
    given: Split | None = None
    group: str | None = None
    refusal: str | None = None
    refused: NotTaken = "passed over"
    key: int = 0

    def open(self) -> BinaryIO:
        """A stream of its contents; raises what `Place.open` raises."""
        return self.place.open(self)


class _Nowhere:
    """The place of what is not to be opened."""

    def open(self, member: Member) -> BinaryIO:
        raise FileNotFoundError(member.name)

    def span(self, member: Member) -> Span | None:
        raise FileNotFoundError(member.name)


NOWHERE: Place = _Nowhere()


def refused(name: str, parents: tuple[str, ...], reason: str, kind: NotTaken = "passed over") -> Member:
    """A file that is not to be opened."""
    return Member(name, parents, "", 0, NOWHERE, refusal=reason, refused=kind)


def is_likely(member: Member) -> bool:
    """Whether a file's name says that it is a picture; of others the first bytes are looked at."""
    return ending(member.name) in pixels.SUFFIXES

"""How much a source may hold and unpack to, so that neither accident nor malice fills a disk or the memory."""

from __future__ import annotations

MAX_DEPTH = 3
"""Archives in archives in archives: people pack what is packed already, but not four times."""

MAX_MEMBERS = 2_000_000
"""Files of one source: twenty times the largest collection that ArtClass is made for; their list takes about 600 MB."""

MAX_PICTURE = 1 << 30
"""Bytes of one packed picture: the largest that may be decoded needs less, even where nothing is compressed."""

SWELLING = 200
"""Times its packed size that something may grow: the emptiest drawings reach 100, bombs need 1,000 and more…"""

HARMLESS = 100 << 20
"""…bytes, up to which growing does no harm: one blank page, scanned, may shrink more than that."""

HARMLESS_TOTAL = 1 << 30
"""Bytes that a source may unpack to however small it is."""

MAX_TOTAL = 1 << 40
"""Bytes that a source may unpack to however large it is: a terabyte is more than the disks have that it would go to."""

MAX_NAME = 4096
"""Characters of a path: no system that ArtClass runs on opens longer ones."""

DICTIONARY = 256 << 20
"""Bytes of memory to unpack LZMA with: its highest setting needs a quarter of that."""

MAX_TABLE = 256 << 20
"""Bytes of a table: a hundred for each of the files that a source may have; it is read as a whole."""


class TooMuchError(Exception):
    """An archive is beyond a limit; its text says so in words that follow its name."""


class Budget:
    """How many bytes may still be unpacked from one source."""

    def __init__(self) -> None:
        self.left = HARMLESS_TOTAL

    def grow(self, packed: int) -> None:
        """Allow for an archive of ``packed`` bytes on the disk."""
        self.left = min(MAX_TOTAL, self.left + SWELLING * packed)

    def take(self, size: int) -> bool:
        """Whether ``size`` bytes may still be unpacked; if so, they are counted."""
        if size > self.left:
            return False
        self.left -= size
        return True


def too_large(packed: int, size: int, *, archive: bool) -> str | None:
    """Why a member is not unpacked that would take ``size`` bytes, or None where it may be."""
    if size > MAX_TOTAL:
        return "would take more space unpacked than there is on any disk"
    if size > HARMLESS and size > SWELLING * max(1, packed):
        return f"would take {size / 1e9:,.1f} GB unpacked, {SWELLING} times its packed size or more, as no picture does"
    if size > MAX_PICTURE and not archive:
        return f"would take {size / 1e9:,.1f} GB unpacked, which no picture does"
    return None

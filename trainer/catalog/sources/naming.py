"""What the names of files tell: clutter, archives, names that are not safe, names that cannot be shown as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from trainer.catalog.sources.limits import MAX_NAME
from trainer.formats import is_kept_copy
from trainer.names import readable

ZIPS = (".zip", ".cbz")
TARS = (".tar", ".cbt", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tb2", ".tar.xz", ".txz")
OTHER_ARCHIVES = frozenset((
    ".rar", ".cbr", ".7z", ".cb7", ".gz", ".bz2", ".xz", ".zst", ".tzst", ".lz", ".lz4", ".lzma", ".arj", ".ace", ".cab",
    ".iso", ".dmg",
))  # fmt: skip
_ENDINGS = frozenset(f".{name.rpartition('.')[2]}" for name in ZIPS + TARS)  # quickly told

_CLUTTER = frozenset(
    (
        "__macosx",
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "icon\r",
        "@eadir",
        "$recycle.bin",
        "system volume information",
    )
)
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])[ .]*(\..*)?", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # control characters, and what turns text round

UNSAFE = "has an unsafe name that leads out of the archive; it was not unpacked"
KEPT_COPY = "is a copy that ExifTool has kept of a picture"
OTHER_KIND = "is an archive of a kind that ArtClass cannot open; unpack it first"


def is_clutter(name: str) -> bool:
    """Whether a file or folder of this name is passed over without a word."""
    return name.startswith(".") or name.casefold() in _CLUTTER


def ending(name: str) -> str:
    """What a name ends with from its last dot, in small letters."""
    return name[name.rfind(".") :].lower()


def is_archive(name: str) -> bool:
    """Whether a name says that it is an archive that can be opened."""
    return ending(name) in _ENDINGS and name.lower().endswith(ZIPS + TARS)


def why_not(name: str) -> str | None:
    """Why a file of this name is not to be opened, or None."""
    if is_kept_copy(name):
        return KEPT_COPY
    return OTHER_KIND if ending(name) in OTHER_ARCHIVES and not is_archive(name) else None


class Placed(NamedTuple):
    """Where an archive's file lies: the name that is shown, the folders, and why it is not to be opened."""

    name: str
    parents: tuple[str, ...]
    refusal: str | None


class _Folder(NamedTuple):
    parents: tuple[str, ...]
    clutter: bool
    refusal: str | None


class Names:
    """Gives the files of one archive their names: each another one, and all fit to be shown.

    Args:
        prefix: What comes before them: the path of the archive and a slash, where it lies in something itself.
        above: The folders that the archive lies in.
        taken: The names that the source has already.
    """

    def __init__(self, prefix: str, above: tuple[str, ...], taken: set[str]) -> None:
        self._prefix = prefix
        self._above = above
        self._taken = taken
        self._folders: dict[str, _Folder] = {}
        self._times: dict[str, int] = {}

    def place(self, raw: str) -> Placed | None:
        """Where the file of this name lies; None for clutter."""
        name = raw.replace("\\", "/")
        inside, _, base = name.rpartition("/")
        place = f"/{inside}" if name.startswith("/") else inside  # what lies in no folder and what is absolute differ
        folder = self._folders.get(place)
        if folder is None:
            folder = self._folders[place] = self._folder(inside, absolute=name.startswith("/"))
        if folder.clutter or (is_clutter(base) and base != ".."):
            return None
        refusal = folder.refusal or _unsafe((base,)) or why_not(base)
        if len(name) > MAX_NAME:
            return Placed(self._unique(f"{name[:200]}…"), self._above, f"has a name of {len(name):,} characters")
        return Placed(self._unique(name), folder.parents, refusal)

    def _folder(self, inside: str, *, absolute: bool) -> _Folder:
        parts = [part for part in inside.split("/") if part not in ("", ".")]
        clutter = any(is_clutter(part) for part in parts if part != "..")
        return _Folder(self._above + tuple(map(shown, parts)), clutter, UNSAFE if absolute else _unsafe(parts))

    def _unique(self, name: str) -> str:
        """The name as it is shown; archives may hold one twice."""
        name = self._prefix + shown(name)
        first = name
        while name in self._taken:
            times = self._times[first] = self._times.get(first, 1) + 1
            name = f"{first} [{times}]"
        self._taken.add(name)
        return name


def _unsafe(parts: Sequence[str]) -> str | None:
    if ".." in parts or (parts and _DRIVE.match(parts[0])):
        return UNSAFE
    if any(_DEVICE.fullmatch(part) for part in parts):
        return "has a name that Windows keeps for a device; it was not unpacked"
    return None


def shown(name: str) -> str:
    """``name`` as text that can be shown: what is no Unicode, and what cannot be seen, is spelled out."""
    if name.isprintable():
        return name
    return _UNSEEN.sub(lambda found: f"\\x{ord(found[0]):02x}", readable(name))

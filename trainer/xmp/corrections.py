"""Keywords that were changed in other programs, read back from sidecar files and from the pictures themselves."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from trainer import parallel
from trainer.errors import ArtClassError
from trainer.names import readable
from trainer.xmp import embedded, reading, sidecars
from trainer.xmp.document import XmpError
from trainer.xmp.opinions import Opinion, opinion
from trainer.xmp.sidecars import Sidecars


class Found(NamedTuple):
    """What the keywords of one picture say; ``reason``, as a sentence's end, where they cannot be read."""

    path: str
    opinion: Opinion
    reason: str = ""


def read(paths: Sequence[Path], classes: Sequence[str], *, check: Callable[[], None] = lambda: None) -> Iterator[Found]:
    """Read the keywords of pictures, in their order.

    Args:
        paths: The pictures.
        classes: Names of classes: a plain keyword counts only if it is one of them.
        check: Called between pictures; may raise to break off.
    """
    places = Sidecars()
    with contextlib.closing(parallel.in_order(lambda path: _one(path, places, classes), paths, ahead=32)) as answers:
        for found in answers:
            check()
            yield found


def _one(path: Path, places: Sidecars, classes: Sequence[str]) -> Found:
    said = []
    reason = ""
    for sidecar in places.of(path):
        try:
            said.append(reading.read(sidecars.read(sidecar)))
        except XmpError as error:
            reason = f"has a sidecar file, {readable(sidecar.name)}, that {error.what}"
        except ArtClassError as error:
            reason = f"has a sidecar file, {readable(sidecar.name)}, that cannot be read: {error.what}"
    if (inside := embedded.packet(path)) is not None:
        with contextlib.suppress(XmpError):
            said.append(reading.read(inside))
    return Found(str(path), opinion(said, classes), reason)

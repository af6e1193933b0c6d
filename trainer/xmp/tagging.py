"""Pictures are given keywords, one after the other, in sidecar files or in themselves; or what was given is taken out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from trainer import files
from trainer.answers import changes
from trainer.answers.columns import About, Answered
from trainer.errors import ArtClassError
from trainer.names import readable
from trainer.running import moments
from trainer.xmp import embedded, opinions, reading, sidecars, writing
from trainer.xmp.document import XmpError
from trainer.xmp.exiftool import ExifTool
from trainer.xmp.names import key
from trainer.xmp.reading import Said, Written
from trainer.xmp.sidecars import Sidecars

Status = Literal["written", "unchanged", "removed", "unsure", "novel", "unreadable", "changed", "edited", "failed"]
STATUSES: tuple[Status, ...] = get_args(Status)


class Outcome(NamedTuple):
    """What came of one picture.

    Attributes:
        path: The picture.
        status: "written": its keywords have changed; "unchanged": they were right; "removed": what ArtClass had written
            was taken out; "unsure", "novel", "unreadable": it has no class that could be written, and why; "changed":
            the file is not what was classified, and was left alone; "edited": somebody has changed its class in another
            program, which stays; "failed": it could not be done.
        keyword: The class that it has now; "" where it has none.
        files: The files that were written, or would be in a dry run.
        reason: Why it failed, or what stands in the way, as a sentence's end.
        change: Where somebody has changed its class in another program: in which way, as `Opinion.kind` has it.
    """

    path: str
    status: Status
    keyword: str = ""
    files: tuple[str, ...] = ()
    reason: str = ""
    change: str = ""


class Choices(NamedTuple):
    """How pictures are tagged.

    Attributes:
        at_least: The confidence (0 to 1) from which on the model's class is written; own labels always are.
        dry: Write nothing.
        overwrite: Also where somebody has changed the class in another program.
        exiftool: Where to write into the files themselves.
    """

    at_least: float = 0.0
    dry: bool = False
    overwrite: bool = False
    exiftool: ExifTool | None = None


class _Place(NamedTuple):
    """XMP that belongs to a picture: a sidecar file, or (None) the picture itself."""

    sidecar: Path | None
    data: bytes | None


class Tagger:
    """Writes keywords; safe to use from several threads, each with pictures of its own.

    Args:
        choices: How.
        about: What to say of the model.
    """

    def __init__(self, choices: Choices, about: About) -> None:
        self._choices = choices
        self._about = about
        self._sidecars = Sidecars()

    def tag(self, row: Answered) -> Outcome:
        """Write what is known of a picture."""
        path = Path(row.prediction.path)
        try:
            return self._tagged(path, row)
        except ArtClassError as error:
            return Outcome(str(path), "failed", reason=_in_words(error))

    def untag(self, path: Path) -> Outcome:
        """Take out what ArtClass had written."""
        try:
            return self._untagged(path, "unchanged")
        except ArtClassError as error:
            return Outcome(str(path), "failed", reason=_in_words(error))

    # Inside

    def _tagged(self, path: Path, row: Answered) -> Outcome:
        if files.is_gone(path):
            return Outcome(str(path), "failed", reason="is no longer there")
        if row.changed:
            return Outcome(str(path), "changed", reason=changes.CHANGED)
        keyword, lacking = self._keyword(row)
        places = self._places(path)
        said = self._said(path, places)
        edited = None if self._choices.overwrite else self._edited(said, keyword)
        if edited is not None:
            return Outcome(str(path), "edited", reason=in_words(edited), change=edited.kind)
        if lacking is not None:
            return self._untagged(path, lacking, row.prediction.reason or "")
        beside = opinions.beside(said, keyword, self._about.classes)
        wanted = _written(keyword, row, self._about)._replace(beside=beside)
        done = [str(place.sidecar or path) for place in places if self._write(path, place, wanted)]
        return Outcome(str(path), "written" if done else "unchanged", keyword, tuple(done))

    def _keyword(self, row: Answered) -> tuple[str, Status | None]:
        """The class to write, or why there is none."""
        said = row.prediction
        if row.own is not None:
            return row.own, None
        if said.label is None or said.confidence is None:
            return "", "unreadable"
        if said.novel:
            return "", "novel"
        return (said.label, None) if said.confidence >= self._choices.at_least else ("", "unsure")

    def _places(self, path: Path) -> list[_Place]:
        """All XMP of a picture; a sidecar file that it is to get is one without contents."""
        found = [_Place(sidecar, _of_sidecar(sidecar)) for sidecar in self._sidecars.of(path)]
        if self._choices.exiftool is not None:
            return [*found, _Place(None, self._choices.exiftool.packet(path))]
        return found or [_Place(self._sidecars.new(path), None)]

    def _said(self, path: Path, places: Iterable[_Place]) -> list[Said]:
        """What all XMP of a picture says, its own in the file too."""
        said = []
        for place in places:
            with _naming(place):
                said += [reading.read(place.data)] if place.data is not None else []
        if self._choices.exiftool is None and (inside := embedded.packet(path)) is not None:
            with contextlib.suppress(XmpError):  # it is not to be written to
                said.append(reading.read(inside))
        return said

    def _edited(self, said: Sequence[Said], keyword: str) -> opinions.Opinion | None:
        """What somebody has changed in another program; None where that is in nobody's way."""
        found = opinions.opinion(said, self._about.classes)
        if found.kind == "untouched" or [key(name) for name in found.classes] == [key(keyword)]:
            return None
        return found

    def _write(self, path: Path, place: _Place, wanted: Written) -> bool:
        """Write one place; tells whether anything had to be changed."""
        with _naming(place):
            after = writing.write(place.data, wanted)
        if after == place.data:
            return False
        self._put(path, place, after)
        return True

    def _untagged(self, path: Path, status: Status, reason: str = "") -> Outcome:
        done = []
        for place in self._places(path):
            if place.data is None:
                continue
            with _naming(place):
                after = writing.remove(place.data)
            if after != place.data:
                self._put(path, place, after)
                done.append(str(place.sidecar or path))
        if done and status == "unchanged":
            status = "removed"
        return Outcome(str(path), status, "", tuple(done), reason)

    def _put(self, path: Path, place: _Place, after: bytes | None) -> None:
        if self._choices.dry:
            return
        if place.sidecar is not None:
            self._sidecars.sweep(place.sidecar.parent)
        moments.reached("before-keywords")
        if place.sidecar is None:
            self._put_inside(path, after)
        elif after is None:
            assert place.data is not None
            sidecars.delete(place.sidecar, place.data)
        else:
            with _naming(place):
                sidecars.replace(place.sidecar, place.data, after)
        moments.reached("after-keywords")

    def _put_inside(self, path: Path, after: bytes | None) -> None:
        tool = self._choices.exiftool
        assert tool is not None
        tool.write(path, after)
        now = tool.packet(path)
        if (reading.read(now) if now else None) != (reading.read(after) if after else None):
            raise XmpError("did not take its keywords, though ExifTool says nothing of it")


def _of_sidecar(path: Path) -> bytes:
    with _naming(_Place(path, None)):
        return sidecars.read(path)


def _written(keyword: str, row: Answered, about: About) -> Written:
    said = row.prediction
    sure = "" if said.confidence is None else f"{said.confidence:.4f}"
    run, model = (about.run, about.model) if said.label else ("", "")
    return Written(keyword=readable(keyword), label=said.label or "", confidence=sure, run=run, model=model)


def in_words(found: opinions.Opinion) -> str:
    """What somebody has changed, as a sentence's end: "was given the class “etchings” in another program"."""
    names = ", ".join(f"“{name}”" for name in found.classes)
    match found.kind:
        case "changed":
            return f"was given the class {names} in another program"
        case "several":
            return f"was given several classes in another program: {names}"
        case _:
            return f"has lost its class “{found.before}” in another program"


class _Named(ArtClassError):
    """What is wrong with one of several files of a picture, told with its name."""


@contextlib.contextmanager
def _naming(place: _Place) -> Iterator[None]:
    """What goes wrong in the block is told with the name of the file that it is about."""
    try:
        yield
    except XmpError as error:
        if place.sidecar is None:
            raise
        raise _Named(f"has a sidecar file, {readable(place.sidecar.name)}, that {error.what}") from error


def _in_words(error: ArtClassError) -> str:
    if isinstance(error, XmpError | _Named):
        return error.what
    return f"could not be tagged: {error.what[:1].lower()}{error.what[1:]} ({error.path})"

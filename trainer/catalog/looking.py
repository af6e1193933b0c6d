"""Looking at one file: decode it, learn what it is and what it looks like, unpack it if need be."""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from trainer import files, looks, pixels
from trainer.catalog import sources
from trainer.catalog.intake import SeenFile, image_path
from trainer.catalog.records import FileProblem, NotTaken
from trainer.catalog.sources import Member
from trainer.errors import ArtClassError, PictureError, disk_error
from trainer.project import Project

_IN_MEMORY = 32 << 20  # bytes; larger packed pictures are unpacked to a temporary file


def look(member: Member, project: Project) -> SeenFile:
    """Decode, fingerprint and, from archives, unpack one file; runs in several threads at once.

    Raises:
        DiskError: The project's disk is full, read-only or gone.
    """
    if member.refusal:
        return _not_taken(member, member.refused, member.refusal)
    try:
        with member.open() as stream:
            head = b"" if sources.is_likely(member) else stream.read(512)
            if head and not pixels.looks_like_picture(head):
                return _not_taken(member, "passed over", pixels.why_no_picture(head))
            if head:
                stream.seek(0)
            with _seekable(stream, member, project) as whole:
                return _examined(whole, member, project)
    except PictureError as error:
        return _not_taken(member, "unreadable", error.what)
    except ArtClassError:
        raise
    except NotImplementedError:
        return _not_taken(member, "unreadable", "is packed in a way that ArtClass cannot unpack")
    except sources.DAMAGED_MEMBER:
        return _not_taken(member, "unreadable", "is damaged inside its archive")
    except MemoryError:
        return _not_taken(member, "unreadable", "needs more memory than this computer has")
    except Exception as error:  # damaged archives make their readers raise anything
        return _not_taken(member, "unreadable", pixels.why_unreadable(error))


@contextlib.contextmanager
def _seekable(stream: BinaryIO, member: Member, project: Project) -> Iterator[BinaryIO]:
    if not member.packed:
        yield stream
    elif member.size <= _IN_MEMORY:
        yield io.BytesIO(stream.read())
    else:
        with sources.copied(stream, scratch=project.cache, check=lambda: None) as copy:
            yield copy


def _examined(stream: BinaryIO, member: Member, project: Project) -> SeenFile:
    found = pixels.look_into(stream, member.name)
    stream.seek(0)
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    facts = found.facts
    if stream.seek(0, io.SEEK_END) != member.size:
        raise PictureError("changed while it was read; import it again once it is complete")
    if member.packed:
        _unpack(stream, image_path(project, sha256, facts.suffix), project, size=member.size)
    return SeenFile(
        name=member.name,
        stamp=member.stamp,
        size=member.size,
        unpacked=member.packed,
        label=member.label,
        given=member.given,
        maker=member.group,
        sha256=sha256,
        width=facts.width,
        height=facts.height,
        suffix=facts.suffix,
        look=looks.look(found.small, kind=facts.format, size=member.size, creator=found.creator),
        remark=pixels.wrong_ending(member.name, facts),
    )


def _unpack(stream: BinaryIO, path: Path, project: Project, *, size: int) -> None:
    try:
        if path.exists() and path.stat().st_size == size:
            return
    except OSError as error:
        raise disk_error(error, path) from error
    stream.seek(0)
    files.make_folders(path.parent, within=project.folder)
    with files.atomic(path) as partial, partial.open("wb") as target:
        shutil.copyfileobj(stream, target)


def _not_taken(member: Member, kind: NotTaken, reason: str) -> SeenFile:
    problem = FileProblem(path=member.name, reason=reason, kind=kind)
    return SeenFile(name=member.name, stamp=member.stamp, size=member.size, problem=problem)

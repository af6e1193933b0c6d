"""What a step finds when it is taken up again: only what this sort has put there itself counts as done."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trainer.sorting.scenes import made, tree
from trainer.errors import DiskError
from trainer.sorting import journal, placing
from trainer.sorting.journal import Journal
from trainer.sorting.placing import Copied
from trainer.sorting.undoing import Undoer
from trainer.sorting.values import Plan, Sorted, Step
from trainer.sorting.working import Refused, Worker


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Journal]:
    """A move of one picture that was planned, and got no further."""
    source = made(tmp_path / "p", "a.jpg") / "a.jpg"
    made(tmp_path / "out")
    step = Step(
        number=0,
        role="picture",
        source=str(source),
        target=str(tmp_path / "out" / "a.jpg"),
        stamp=placing.stamp(source),
    )
    plan = Plan(how="move", target=str(tmp_path / "out"), pictures=(Sorted(part="filed", folder="", steps=(step,)),))
    with journal.begun(plan) as made_journal:
        yield made_journal


def copied(path: Path) -> Copied:
    return Copied(placing.sha256(path), placing.stamp(path), placing.stamp(path))


@pytest.mark.parametrize("kind", ["symbolic link", "hard link", "other contents"])
def test_a_file_is_not_deleted_for_what_is_no_copy_of_it(kind: str, begun: Journal, tmp_path: Path) -> None:
    source, target = tmp_path / "p" / "a.jpg", tmp_path / "out" / "a.jpg"
    begun.note_copy("do", 0, copied(source))
    match kind:
        case "symbolic link":
            target.symlink_to(source)
        case "hard link":
            target.hardlink_to(source)
        case _:
            target.write_bytes(b"something else")
    before = tree(tmp_path / "out")
    with pytest.raises(Refused, match="another file has that name"):
        Worker(begun).do(begun.plan.steps[0])
    assert source.read_bytes() == b"contents of a.jpg"
    assert not Undoer(begun).undo(begun.plan.steps[0])
    assert (tree(tmp_path / "out"), source.exists()) == (before, True)


def test_a_finished_copy_is_taken_for_done_and_a_half_one_made_anew(begun: Journal, tmp_path: Path) -> None:
    source, target = tmp_path / "p" / "a.jpg", tmp_path / "out" / "a.jpg"
    begun.partial("do", 0, target.parent).write_bytes(b"conte")
    target.write_bytes(source.read_bytes())
    begun.note_copy("do", 0, copied(source))
    Worker(begun).do(begun.plan.steps[0])
    assert tree(tmp_path / "out") == {"a.jpg": b"contents of a.jpg"}
    assert not source.exists()


def test_a_picture_that_has_changed_since_is_not_moved(begun: Journal, tmp_path: Path) -> None:
    (tmp_path / "p" / "a.jpg").write_bytes(b"retouched meanwhile")
    with pytest.raises(Refused, match="has changed since it was classified"):
        Worker(begun).do(begun.plan.steps[0])
    (tmp_path / "p" / "a.jpg").unlink()
    with pytest.raises(Refused, match="is no longer there"):
        Worker(begun).do(begun.plan.steps[0])


def test_what_the_disk_gives_back_wrongly_is_no_copy(
    begun: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crossing(*_: object) -> bool:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(placing, "_renamed", crossing)
    monkeypatch.setattr(placing, "sha256", lambda *_, **__: "0" * 64)
    with pytest.raises(Refused, match="the disk gives back other contents"):
        Worker(begun).do(begun.plan.steps[0])
    assert (tree(tmp_path / "out"), tree(tmp_path / "p")) == ({}, {"a.jpg": b"contents of a.jpg"})


def test_a_disk_that_is_read_only_ends_all(begun: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> bool:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(placing, "_renamed", refuse)
    with pytest.raises(DiskError, match="read-only"):
        Worker(begun).do(begun.plan.steps[0])
    assert tree(tmp_path / "p") == {"a.jpg": b"contents of a.jpg"}


def test_a_torn_line_in_the_journal_says_nothing(begun: Journal) -> None:
    Worker(begun).do(begun.plan.steps[0])
    begun.close()
    begun._handle = os.open(os.devnull, os.O_WRONLY)
    done = begun.folder / "done.jsonl"
    done.write_bytes(done.read_bytes() + b'{"done": 7, "wa')
    again = Journal(begun.folder, begun.head)
    assert again.is_done("do", 0)
    assert not again.is_done("do", 7)
    again.note_done("undo", 0)
    again.close()
    last = Journal(begun.folder, begun.head)
    assert last.is_done("undo", 0)
    last.close()

"""Folders of pictures as people have them, lists of what a model says, and a way to see that nothing is lost."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trainer import answers, cli
from trainer.answers import About
from trainer.events import Prediction

Sort = Callable[..., dict[str, Any]]
CLASSES = ("drawings", "etchings")
ABOUT = About(CLASSES, run="2026-11-23-1405-vgg16", model="0123456789abcdef")


def made(folder: Path, *names: str) -> Path:
    """Files whose contents are their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"contents of " + os.fsencode(name))
    return folder


def said(path: Path, rows: dict[Path, tuple[str, float]], *, novel: tuple[str, ...] = ()) -> Path:
    """A list of answers."""
    with answers.writing(path, ABOUT) as sheet:
        for picture, (label, sure) in rows.items():
            shares = (sure, 1 - sure) if label == CLASSES[0] else (1 - sure, sure)
            row = Prediction(
                path=str(picture), label=label, confidence=sure, probabilities=shares, novel=picture.name in novel
            )
            sheet.add([row])
    return path


def sort(capsys: pytest.CaptureFixture[str], *words: str | Path, status: int = 0) -> dict[str, Any]:
    """Run the command; gives what it prints."""
    capsys.readouterr()
    assert cli.main(["sort", *map(str, words), "--json"]) == status
    out = capsys.readouterr()
    result: dict[str, Any] = json.loads(out.out) if status == 0 else {"error": out.err}
    return result


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder by their names, with what is in them (or where a link leads)."""
    return {
        str(path.relative_to(folder)): os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if not path.is_dir()
    }


def contents(*folders: Path) -> Counter[str]:
    """How often each content is in the folders, hidden files too; links are not followed."""
    found: Counter[str] = Counter()
    for folder in folders:
        for parent, _, names in os.walk(folder):
            found.update(hashlib.sha256(Path(parent, name).read_bytes()).hexdigest() for name in names)
    return found


def reasons(result: dict[str, object]) -> dict[str, str]:
    return {Path(row["path"]).name: row["reason"] for row in result["refused"]}  # type: ignore[attr-defined]


def undo(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """Undo the newest sort as far as that can be; gives what is printed."""
    capsys.readouterr()
    status = cli.main(["sort", "--undo", "--json"])
    result: dict[str, object] = json.loads(capsys.readouterr().out)
    assert not status or result["refused"]
    return result


def replace(path: Path, data: bytes) -> None:
    """Save as ExifTool and many editors do: a new file takes the old one's name."""
    new = path.with_name(f"{path.name}_exiftool_tmp")
    new.write_bytes(data)
    new.replace(path)

"""The tag command run in tests, what it has written, and what another program makes of that."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from trainer import answers, cli
from trainer.answers import About
from trainer.events import Prediction
from trainer.xmp import reading

ABOUT = About(("drawings", "etchings"), run="2026-11-23-1405-vgg16", model="0123456789abcdef")
NAMES = ("a.jpg", "b.jpg", "Мир & 和平.jpg", "raw.jpg")
EXIFTOOL = pytest.mark.skipif(shutil.which("exiftool") is None, reason="ExifTool is not on this machine")
EXIV2 = pytest.mark.skipif(shutil.which("exiv2") is None, reason="exiv2 is not on this machine")


def said(path: Path, labels: dict[Path, tuple[str, float]], **more: Any) -> Path:
    with answers.writing(path, ABOUT) as sheet:
        for picture, (label, sure) in labels.items():
            shares = (sure, 1 - sure) if label == "drawings" else (1 - sure, sure)
            row = {"label": label, "confidence": sure, "probabilities": shares} | more
            sheet.add([Prediction(path=str(picture), **row)])
    return path


def tag(capsys: pytest.CaptureFixture[str], *words: str | Path, status: int = 0) -> dict[str, Any]:
    assert cli.main(["tag", *map(str, words), "--json"]) == status, capsys.readouterr().err
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def told(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    """What a person reads, on one line."""
    assert cli.main(["tag", *map(str, words)]) == 0
    return " ".join(capsys.readouterr().out.split())


def exif(*words: str | Path) -> dict[str, Any]:
    out = subprocess.run(["exiftool", "-j", "-G1", "-a", *map(str, words)], capture_output=True, check=True).stdout
    found: dict[str, Any] = json.loads(out)[0]
    return found


def xmp(folder: Path, name: str) -> reading.Said:
    return reading.read((folder / name).read_bytes())


def edited(path: Path, label: str) -> None:
    """Another program gives the picture another class."""
    path.write_bytes(
        path.read_bytes()
        .replace(b">drawings<", f">{label}<".encode())
        .replace(b"s|drawings", f"s|{label}".encode())
        .replace(b"s/drawings", f"s/{label}".encode())
    )


def emptied(path: Path) -> None:
    """Another program takes the class out."""
    data = path.read_bytes()
    for entry in (b"drawings", b"ArtClass|drawings", b"ArtClass/drawings"):
        data = data.replace(b"<rdf:li>%s</rdf:li>" % entry, b"")
    path.write_bytes(data)

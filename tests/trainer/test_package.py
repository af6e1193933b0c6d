"""Model files come back whole, and what is no model file is told in words."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from trainer import package
from trainer.errors import PackageError
from trainer.package import Figures, HeldOut, Novelty, Package, PackageInfo, Sample
from trainer.pixels import DECODE_SPEC


def info(**changes: Any) -> PackageInfo:
    values: dict[str, Any] = {
        "format": package.FORMAT,
        "name": "2026-01-01-1200-deep_cnn",
        "classes": ("рисунок", "絵画"),
        "image_size": 32,
        "decode": DECODE_SPEC,
        "architecture": "deep_cnn",
        "version": "0.1",
        "created": "2026-01-01T12:00:00+00:00",
        "temperature": 1.2,
        "test": Figures(accuracy=0.9, interval=(0.8, 0.95), images=40),
        "seen": ("ab" * 32,),
        "looks": ("cd" * 32,),
    }
    return PackageInfo(**(values | changes))


def test_a_package_comes_back_as_it_was(tmp_path: Path) -> None:
    written = Package(info=info(), model=b"model", card="# Card\n")
    package.write(tmp_path / "model.artmodel", written)
    came_back = msgspec.structs.replace(written, file=tmp_path / "model.artmodel")
    assert package.read(tmp_path / "model.artmodel") == came_back
    assert package.read(tmp_path) == came_back  # a run folder
    assert [path.name for path in tmp_path.iterdir()] == ["model.artmodel"]


def test_a_package_of_before_has_no_looks(tmp_path: Path) -> None:
    values = msgspec.to_builtins(info())
    del values["looks"]
    with zipfile.ZipFile(tmp_path / "old.artmodel", "w") as archive:
        archive.writestr("package.json", msgspec.json.encode(values))
        archive.writestr("model.tflite", b"model")
        archive.writestr("card.md", b"")
    assert package.read(tmp_path / "old.artmodel").info.looks == ()


HELD_OUT = HeldOut(
    validation=Sample(confidence=(0.9, 0.4), right=(True, False), distance=(0.1, 0.5)),
    test=Sample(confidence=(0.7,), right=(True,), distance=(0.2,)),
)


def featured(**changes: Any) -> Package:
    """A package with features."""
    reference = np.random.default_rng(1).normal(0, 1, (7, 4)).astype(np.float16)
    values: dict[str, Any] = {"embedding": 4, "novelty": Novelty(neighbours=5, threshold=0.4, share=0.95)}
    return Package(info=info(**values | changes), model=b"model" * 500, reference=reference, held_out=HELD_OUT)


def test_features_and_held_out_answers_come_back(tmp_path: Path) -> None:
    path, written = tmp_path / "model.artmodel", featured()
    package.write(path, written)
    found = package.read(path)
    assert found.info == written.info
    assert found.held_out == HELD_OUT
    assert found.reference is not None
    assert found.reference.dtype == np.float16
    np.testing.assert_array_equal(found.reference, written.reference)


def test_what_a_package_says_is_read_without_its_model(tmp_path: Path) -> None:
    path = tmp_path / "model.artmodel"
    package.write(path, featured())
    data = bytearray(path.read_bytes())
    data[data.index(b"modelmodel") + 3] ^= 1  # whoever reads the model would notice
    path.write_bytes(data)
    found = package.read_light(path)
    assert found.info.novelty == Novelty(neighbours=5, threshold=0.4, share=0.95)
    assert found.held_out == HELD_OUT
    assert "damaged" in refused(path)


def test_a_package_of_before_has_no_features(tmp_path: Path) -> None:
    values = msgspec.to_builtins(info(format=1))
    del values["embedding"], values["novelty"]
    path = tmp_path / "old.artmodel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("package.json", msgspec.json.encode(values))
        archive.writestr("model.tflite", b"model")
        archive.writestr("card.md", b"")
    found = package.read(path)
    assert (found.info.embedding, found.info.novelty, found.reference, found.held_out) == (0, None, None, None)
    assert package.read_light(path).held_out is None


def rows(array: Any) -> bytes:
    """An array as a ``.npy`` file."""
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("member", "contents"),
    [
        ("reference.npy", b"nothing of the kind"),
        ("reference.npy", rows(np.zeros((7, 4), np.float32))),
        ("reference.npy", rows(np.zeros((7, 5), np.float16))),
        ("reference.npy", rows(np.zeros((0, 4), np.float16))),
        ("reference.npy", rows(np.full((7, 4), np.nan, np.float16))),
        ("reference.npy", rows(np.zeros((7, 4), np.float16))[:-3]),
        ("reference.npy", rows(np.zeros((7, 4), np.float16)).replace(b"(7, 4), }  ", b"(10**15, 4)}")),
        ("reference.npy", rows(np.zeros((7, 4), np.float16)).replace(b"(7, 4), }         ", b"(700000000000, 4)}")),
        ("held_out.json", b"{"),
        ("held_out.json", b'{"validation": {"confidence": [1], "right": [], "distance": [0]}}'),
        ("held_out.json", b'{"validation": {"confidence": ["sure"], "right": [true], "distance": [0]}}'),
    ],
)
def test_features_and_answers_that_cannot_be_are_refused(tmp_path: Path, member: str, contents: bytes) -> None:
    path = tmp_path / "model.artmodel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("package.json", msgspec.json.encode(featured().info))
        archive.writestr("model.tflite", b"model")
        archive.writestr("card.md", b"")
        archive.writestr(member, contents)
    assert "damaged" in refused(path)


def refused(path: Path) -> str:
    with pytest.raises(PackageError) as caught:
        package.read(path)
    return str(caught.value)


def test_other_files_are_refused_in_words(tmp_path: Path) -> None:
    text = tmp_path / "notes.artmodel"
    text.write_text("hello")
    assert "no ArtClass model" in refused(text)
    foreign = tmp_path / "pictures.zip"
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("a.jpg", b"")
    assert "no ArtClass model" in refused(foreign)
    assert "no model here" in refused(tmp_path / "missing.artmodel")
    empty = tmp_path / "run"
    empty.mkdir()
    assert "no model here" in refused(empty)


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_truncated_package_is_refused(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "model.artmodel"
    package.write(path, Package(info=info(), model=b"model" * 500))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    assert "damaged" in refused(path)


def test_flipped_bytes_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "model.artmodel"
    package.write(path, Package(info=info(), model=b"model" * 500))
    data = bytearray(path.read_bytes())
    data[data.index(b"modelmodel") + 3] ^= 1
    path.write_bytes(data)
    assert "damaged" in refused(path)


def rewritten(path: Path, **changes: Any) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("package.json", msgspec.json.encode(msgspec.to_builtins(info()) | changes))
        archive.writestr("model.tflite", b"model")
        archive.writestr("card.md", b"")
    return path


def test_newer_and_foreign_contents_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "model.artmodel"
    assert "newer ArtClass" in refused(rewritten(path, format=package.FORMAT + 1, classes="changed"))
    assert "does not know" in refused(rewritten(path, decode="artclass-decode/9"))
    assert "damaged" in refused(rewritten(path, classes=["only one"]))
    assert "damaged" in refused(rewritten(path, image_size=10**9))
    assert "damaged" in refused(rewritten(path, embedding=-1))
    assert "damaged" in refused(rewritten(path, novelty={"neighbours": 0, "threshold": 0.4, "share": 0.95}))


def test_damage_anywhere_is_told_in_words(tmp_path: Path) -> None:
    path, chance = tmp_path / "model.artmodel", random.Random(3)
    package.write(path, msgspec.structs.replace(featured(), model=bytes(range(256)) * 8, card="# Card\n"))
    sound, refusals = path.read_bytes(), 0
    for _ in range(200):
        data = bytearray(sound)
        for _ in range(chance.choice((1, 2, 30))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data[: chance.choice((len(data), chance.randrange(len(data))))])
        try:
            package.read(path)
        except PackageError:
            refusals += 1
    assert refusals > 150


def test_what_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.artmodel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("package.json", b" " * 300_000_000)
    assert path.stat().st_size < 1_000_000
    assert "damaged" in refused(path)

"""A model file from elsewhere runs no code of its own, and a damaged one is refused with a sentence."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from trainer import device
from trainer.errors import ArtClassError, PackageError
from trainer.exporting import h5_limits, loading, runtimes

device.prepare()
import keras  # noqa: E402


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "model.keras"
    model(lambda given: keras.layers.Dense(3, activation="softmax")(keras.layers.Flatten()(given))).save(path)
    return path


def model(made: Callable[[Any], Any]) -> Any:
    pictures = keras.Input((8, 8, 3), dtype="uint8", name="pictures")
    return keras.Model(pictures, made(keras.layers.Rescaling(1 / 255)(pictures)))


def refused(path: Path) -> str:
    with pytest.raises(PackageError) as caught:
        loading.keras_model(path)
    return str(caught.value)


def changed(sound: Path, path: Path, **members: bytes | None) -> Path:
    """The sound file with some members replaced, added or (None) left out; underscores stand for dots."""
    names = {name.replace("_", "."): data for name, data in members.items()}
    with zipfile.ZipFile(sound) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            if name not in names:
                made.writestr(name, given.read(name))
        for name, data in names.items():
            if data is not None:
                made.writestr(name, data)
    return path


def config(sound: Path) -> Any:
    with zipfile.ZipFile(sound) as archive:
        return json.loads(archive.read("config.json"))


def test_a_sound_one_is_loaded(sound: Path) -> None:
    assert loading.keras_model(sound).output_shape == (None, 3)


def test_a_lambda_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    model(keras.layers.Lambda(lambda x: x)).save(path)
    assert "code of its own (Lambda)" in refused(path)


@pytest.mark.parametrize(
    "layer",
    [
        {"module": "os", "class_name": "system", "config": {}, "registered_name": None},
        {"module": "builtins", "class_name": "function", "config": "exec", "registered_name": "function"},
        {"module": "keras.layers", "class_name": "TFSMLayer", "config": {}, "registered_name": None},
        {"module": "keras.src.utils.file_utils", "class_name": "get_file", "config": {}, "registered_name": None},
        {"module": "mine", "class_name": "Layer", "config": {}, "registered_name": "mine>Layer"},
        {"module": None, "class_name": "Layer", "config": {}},
    ],
    ids=lambda layer: layer["class_name"],
)
def test_what_is_not_a_layer_of_keras_is_refused(sound: Path, tmp_path: Path, layer: dict[str, Any]) -> None:
    whole = config(sound)
    whole["config"]["layers"][1] = {**whole["config"]["layers"][1], **layer}
    path = changed(sound, tmp_path / "model.keras", config_json=json.dumps(whole).encode())
    assert "code of its own" in refused(path)


def test_bombs_are_refused_before_they_go_off(sound: Path, tmp_path: Path) -> None:
    deep = b'{"a":' * 5_000 + b"1" + b"}" * 5_000
    wide = json.dumps({"class_name": "Functional", "config": " " * 30_000_000}).encode()
    for number, data in enumerate((deep, wide)):
        assert "damaged" in refused(changed(sound, tmp_path / f"{number}.keras", config_json=data))
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        file.create_dataset("a", shape=(1 << 17, 1 << 17), dtype="f4", chunks=(1 << 10, 1 << 10), compression="gzip")
    assert "damaged" in refused(changed(sound, tmp_path / "h.keras", model_weights_h5=stream.getvalue()))


def test_strangers_in_the_archive_are_refused(sound: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(sound) as given, zipfile.ZipFile(tmp_path / "m.keras", "w") as made:
        for name in given.namelist():
            made.writestr(name, given.read(name))
        made.writestr("../evil.py", "print(1)")
    assert "damaged" in refused(tmp_path / "m.keras")


def test_weights_that_point_elsewhere_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"x" * 64)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["out"] = h5py.ExternalLink("other.h5", "/x")
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file.create_dataset("d", (16,), "f4", external=[(str(secret), 0, 64)])
    for name in ("a.h5", "b.h5"):
        with pytest.raises(ValueError, match=r"other files|not in it"):
            h5_limits.check(tmp_path / name, 10_000)


def test_missing_and_foreign_files_are_told_apart(tmp_path: Path) -> None:
    assert "no model here" in refused(tmp_path / "missing.keras")
    (tmp_path / "text.keras").write_text("hello")
    assert "damaged or no Keras model" in refused(tmp_path / "text.keras")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut off somewhere, or a few bits flipped."""
    if chance.random() < 0.4:
        return data[: chance.randrange(len(data))]
    bytes_ = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        bytes_[chance.randrange(len(bytes_))] ^= 1 << chance.randrange(8)
    return bytes(bytes_)


def test_damage_never_becomes_a_traceback(sound: Path, tmp_path: Path) -> None:
    chance = random.Random(5)
    refusals: list[str] = []
    for number in range(24):
        path = tmp_path / f"{number}.keras"
        path.write_bytes(damaged(sound.read_bytes(), chance))
        try:
            answer = runtimes.opened("keras", path)(np.zeros((8, 8, 3), np.uint8))
        except ArtClassError as error:
            refusals.append(str(error))
        else:
            assert answer.shape == (3,)  # the damage was in a place that says nothing
    assert len(refusals) > 12
    assert all(str(tmp_path) in words for words in refusals)

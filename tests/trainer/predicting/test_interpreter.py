"""What a model is not, it does not pretend to be: the file is named that cannot be used."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.trainer.predicting import models
from trainer import package
from trainer.errors import PackageError
from trainer.predicting.interpreter import Interpreter


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"image_size": models.SIDE * 2}, "takes other pictures"),
        ({"classes": ("one", "two", "three", "four", "five", "six", "seven")}, "knows other classes"),
    ],
)
def test_a_model_that_is_not_what_its_package_says_is_refused(
    tmp_path: Path, change: dict[str, object], words: str
) -> None:
    good = models.colour_package()
    wrong = msgspec.structs.replace(good, info=msgspec.structs.replace(good.info, **change))
    package.write(tmp_path / "wrong.artmodel", wrong)
    with pytest.raises(PackageError, match=words) as refused:
        Interpreter(package.read(tmp_path / "wrong.artmodel"))
    assert refused.value.path == str(tmp_path / "wrong.artmodel")


def test_a_model_that_is_none_is_refused(tmp_path: Path) -> None:
    package.write(tmp_path / "none.artmodel", msgspec.structs.replace(models.colour_package(), model=b"no model"))
    with pytest.raises(PackageError) as refused:
        Interpreter(package.read(tmp_path / "none.artmodel"))
    assert str(refused.value).startswith("The model in this package cannot be run: ")
    assert "none.artmodel. Copy the package again" in str(refused.value)

"""A Classify page, a folder, a model, and what that says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from artclass_gui.context import Context
from artclass_gui.pages.classify_page import ClassifyPage
from tests.gui.classify.said import CLASSES, WANTED, answers
from tests.gui.conftest import Script
from trainer import package
from trainer.package import Figures, Package, PackageInfo
from trainer.pixels import DECODE_SPEC


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> ClassifyPage:
    made = ClassifyPage(context)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Summer pictures"
    for number, (name, _) in enumerate(WANTED):
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (60 + number, 40), "navy").save(path)  # byte-identical files would share a label
    (made / "b broken.jpg").write_bytes(b"no picture")
    (made / "notes.txt").write_text("no picture either")
    return made


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "baroque.artmodel"
    info = PackageInfo(
        format=1,
        name="run",
        classes=CLASSES,
        image_size=32,
        decode=DECODE_SPEC,
        architecture="deep_cnn",
        version="0",
        created="2026-11-23",
        temperature=1.0,
        test=Figures(accuracy=0.91, interval=(0.88, 0.94), images=300),
    )
    package.write(path, Package(info=info, model=b"model"))
    return path


@pytest.fixture
def open_both(page: ClassifyPage, folder: Path, model: Path) -> Callable[[], None]:
    """Opens the model and the folder, upon which classifying begins."""

    def open_them() -> None:
        page.open_model(model)
        page.open_folder(folder)

    return open_them


@pytest.fixture
def classified(
    qtbot: QtBot, scripted: Script, page: ClassifyPage, folder: Path, open_both: Callable[[], None]
) -> ClassifyPage:
    """The page with the folder classified."""
    scripted.reside(CLASSES, *answers(folder))
    open_both()
    qtbot.waitUntil(lambda: page.session.complete)
    return page

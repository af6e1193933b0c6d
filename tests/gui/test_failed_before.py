"""Trainings that failed in the background while no window was open."""

from __future__ import annotations

import pytest

from artclass_gui.failed_before import FailedBefore
from artclass_gui.tasks import Relay
from artclass_gui.widgets.banner import Banner
from tests.gui.run_folders import begun_run, epochs
from trainer.events import Detached, Failed
from trainer.project import Project
from trainer.runs import news

FULL = Failed(message="The disk is full", remedy="Free some space.")


@pytest.fixture
def banner(qtbot, context) -> Banner:
    banner = Banner(context.theme)
    qtbot.addWidget(banner)
    FailedBefore(context, banner)
    return banner


def test_they_are_told_when_the_project_is_opened_and_only_once(qtbot, context, banner, tmp_path) -> None:
    project = Project.create(tmp_path / "p.artclass")
    news.put_by(begun_run(project, "mobilenet_v2", Detached(), FULL))
    learnt = begun_run(project, "vgg16", *epochs(2), Detached(), FULL)
    learnt.rename("The large one")
    context.project.open(project.folder)
    qtbot.waitUntil(lambda: "MobileNetV2" in banner.message, timeout=20_000)
    assert banner.kind == "bad"
    assert "“The large one”" in banner.message
    assert banner.message.count("has failed in the background: The disk is full. Free some space.") == 2
    qtbot.waitUntil(lambda: not news.untold(project), timeout=20_000)


def test_where_nothing_has_failed_nothing_is_said(qtbot, context, banner, tmp_path) -> None:
    project = Project.create(tmp_path / "p.artclass")
    news.put_by(begun_run(project, "mobilenet_v2", FULL))  # a window was there and has told it
    context.project.open(project.folder)
    qtbot.waitUntil(lambda: not banner.findChildren(Relay), timeout=20_000)  # it has looked
    assert banner.message == ""

"""The whole window with a scripted child: pages, menus, title, closing while something runs."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QSlider,
    QWidget,
)

from artclass_gui.dialogs.split_dialog import SplitDialog
from artclass_gui.main_window import PAGES, MainWindow
from artclass_gui.pages.dataset_parts import HEALTH
from tests.gui.catalogs import make_pictures, make_project
from tests.gui.run_folders import finished_run
from tests.gui.windows import action, open_project, run_a_job
from trainer.config import default_config
from trainer.events import Failed, Finished, Started, Stopped


def test_in_a_narrow_window_the_pages_have_the_room_of_the_sidebar(qtbot, window) -> None:
    sidebar = window._sidebar
    window.resize(1200, 800)
    qtbot.waitUntil(lambda: sidebar.width() > 150)
    window.resize(900, 600)
    qtbot.waitUntil(lambda: sidebar.width() < 100)
    shown = [sidebar.visualItemRect(sidebar.item(row)) for row in range(sidebar.count())]
    assert all(above.bottom() < below.top() for above, below in itertools.pairwise(shown))
    assert all(sidebar.viewport().rect().contains(place) for place in shown)
    assert all(
        sidebar.fontMetrics().horizontalAdvance(sidebar.item(row).text()) < shown[row].width() for row in range(4)
    )
    qtbot.mouseClick(sidebar.viewport(), Qt.MouseButton.LeftButton, pos=shown[3].center())
    assert window.page == "classify"
    qtbot.keyClick(sidebar, Qt.Key.Key_Up)
    assert window.page == "results"
    window.resize(1200, 800)
    qtbot.waitUntil(lambda: sidebar.width() > 150)
    assert window.page == "results"


def test_in_a_narrow_window_the_name_of_the_project_has_the_room_of_its_icon(qtbot, window, context, tmp_path) -> None:
    open_project(qtbot, context, tmp_path)
    name = window._project_name
    qtbot.waitUntil(name.isVisible)
    window.resize(860, 600)
    qtbot.waitUntil(lambda: window._side.width() < 100)
    qtbot.waitUntil(lambda: name.text() == name.words)
    assert not window._project_icon.isVisible()
    window.resize(1200, 800)
    qtbot.waitUntil(window._project_icon.isVisible)


def test_without_a_project_the_welcome_page_is_shown(window) -> None:
    assert window.welcome.isVisible()
    assert window.welcome.title.text() == "ArtClass"
    for name in ("train", "results"):
        window.show_page(name)
        assert window.welcome.title.text() == "Pictures first"
    window.show_page("classify")  # a model from a file needs no project
    assert window.classify.isVisible()


def test_an_open_project_shows_its_pages_and_name(qtbot, window, context, tmp_path) -> None:
    open_project(qtbot, context, tmp_path)
    assert window.windowTitle() == "My art — ArtClass"
    assert window._project_name.isVisible()
    assert window._project_name.words == "My art"
    for name in PAGES:
        action(window, f"show_{name}").trigger()
        assert getattr(window, name).isVisible()
    context.project.close()
    assert window.windowTitle() == "ArtClass"
    assert not window._project_name.isVisible()


def test_the_dataset_is_checked_and_divided_from_the_menu(qtbot, window, context, scripted, tmp_path) -> None:
    for name in ("check_dataset", "change_split"):
        assert not action(window, name).isEnabled()
    project = make_project(tmp_path / "Art.artclass", make_pictures(tmp_path / "art", {"a": 12, "b": 12}))
    with qtbot.waitSignal(context.project.catalog_changed, timeout=20_000):
        context.project.open(project.folder)
    action(window, "change_split").trigger()
    (dialog,) = window.findChildren(SplitDialog)
    assert dialog.isVisible()
    dialog.reject()
    scripted.set("check", Failed(message="Nothing was checked"))
    with qtbot.waitSignal(context.jobs.idle, timeout=20_000):
        action(window, "check_dataset").trigger()
    assert scripted.arguments("check")[0] == "check"
    assert window.dataset.tabs.currentIndex() == HEALTH


def test_progress_is_in_the_title_and_the_status_bar(qtbot, window, context, scripted) -> None:
    run_a_job(qtbot, context, scripted)
    assert window.windowTitle().startswith("25 % · Training VGG16")
    assert action(window, "stop_training").isEnabled()
    for job in context.jobs.running:
        job.ask("pause")
    qtbot.waitUntil(lambda: window.windowTitle() == "ArtClass")


def test_a_check_holds_nobody_up(qtbot, window, context, scripted, tmp_path) -> None:
    open_project(qtbot, context, tmp_path)
    scripted.set("check", {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    window.dataset.checker.start()
    action(window, "close_project").trigger()
    assert not context.project.is_open
    qtbot.waitUntil(lambda: not context.jobs.running, timeout=20_000)
    open_project(qtbot, context, tmp_path, "Other")
    window.dataset.checker.start()
    assert window.close()
    for job in context.jobs.running:
        job.ask("cancel")
    qtbot.waitUntil(lambda: not context.jobs.running, timeout=20_000)


def test_a_finished_training_leads_to_classifying_with_it(qtbot, window, context, scripted, tmp_path) -> None:
    open_project(qtbot, context, tmp_path)
    project = context.project.project
    old = finished_run(project, [[8, 2], [0, 10]], classes=("a", "b"))
    context.project.reload_runs()
    qtbot.waitUntil(lambda: window.classify.session.model is not None)
    new = finished_run(project, [[9, 1], [0, 10]], "deep_cnn", classes=("a", "b"))
    scripted.set("train", Started(job="train", version="0", run=new.name), Finished(result={"test_accuracy": 0.9}))
    with qtbot.waitSignal(window.train.training.ended, timeout=20_000):
        window.train.training.start(default_config("deep_cnn"))
    qtbot.waitUntil(lambda: window.classify.session.model.arguments[-1] == new.name)
    window.classify.use_run(old.name)
    window.train.outcome.classify_button.click()
    assert window.page == "classify"
    assert window.classify.session.model.arguments[-1] == new.name
    dialog = window.classify.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.reject()


def test_the_results_page_leads_to_classifying_with_the_chosen_run(qtbot, window, context, tmp_path) -> None:
    open_project(qtbot, context, tmp_path)
    runs = [finished_run(context.project.project, [[8, 2], [0, 10]], classes=("a", "b")) for _ in range(2)]
    context.project.reload_runs()
    qtbot.waitUntil(lambda: window.results.current is not None)
    for run in runs:
        window.results.choose(run.name)
        window.results.classify_run()
        assert window.classify.session.model.arguments[-1] == run.name
        window.show_page("results")


def test_an_unexpected_error_is_one_sentence_with_the_log(window) -> None:
    window.commands.tell_unexpected("a and b")
    assert "Your pictures and models are safe" in window.banner.message


def test_dark_and_light_can_be_switched_while_it_is_open(window, context) -> None:
    context.settings.set("appearance/theme", "dark")
    assert context.theme.dark
    assert QApplication.instance().palette().window().color() == context.theme.colour("window")
    context.settings.set("appearance/theme", "light")
    assert not context.theme.dark


def test_the_geometry_is_remembered(qtbot, window, context) -> None:
    window.resize(900, 700)
    window.close()
    again = MainWindow(context)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (900, 700)


def test_every_control_has_an_accessible_name(qtbot, window, context, tmp_path) -> None:
    open_project(qtbot, context, tmp_path)
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for kind in (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QSlider)
        for widget in window.findChildren(kind)
        if not (widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else ""))
        and not inside_another_control(widget)
    ]
    assert nameless == []


def inside_another_control(widget: QWidget) -> bool:
    """Qt's own parts: a spin box' field, a combo box' list, a table's corner."""
    parent = widget.parent()
    while parent is not None:
        if isinstance(parent, (QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView)):
            return True
        parent = parent.parent()
    return widget.objectName().startswith("qt_")

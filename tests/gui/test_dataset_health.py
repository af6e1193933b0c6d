"""The health of the dataset: checking it, what was found, and the way to where it is put right."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from artclass_gui.context import Context
from artclass_gui.pages.dataset_page import DatasetPage
from artclass_gui.pages.dataset_parts import DOUBTS, HEALTH, PICTURES, PROBLEMS, SOURCES, TWINS
from tests.gui.catalogs import UNLABELLED, make_pictures, make_project
from tests.gui.reports import keep_report
from trainer.catalog.records import FileProblem
from trainer.doctor.records import Finding, Kind, Level, Shortcut
from trainer.events import Failed, Finished, Progress, Stage, Stopped
from trainer.project import Project

BROKEN = (FileProblem(path="a/broken.png", reason="is cut off", kind="unreadable"),)


Case = tuple[Kind, dict[str, object], str, int]


def finding(kind: Kind, level: Level = "warning", **more: object) -> Finding:
    return Finding(kind=kind, level=level, title=f"About {kind}", words=f"All about {kind}.", **more)  # type: ignore[arg-type]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    art = make_pictures(tmp_path / "art", {"a": 6, "b": 6, UNLABELLED: 2})
    return make_project(tmp_path / "Art.artclass", art, BROKEN)


@pytest.fixture
def page(qtbot, context: Context) -> DatasetPage:
    page = DatasetPage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.tabs.setCurrentIndex(HEALTH)
    return page


def open_project(qtbot, context: Context, project: Project) -> None:
    with qtbot.waitSignal(context.project.doctor_changed, timeout=20_000):
        context.project.open(project.folder)


def text_of(page: DatasetPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def button_of(page: DatasetPage, words: str) -> QPushButton:
    buttons = page.health.findChildren(QPushButton)
    return next(made for made in buttons if made.text() == words and made.isVisible())


def test_without_a_check_the_page_offers_one(qtbot, context, page, project, scripted) -> None:
    open_project(qtbot, context, project)
    assert "Not checked yet" in text_of(page)
    scripted.set("check", Finished(result={}))
    with qtbot.waitSignal(page.checker.ended, timeout=20_000):
        button_of(page, "Check now").click()
    assert scripted.arguments("check") == ["check", "--project", str(project.folder), "--events"]


def test_a_check_shows_its_progress_and_then_what_it_found(qtbot, context, page, project, scripted) -> None:
    open_project(qtbot, context, project)
    scripted.set(
        "check",
        Stage(name="facts", label="Looking for shortcuts", index=1, count=2),
        Progress(done=3, total=9, unit="facts"),
        {"do": "await", "request": "stop"},
        Finished(result={}),
    )
    button_of(page, "Check now").click()
    qtbot.waitUntil(lambda: "3 of 9 facts" in text_of(page), timeout=20_000)
    assert not page.health.check_button.isEnabled()
    keep_report(project, [finding("near-duplicates", count=4)])
    with qtbot.waitSignal(context.project.doctor_changed, timeout=20_000):
        page.checker.job.ask("stop")
    assert not page.health.strip.isVisible()
    assert page.health.headline == "1 warning"
    assert "All about near-duplicates." in text_of(page)
    assert "Checked on" in text_of(page)
    assert not page.health.is_outdated


def test_findings_are_counted_by_how_grave_they_are(qtbot, context, page, project) -> None:
    findings = [
        finding("two labels", "bad"),
        finding("blank"),
        finding("too small"),
        finding("duplicates", "note"),
        finding("leaks", "good"),
    ]
    keep_report(project, findings)
    open_project(qtbot, context, project)
    assert page.health.headline == "1 serious problem and 2 warnings"
    assert [card.finding.kind for card in page.health.cards] == ["two labels", "blank", "too small", "duplicates"]
    assert page.health.cards[0].accessibleName() == "Serious: About two labels"
    assert "Looked at, and well" in text_of(page)
    assert "About leaks" in text_of(page)


def test_all_is_well_is_said(qtbot, context, page, project) -> None:
    keep_report(project, [finding("groups", "note"), finding("leaks", "good"), finding("blank", "good")])
    open_project(qtbot, context, project)
    assert page.health.headline == "All is well; 1 thing is worth knowing"


def test_a_shortcut_is_drawn(qtbot, context, page, project) -> None:
    grey = Shortcut(
        fact="grey", label="b", share=0.96, elsewhere=0.1, accuracy=0.8, baseline=0.5, interval=(0.7, 0.9),
        words="All about shortcut.",
    )  # fmt: skip
    keep_report(project, [finding("shortcut", pictures=(7,), count=1)], shortcuts=[grey])
    open_project(qtbot, context, project)
    spoken = [child.accessibleName() for child in page.health.cards[0].children() if hasattr(child, "accessibleName")]
    assert "b: 96 %; other classes: 10 %" in spoken


@pytest.mark.parametrize(
    "case",
    [
        ("near-duplicates", {"count": 2}, "Show them", TWINS),
        ("two labels", {"count": 2}, "Decide", DOUBTS),
        ("suspicious labels", {"count": 2}, "Decide", DOUBTS),
        ("truncated", {"count": 1}, "Show them", PROBLEMS),
        ("missing source", {"count": 1}, "Show sources", SOURCES),
        ("blank", {"count": 2, "pictures": (1, 3)}, "Show them", PICTURES),
        ("unlabelled", {"count": 2}, "Label them", PICTURES),
    ],
)
def test_a_finding_leads_to_where_it_is_put_right(qtbot, context, page, project, case: Case) -> None:
    kind, more, words, tab = case
    keep_report(project, [finding(kind, **more)])
    open_project(qtbot, context, project)
    button_of(page, words).click()
    assert page.tabs.currentIndex() == tab
    shown = page.pictures.shown
    if kind == "blank":
        qtbot.waitUntil(lambda: page.pictures.gallery.images.shown == 2, timeout=20_000)
        assert (shown.kind, shown.name) == ("found", "About blank")
    elif kind == "unlabelled":
        assert shown.kind == "unlabelled"
    elif kind == "truncated":
        assert page.problems.model.kind == "unreadable"


def test_where_labels_were_not_judged_training_is_offered(qtbot, context, page, project) -> None:
    keep_report(project, [finding("suspicious labels", "note")])
    open_project(qtbot, context, project)
    with qtbot.waitSignal(page.page_requested) as wanted:
        button_of(page, "Train a model").click()
    assert wanted.args == ["train"]


def test_leaks_are_mended_by_a_button(qtbot, context, page, project) -> None:
    keep_report(project, [finding("leaks", "bad", count=1, pictures=(1, 2))])
    open_project(qtbot, context, project)
    with qtbot.waitSignal(page.decider.decided, timeout=20_000):
        button_of(page, "Mend it").click()


def test_a_decision_makes_the_report_old(qtbot, context, page, project) -> None:
    keep_report(project, [finding("blank")])
    open_project(qtbot, context, project)
    assert not page.health.is_outdated
    with qtbot.waitSignal(page.decider.decided, timeout=20_000):
        page.decider.leave_out([1])
    assert page.health.is_outdated
    assert "has changed since then" in text_of(page)
    with qtbot.waitSignal(context.project.doctor_changed, timeout=20_000):
        context.project.reload_catalog()
    assert page.health.is_outdated  # the figures are others now


def test_an_import_is_followed_by_a_quiet_check(qtbot, context, page, project, scripted) -> None:
    open_project(qtbot, context, project)
    scripted.set("import", Finished(result={"images": 12}))
    scripted.set("check", Failed(message="The check went wrong"))
    with qtbot.waitSignal(page.checker.ended, timeout=20_000):
        page.importer.start([project.folder.parent / "art"])
    assert "went wrong" not in page.banner.message


def test_an_import_makes_a_running_check_give_way(qtbot, context, page, project, scripted) -> None:
    open_project(qtbot, context, project)
    scripted.set("check", {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    scripted.set("import", {"do": "await", "request": "stop"}, Stopped(resumable=True))
    page.checker.start()
    with qtbot.waitSignal(page.checker.ended, timeout=20_000):
        page.importer.start([project.folder.parent / "art"])
    assert not page.health.check_button.isEnabled()
    with qtbot.waitSignal(page.importer.ended, timeout=20_000):
        page.importer.job.ask("stop")
    assert page.health.check_button.isEnabled()


def test_a_check_that_fails_is_told(qtbot, context, page, project, scripted) -> None:
    open_project(qtbot, context, project)
    scripted.set("check", Failed(message="The disk is full", path="/a", remedy="Free some space."))
    with qtbot.waitSignal(page.checker.failed, timeout=20_000):
        page.health.check_button.click()
        page.checker.start()
    assert page.banner.message == "The disk is full: /a. Free some space."


def test_a_check_is_cancelled(qtbot, context, page, project, scripted) -> None:
    open_project(qtbot, context, project)
    scripted.set("check", {"do": "await", "request": "cancel"}, Stopped(resumable=False))
    page.checker.start()
    with qtbot.waitSignal(page.checker.ended, timeout=20_000):
        page.health.cancel_button.click()
    assert page.health.check_button.isEnabled()


def test_the_report_is_saved_as_one_file(qtbot, context, page, project, scripted) -> None:
    keep_report(project, [finding("blank")])
    open_project(qtbot, context, project)
    scripted.set("check", Finished(result={}))
    page.health.save_button.click()
    dialog = page.findChild(QFileDialog)
    with qtbot.waitSignal(page.checker.saved, timeout=20_000):
        dialog.fileSelected.emit(str(project.folder.parent / "health.html"))
    dialog.close()
    assert scripted.arguments("check")[-3:-1] == ["--report", str(project.folder.parent / "health.html")]
    assert str(project.folder.parent / "health.html") in page.banner.message

"""The shared widgets: what a person sees, hears and can do with the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QStyleOptionComboBox, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.widgets import words
from artclass_gui.widgets.banner import Banner
from artclass_gui.widgets.bar_chart import ClassBars, OtherPictures
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.choice_card import ChoiceCard
from artclass_gui.widgets.choose import is_source
from artclass_gui.widgets.drop import DropTarget
from artclass_gui.widgets.elided import ElidedCombo, ElidedLabel
from artclass_gui.widgets.empty_state import EmptyState
from artclass_gui.widgets.flow_layout import FlowLayout
from artclass_gui.widgets.job_strip import JobStrip
from artclass_gui.widgets.recent_list import RecentList
from artclass_gui.widgets.reveal import nearest
from artclass_gui.widgets.tab_row import TabRow
from artclass_gui.widgets.text import muted, set_role
from trainer.catalog.records import ClassCount
from trainer.events import Finished, Progress, Stage


def count_of(name: str, pictures: int) -> ClassCount:
    return ClassCount(name=name, pictures=pictures, training=pictures - 2, validation=1, test=1)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (3, "a few seconds"),
        (33, "about 35 seconds"),
        (57, "about 1 minute"),
        (100, "about 2 minutes"),
        (3599, "about 1 hour"),
        (4800, "about 1 hour 20 minutes"),
        (50_000, "about 13 hours"),
    ],
)
def test_times_are_said_as_roughly_as_they_are_known(seconds: float, said: str) -> None:
    assert words.human_time(seconds) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (1500, "1.5 KB"),
        (999_600, "1.0 MB"),
        (12_345_678, "12 MB"),
        (1.4e9, "1.4 GB"),
    ],
)
def test_sizes_are_said_as_file_managers_do(size: int, said: str) -> None:
    assert words.human_size(int(size)) == said


def test_small_shares_are_not_rounded_to_nothing_or_all() -> None:
    assert [words.human_percent(share) for share in (0, 0.004, 0.697, 0.996, 1)] == [
        "0 %",
        "under 1 %",
        "70 %",
        "over 99 %",
        "100 %",
    ]


def test_no_model_is_ever_certain() -> None:
    assert [words.human_confidence(value) for value in (0.0, 0.42, 1.0)] == ["under 1 %", "42 %", "over 99 %"]


def test_where_there_is_little_room_confidence_is_said_in_signs() -> None:
    assert [words.short_confidence(value) for value in (0.0, 0.42, 0.99, 1.0)] == ["< 1 %", "42 %", "99 %", "> 99 %"]


def test_names_are_listed_as_in_a_sentence() -> None:
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"


def test_numbers_of_pictures_are_grouped_and_in_the_right_number() -> None:
    assert words.pictures(1) == "1 picture"
    assert words.pictures(3112) == "3,112 pictures"
    assert words.classes(1) == "1 class"


def test_file_names_are_not_taken_for_markup(qtbot) -> None:
    label = muted("<b>art</b>.jpg")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    set_role(label, "bad")
    assert label.property("role") == "bad"


def test_a_banner_is_hidden_until_it_has_something_to_say(qtbot, context: Context) -> None:
    done: list[str] = []
    banner = Banner(context.theme)
    qtbot.addWidget(banner)
    assert banner.isHidden()
    banner.show_message("warning", "The folder is gone.", [("Find it…", lambda: done.append("found"))])
    assert not banner.isHidden()
    assert banner.accessibleName() == "The folder is gone."
    banner._buttons[0].click()
    assert done == ["found"]
    assert banner.isHidden()


def test_a_banner_is_closed_by_its_button_and_shows_one_message_at_a_time(qtbot, context: Context) -> None:
    banner = Banner(context.theme)
    qtbot.addWidget(banner)
    banner.show_message("bad", "One.", [("Act", lambda: None)])
    banner.show_message("info", "Two.")
    assert (banner.message, banner.kind, banner._buttons) == ("Two.", "info", [])
    banner._close.click()
    assert banner.message == ""


def test_an_empty_state_offers_what_can_be_done(qtbot, context: Context) -> None:
    called: list[int] = []
    state = EmptyState(context.theme, "dataset", "Nothing yet", "Add some.", [("Add…", lambda: called.append(1), True)])
    qtbot.addWidget(state)
    assert state.accessibleName() == "Nothing yet"
    assert state.buttons[0].property("kind") == "primary"
    qtbot.keyClick(state.buttons[0], Qt.Key.Key_Space)
    assert called == [1]


def test_all_lines_of_an_empty_states_text_are_seen(qtbot, context: Context) -> None:
    state = EmptyState(context.theme, "dataset", "Nothing yet", "Words and more words. " * 12)
    qtbot.addWidget(state)
    state.resize(700, 520)
    state.show()
    text = state._text
    assert text.height() >= text.heightForWidth(text.width())


def test_tab_goes_through_a_banners_buttons_where_the_banner_stands(qtbot, context: Context) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    first, banner, last = button("First", lambda: None), Banner(context.theme), button("Last", lambda: None)
    for widget in (first, banner, last):
        column.addWidget(widget)
    banner.show_message("info", "It can go on.", [("Resume", lambda: None), ("Show", lambda: None)])
    page.show()
    order, widget = [], first.nextInFocusChain()
    while widget is not last:
        order += [widget.accessibleName()] if widget.focusPolicy() & Qt.FocusPolicy.TabFocus else []
        widget = widget.nextInFocusChain()
    assert [name for name in order if name in ("Resume", "Show", "Close this message")] == [
        "Resume",
        "Show",
        "Close this message",
    ]


def test_a_button_is_named_without_its_dots(qtbot, context: Context) -> None:
    made = button("Choose &folder…", lambda: None, theme=context.theme, icon="add")
    qtbot.addWidget(made)
    assert made.accessibleName() == "Choose folder"
    assert not made.icon().isNull()


def test_class_bars_are_chosen_with_mouse_and_keyboard(qtbot, context: Context) -> None:
    bars = ClassBars(context.theme)
    qtbot.addWidget(bars)
    bars.set_classes([count_of("drawings", 50), count_of("painting", 20)])
    bars.resize(300, 200)
    bars.show()
    with qtbot.waitSignal(bars.chosen) as chosen:
        place = bars.visualRect(bars.model().index(0, 0)).center()
        qtbot.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == ["drawings"]
    with qtbot.waitSignal(bars.chosen) as chosen:
        qtbot.keyClick(bars, Qt.Key.Key_Down)
    assert chosen.args == ["painting"]
    assert not bars.grab().isNull()


def test_class_bars_keep_the_chosen_class_and_say_their_numbers(qtbot, context: Context) -> None:
    bars = ClassBars(context.theme)
    qtbot.addWidget(bars)
    bars.set_classes([count_of("a", 5), count_of("b", 6)])
    bars.choose("b")
    with qtbot.assertNotEmitted(bars.chosen):
        bars.set_classes([count_of("aa", 5), count_of("b", 7), count_of("c", 9)])
    assert bars.current == "b"
    assert "b: 7 pictures, of them 5 for training, 1 for validation, 1 for testing" in bars.accessibleDescription()


def test_class_bars_also_show_pictures_that_are_in_no_class(qtbot, context: Context) -> None:
    bars = ClassBars(context.theme)
    qtbot.addWidget(bars)
    other = OtherPictures("unlabelled", "Unlabelled", "help", 1_200)
    bars.set_classes([count_of("a", 5)], [other])
    assert bars.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Unlabelled: 1,200 pictures"
    with qtbot.waitSignal(bars.other_chosen) as chosen:
        bars.choose_other("unlabelled")
    assert chosen.args == ["unlabelled"]
    assert (bars.current, bars.current_other) == (None, "unlabelled")
    bars.set_classes([count_of("a", 5)], [other])
    assert bars.current_other == "unlabelled"
    bars.choose_nothing()
    assert bars.current_other is None


def test_tabs_say_less_where_there_is_no_room(qtbot) -> None:
    tabs = TabRow()
    qtbot.addWidget(tabs)
    tabs.add("Sources and disk", "Sources")
    tabs.set_count(0, 1_200)
    tabs.show()
    said = []
    for width in (400, 130, 90):
        tabs.resize(width, 40)
        said.append((tabs.tabText(0), tabs.tabToolTip(0)))
    whole = "Sources and disk (1,200)"
    assert said == [(whole, ""), ("Sources (1,200)", whole), ("Sources", whole)]


def test_class_bars_without_classes_and_with_many(qtbot, context: Context) -> None:
    bars = ClassBars(context.theme, rows=10)
    qtbot.addWidget(bars)
    bars.set_classes([])
    assert bars.current is None
    bars.set_classes([count_of(f"class {number}", 2) for number in range(300)])
    assert bars.sizeHint().height() < 400


def test_the_job_strip_says_how_far_a_job_is(qtbot, context: Context, scripted) -> None:
    scripted.set(
        "import",
        Stage(name="scan", label="Reading pictures", index=2, count=3),
        Progress(done=1240, total=3765, unit="pictures", seconds_left=110),
        {"do": "await", "request": "stop"},
        Finished(result={}),
    )
    strip = JobStrip()
    qtbot.addWidget(strip)
    job = context.jobs.start("Importing pictures", ["import"])
    strip.follow(job)
    assert strip.stage.text() == "Importing pictures"
    qtbot.waitUntil(lambda: "1,240" in strip.detail.text(), timeout=20_000)
    assert strip.stage.text() == "Reading pictures"
    assert strip.detail.text() == "Part 2 of 3 · 1,240 of 3,765 pictures · about 2 minutes left"
    assert strip.bar.value() == round(1000 * (1 + 1240 / 3765) / 3)
    job.ask("stop")
    qtbot.waitUntil(strip.isHidden, timeout=20_000)


def test_the_job_strip_shows_a_moving_bar_while_the_end_is_unknown(qtbot, context: Context, scripted) -> None:
    scripted.set(
        "import",
        Stage(name="scan", label="Looking for pictures", index=1, count=1),
        Progress(done=1240, total=None, unit="files"),
        {"do": "await", "request": "stop"},
        Finished(result={}),
    )
    strip = JobStrip()
    qtbot.addWidget(strip)
    job = context.jobs.start("Importing pictures", ["import"])
    strip.follow(job)
    qtbot.waitUntil(lambda: strip.detail.text() == "1,240 files", timeout=20_000)
    assert strip.bar.maximum() == 0
    with qtbot.waitSignal(context.jobs.idle, timeout=20_000):
        job.ask("stop")


class _Dropped:
    """Drags local paths over a widget."""

    def __init__(self, widget: QWidget, *paths: Path) -> None:
        self._widget = widget
        self._data = QMimeData()
        self._data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])

    def enter(self) -> QDragEnterEvent:
        event = QDragEnterEvent(
            QPoint(5, 5),
            Qt.DropAction.CopyAction,
            self._data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.ignore()
        QApplication.sendEvent(self._widget, event)
        return event

    def drop(self) -> None:
        event = QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            self._data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self._widget, event)


def test_folders_and_zips_can_be_dropped(qtbot, context: Context, tmp_path: Path) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    target = DropTarget(widget, context.theme, "Drop here", takes=is_source)
    archive, note = tmp_path / "a.ZIP", tmp_path / "note.txt"
    for file in (archive, note):
        file.write_bytes(b"")
    dragged = _Dropped(widget, tmp_path, archive, note)
    assert dragged.enter().isAccepted()
    assert target.highlighted
    with qtbot.waitSignal(target.dropped) as dropped:
        dragged.drop()
    assert dropped.args == [[tmp_path, archive]]
    assert not target.highlighted


def test_what_is_not_welcome_shows_no_frame(qtbot, context: Context, tmp_path: Path) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    target = DropTarget(widget, context.theme, "Drop here", takes=is_source)
    note = tmp_path / "note.txt"
    note.write_text("x")
    assert not _Dropped(widget, note).enter().isAccepted()
    assert not target.highlighted


def test_the_frame_leaves_with_what_was_dragged(qtbot, context: Context, tmp_path: Path) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    target = DropTarget(widget, context.theme, "Drop here")
    _Dropped(widget, tmp_path).enter()
    assert not widget.grab().isNull()
    QApplication.sendEvent(widget, QDragLeaveEvent())
    assert not target.highlighted


def test_a_flow_begins_a_new_row_where_the_width_ends(qtbot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    flow = FlowLayout(widget, spacing=10)
    for _ in range(3):
        label = QLabel()
        label.setFixedSize(100, 20)
        flow.addWidget(label)
    assert flow.heightForWidth(320) == 20
    assert flow.heightForWidth(219) == 50
    assert flow.heightForWidth(209) == 80


def test_a_choice_card_explains_itself_and_works_by_key(qtbot, context: Context) -> None:
    card = ChoiceCard(context.theme, "sparkle", "Try it…", "A sentence that explains.")
    qtbot.addWidget(card)
    card.show()
    assert (card.accessibleName(), card.accessibleDescription()) == ("Try it", "A sentence that explains.")
    with qtbot.waitSignal(card.clicked):
        qtbot.keyClick(card, Qt.Key.Key_Space)
    assert card.heightForWidth(160) > card.heightForWidth(400)


def test_recent_projects_open_by_click_and_by_enter(qtbot, context: Context, tmp_path: Path) -> None:
    recent = RecentList(context.theme)
    qtbot.addWidget(recent)
    folders = [tmp_path / "a.artclass", tmp_path / "b.artclass"]
    recent.set_folders(folders)
    recent.resize(300, 200)
    recent.show()
    assert recent.item(0).text() == "a"
    with qtbot.waitSignal(recent.chosen) as chosen:
        place = recent.visualItemRect(recent.item(1)).center()
        qtbot.mouseClick(recent.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [folders[1]]
    recent.setCurrentRow(0)
    with qtbot.waitSignal(recent.chosen) as chosen:
        qtbot.keyClick(recent, Qt.Key.Key_Return)
    assert chosen.args == [folders[0]]
    assert not recent.grab().isNull()


def test_of_a_file_in_an_archive_the_archive_is_shown(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(b"")
    assert nearest(archive / "inner" / "b.jpg") == archive
    assert nearest(tmp_path) == tmp_path


def test_a_choice_too_long_for_its_field_ends_in_dots(qtbot) -> None:
    short, long = ElidedCombo(), ElidedCombo()
    for box, words_ in ((short, "VGG16"), (long, "VGG16 of the Dutch still lifes with flowers and insects")):
        qtbot.addWidget(box)
        box.addItem(words_)
        box.resize(140, 34)
        box.show()
    assert 0 < short._room(_option(short)) <= 140
    assert long.grab().toImage() != short.grab().toImage()


def _option(box: ElidedCombo) -> QStyleOptionComboBox:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return option


def test_rather_short_words_are_shown_than_a_part_of_long_ones(qtbot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(400, 20)
    label.set_words("Choose pictures to label them.", short="None chosen")
    assert label.text() == label.words == "Choose pictures to label them."
    label.resize(label.fontMetrics().horizontalAdvance("None chosen") + 4, 20)
    label.show()
    qtbot.waitUntil(lambda: label.text() == "None chosen")
    assert label.toolTip() == label.words == "Choose pictures to label them."

"""Near-duplicates: groups of pictures that look the same, side by side, to keep one of each."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent, QUndoCommand
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.deciding import Decider
from artclass_gui.doctor_state import DoctorState, GroupKey
from artclass_gui.gallery.pair import PairViewer
from artclass_gui.gallery.twins_view import TwinsView
from artclass_gui.theme import GAP, ROOM, SMALL
from artclass_gui.widgets.buttons import Button, button
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.empty_state import EmptyState
from artclass_gui.widgets.flow_layout import FlowLayout
from artclass_gui.widgets.region import Region
from artclass_gui.widgets.text import muted
from artclass_gui.widgets.words import human_number, pictures
from trainer.catalog.records import TwinGroup


class TwinsPart(Region):
    """The tab of near-duplicates.

    Signals:
        counted(int): How many groups wait to be decided.
    """

    counted = Signal(int)

    def __init__(self, context: Context, decider: Decider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._decider = context, decider
        self._decided: set[GroupKey] = set()
        self._left: set[GroupKey] = set()
        self._state, self._is_new = DoctorState(), False
        self.view = TwinsView(context)
        self.pair = PairViewer(context, self.view)
        self._explanation, self._said = muted(""), ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        best, again = self.tr("Keep the best of all groups"), self.tr("Show them again")
        self.best_of_all = button(best, self.keep_best_of_all, "primary", theme=context.theme, icon="star")
        self.again_button = button(again, self.show_left_again, "quiet", theme=context.theme, icon="redo")
        self.buttons = self._make_buttons()
        self._empty = EmptyState(context.theme, "check", self.tr("No near-duplicates"), "")
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.show_doctor(DoctorState())

    # What is shown

    def show_doctor(self, state: DoctorState) -> None:
        """Show the groups that nobody has decided about."""
        if not self._decider.busy:  # what was decided just now is known only when it is done
            self._decided.clear()
        self._state, self._is_new = state, True
        if self.isVisible():
            self._fill()
        else:  # thousands of groups take a moment that nobody needs now
            self.counted.emit(len(state.twins) - len(state.twins.keys() & (self._decided | self._left)))

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was read while another tab was in front."""
        super().showEvent(event)
        if self._is_new:
            self._fill()

    def forget(self) -> None:
        """Forget what was left as it is: another project is open."""
        self._left.clear()
        self._decided.clear()

    # What can be decided

    def keep_best_of_all(self) -> None:
        """Keep the best picture of every group that is shown and lies in one class."""
        groups = self._clear_groups()
        self._decider.keep_best(list(groups.values()))
        self._take_out(groups.keys())

    def keep_best(self) -> None:
        """Keep the best picture of the current group."""
        group = self.view.group
        if group is not None:
            self._keep(group, group.items[0].id)

    def keep_this(self) -> None:
        """Keep the current picture of the current group."""
        group, item = self.view.group, self.view.item
        if group is not None and item is not None:
            self._keep(group, item.id)

    def tell_apart(self) -> None:
        """Say that the pictures of the current group are not the same."""
        group = self.view.group
        if group is not None:
            self._decider.keep_apart([item.id for item in group.items])
            self._take_out_current()

    def leave_all(self) -> None:
        """Go on using all pictures of the current group; it leaves the list until the project is opened again."""
        key = self.view.key
        if key is not None:
            self._context.undo.push(_Leave(self, key, len(key)))

    def set_left(self, key: GroupKey, *, left: bool) -> None:
        """Leave a group as it is, or not any more."""
        if left:
            self._left.add(key)
            self._take_out({key}, decided=False)
        else:
            self._left.discard(key)
            self.show_doctor(self._context.project.doctor)

    def show_left_again(self) -> None:
        """Show the groups again that were left as they are."""
        self._left.clear()
        self.show_doctor(self._context.project.doctor)
        self.view.setFocus()

    def compare(self) -> None:
        """Show the current picture large beside the best one."""
        group = self.view.group
        if group is None:
            self.pair.leave()
            return
        row = self.view.currentIndex().row() + 1
        title = self.tr("Group {0} of {1}").format(human_number(row), human_number(self.view.groups.rowCount()))
        self.pair.show_group(group.items, self.view.place, title)

    # Inside

    def _fill(self) -> None:
        self._is_new = False
        self.view.set_classes([row.name for row in self._context.project.catalog.classes])
        self.view.set_groups(self._state.twins, self._decided | self._left)
        self._show_count()
        if self.pair.isVisible():
            self.compare()

    def _keep(self, group: TwinGroup, kept: int) -> None:
        self._decider.keep_one(kept, [item.id for item in group.items if item.id != kept])
        self._take_out_current()

    def _take_out_current(self) -> None:
        key = self.view.key
        if key is not None:
            self._take_out({key})

    def _take_out(self, keys: Collection[GroupKey], *, decided: bool = True) -> None:
        """Let groups leave the list at once, and go on to the next one."""
        if decided:
            self._decided |= set(keys)
        self.view.take_out(keys)
        self._show_count()
        if self.pair.isVisible():
            self.compare()

    def _clear_groups(self) -> dict[GroupKey, TwinGroup]:
        """The shown groups in which the best copy can be kept without deciding about a class."""
        groups = self.view.groups
        return {
            key: group
            for key, group in zip(groups.keys(), groups.groups(), strict=True)
            if key not in self._state.mixed
        }

    def _show_count(self) -> None:
        shown = self.view.groups.keys()
        clear = [len(key) for key in shown if key not in self._state.mixed]
        self._stack.setCurrentIndex(0 if shown else 1)
        self._explanation.setText(self._explain(len(shown), sum(clear) - len(clear), len(shown) - len(clear)))
        words = self.tr("Keep the best of 1 group") if len(clear) == 1 else self.tr("Keep the best of all {0} groups")
        self.best_of_all.setText(words.format(human_number(len(clear))))
        self.best_of_all.setAccessibleName(self.best_of_all.text())
        self.best_of_all.setVisible(bool(clear))
        words = self.tr("Show 1 group again") if len(self._left) == 1 else self.tr("Show {0} groups again")
        self.again_button.setText(words.format(human_number(len(self._left))))
        self.again_button.setAccessibleName(self.again_button.text())
        self.again_button.setVisible(bool(self._left))
        self._empty.set_text(*self._nothing())
        self._said.setVisible(bool(shown))
        self._enable()
        self.counted.emit(len(shown))

    def _explain(self, groups: int, aside: int, mixed: int) -> str:
        parts = [self.tr("Smaller, recompressed, mirrored or cropped copies of the same picture.")]
        if aside:
            parts.append(
                self.tr("Keeping the best of each group sets {0} aside; nothing is deleted.").format(pictures(aside))
            )
        if mixed:
            one = self.tr("1 group lies in several classes and is left for you.")
            many = self.tr("{0} groups lie in several classes and are left for you.")
            parts.append((one if mixed == 1 else many).format(human_number(mixed)))
        return " ".join(parts) if groups else ""

    def _nothing(self) -> tuple[str, str]:
        if self._left:
            words = self.tr("The groups that you left as they are stay together in one split, so nothing leaks.")
            return self.tr("Nothing left to decide"), words
        words = self.tr("No picture that is used looks like another one. New pictures are compared when they come in.")
        return self.tr("No near-duplicates"), words

    def _enable(self) -> None:
        group = self.view.group
        for made in self.buttons.values():
            made.setEnabled(group is not None)

    def _keep_in_pair(self, kept: int) -> None:
        group = self.view.group
        if group is not None:
            self._keep(group, kept)

    # Making it

    def _make_buttons(self) -> dict[str, Button]:
        theme = self._context.theme
        return {
            "keep": button(
                self.tr("Keep this one"),
                self.keep_this,
                theme=theme,
                icon="check",
                tip=self.tr("The chosen picture is kept, the others of its group are set aside (K or Enter)"),
            ),
            "best": button(
                self.tr("Keep best"),
                self.keep_best,
                theme=theme,
                icon="star",
                tip=self.tr("The one with most pixels and least compression is kept (B)"),
            ),
            "apart": button(
                self.tr("Not the same"),
                self.tell_apart,
                theme=theme,
                icon="apart",
                tip=self.tr("They only look alike: use all, and never group them again (N)"),
            ),
            "leave": button(
                self.tr("Leave all"),
                self.leave_all,
                theme=theme,
                icon="forward",
                tip=self.tr("Use all of them, in one split, and go on to the next group (L)"),
            ),
            "compare": button(
                self.tr("Compare"),
                self.compare,
                theme=theme,
                icon="compare",
                tip=self.tr("Side by side, large (Space)"),
            ),
        }

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(ROOM)
        head.addWidget(self._explanation, 1)
        head.addWidget(self.best_of_all)
        full = Region()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        row = QWidget()
        flow = FlowLayout(row)
        for made in self.buttons.values():
            flow.addWidget(made)
        column.addWidget(row)
        self._stack.addWidget(full)
        self._stack.addWidget(self._empty)
        self._say("")
        below = QHBoxLayout()
        below.addWidget(self._said, 1)
        below.addWidget(self.again_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, ROOM, 0, 0)
        outer.setSpacing(SMALL)
        outer.addWidget(self._stack, 1)
        outer.addLayout(below)

    def _connect(self) -> None:
        self.view.keep_wanted.connect(self.keep_this)
        self.view.best_wanted.connect(self.keep_best)
        self.view.apart_wanted.connect(self.tell_apart)
        self.view.leave_wanted.connect(self.leave_all)
        self.view.compare_wanted.connect(self.compare)
        self.view.moved.connect(self._enable)
        self.pair.keep_wanted.connect(self._keep_in_pair)
        self.pair.apart_wanted.connect(self.tell_apart)
        self.pair.step_wanted.connect(self._step_in_pair)
        self._decider.decided.connect(self._say)

    def _say(self, words: str) -> None:
        """Say what was done, and which keys do it."""
        keys = self.tr("Keys: K keeps this one, B the best; N not the same; L leaves all; Space compares")
        self._said.set_words(" · ".join(part for part in (words, keys) if part))

    def _step_in_pair(self, by: int) -> None:
        self.view.step(by)
        self.compare()


class _Leave(QUndoCommand):
    """Leaving a group as it is: the catalog does not know of it."""

    def __init__(self, part: TwinsPart, key: GroupKey, count: int) -> None:
        super().__init__(part.tr("Leave {0} as they are").format(pictures(count)))
        self._part, self._key = part, key

    def redo(self) -> None:
        """Leave it."""
        self._part.set_left(self._key, left=True)

    def undo(self) -> None:
        """Show it again."""
        self._part.set_left(self._key, left=False)

"""What somebody has to decide: pictures that lie in two classes, and labels that a model doubts, one after another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import PurePath

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.deciding import Decider
from artclass_gui.doctor_state import DoctorState, Doubt, DoubtKey
from artclass_gui.gallery.doubts_view import DoubtsView
from artclass_gui.gallery.labelling import KEYS, digit_of
from artclass_gui.gallery.portraits import Portraits
from artclass_gui.gallery.twin_words import facts_of
from artclass_gui.theme import GAP, ROOM, SMALL
from artclass_gui.widgets.buttons import button
from artclass_gui.widgets.elided import ElidedLabel
from artclass_gui.widgets.empty_state import EmptyState
from artclass_gui.widgets.flow_layout import FlowLayout
from artclass_gui.widgets.numbered_choice import NumberedChoice
from artclass_gui.widgets.region import Region
from artclass_gui.widgets.text import muted, text
from artclass_gui.widgets.words import human_confidence, human_number, listed

_NARROWEST, _WIDEST, _SHARE = 210, 280, 0.28
_ROOM_FOR_LIST = 760  # pixels; in less, the picture gets the room
_BAR = 160


class DoubtsPart(Region):
    """The tab of what is to be decided.

    Signals:
        counted(int): How many questions are open.
    """

    counted = Signal(int)

    def __init__(self, context: Context, decider: Decider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._decider = context, decider
        self._decided: set[DoubtKey] = set()
        self._met: set[DoubtKey] = set()
        self._shown: Doubt | None = None
        self._state, self._is_new = DoctorState(), False
        self.view = DoubtsView(context)
        self.portraits = Portraits(context)
        self.choices: list[NumberedChoice] = []
        self._likely, self._others = QWidget(), QWidget()
        self._flows = (FlowLayout(self._likely), FlowLayout(self._others))
        self._question, self._place = text(""), ElidedLabel("muted")
        self._count, self._bar, self._said = (
            muted(""),
            QProgressBar(),
            ElidedLabel("muted", Qt.TextElideMode.ElideRight),
        )
        self._empty = EmptyState(context.theme, "check", "", "")
        self._stack = QStackedWidget()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.show_doctor(DoctorState())

    # What is shown

    def show_doctor(self, state: DoctorState) -> None:
        """Show the questions that are open."""
        if not self._decider.busy:  # what was decided just now is known only when it is done
            self._decided.clear()
        self._met |= state.doubts.keys()
        self._state, self._is_new = state, True
        if self.isVisible():
            self._fill()
        else:
            self.counted.emit(len(state.doubts) - len(state.doubts.keys() & self._decided))

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was read while another tab was in front."""
        super().showEvent(event)
        if self._is_new:
            self._fill()

    def forget(self) -> None:
        """Forget what was decided: another project is open."""
        self._decided.clear()
        self._met.clear()

    # What can be decided

    def decide(self, label: str) -> None:
        """Give the pictures of the current question a class, and go on to the next one."""
        self._answer(lambda numbers: self._decider.label(numbers, label))

    def leave_out(self) -> None:
        """Set the pictures of the current question aside, and go on."""
        self._answer(self._decider.leave_out)

    def tell_apart(self) -> None:
        """Say that the pictures of the current question are not the same, and go on."""
        if self._shown is not None and self._shown.kind == "near":
            self._answer(self._decider.keep_apart)

    def skip(self) -> None:
        """Go on to the next question; this one stays open."""
        self.view.step(1)

    def ask_for_class(self) -> None:
        """Ask for the name of a new class."""
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("New class"))
        dialog.setLabelText(self.tr("What is the class of this picture called?"))
        dialog.setOkButtonText(self.tr("Label"))
        dialog.textValueSelected.connect(lambda name: self.decide(name.strip()) if name.strip() else None)
        dialog.open()

    # The keyboard

    def take_focus(self) -> None:
        """Let the keys work here."""
        (self.view if self.view.isVisibleTo(self) else self).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits label; 0 leaves out; S and arrows go on; N tells apart."""
        if not self._take_key(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys work wherever the focus is on this tab."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._take_key(event):
            return True
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        digit = digit_of(event)
        if digit is not None:
            if digit <= len(self.choices):
                self.decide(self.choices[digit - 1].name)
            return True
        keys = Qt.Key
        acts: dict[Qt.Key, Callable[[], object]] = {
            keys.Key_0: self.leave_out,
            keys.Key_Delete: self.leave_out,
            keys.Key_S: self.skip,
            keys.Key_Right: self.skip,
            keys.Key_Left: lambda: self.view.step(-1),
            keys.Key_N: self.tell_apart,
            keys.Key_Down: lambda: self.view.step(1),
            keys.Key_Up: lambda: self.view.step(-1),
        }
        act = acts.get(keys(event.key()))
        if act is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        act()
        return True

    # Inside

    def _fill(self) -> None:
        self._is_new = False
        self.view.set_doubts(self._state.doubts, self._decided)
        self._show_count()

    def _answer(self, decide: Callable[[list[int]], None]) -> None:
        doubt, key = self._shown, self.view.key
        if doubt is None or key is None:
            return
        decide([item.id for item in doubt.items])
        self._decided.add(key)
        inside = self.isAncestorOf(self.focusWidget() or self)
        self.view.take_out(key)
        self._show_count()
        if inside:  # the button that was clicked has gone
            self.take_focus()

    def _show_count(self) -> None:
        open_now, met = self.view.doubts.rowCount(), len(self._met)
        words = self.tr("{0} of {1} decided").format(human_number(met - open_now), human_number(met))
        self._count.setText(words)
        self._bar.setRange(0, max(1, met))
        self._bar.setValue(met - open_now)
        self._bar.setAccessibleDescription(words)
        self._stack.setCurrentIndex(0 if open_now else 1)
        self._empty.set_text(*self._nothing(met))
        self.counted.emit(open_now)

    def _nothing(self, met: int) -> tuple[str, str]:
        if met:
            words = self.tr("Check the dataset again on the Health tab, to see whether the model still doubts a label.")
            return self.tr("All {0} decided").format(human_number(met)) if met > 1 else self.tr("Decided"), words
        words = self.tr(
            "No picture lies in two classes. After a training, a check on the Health tab also finds labels "
            "that the model doubts; they are listed here."
        )
        return self.tr("Nothing to decide"), words

    def _show_current(self) -> None:
        doubt = self.view.doubt
        if doubt is self._shown:
            return
        self._shown = doubt
        self._make_choices(doubt)
        self.apart_button.setVisible(doubt is not None and doubt.kind == "near")
        alone = doubt is None or len(doubt.items) == 1
        self.leave_button.setText(self.tr("Leave out (0)") if alone else self.tr("Leave them out (0)"))
        if doubt is None:
            self.portraits.show_pictures(())
            return
        self._question.setText(self._ask(doubt))
        files = [path for _, path in doubt.claims] if doubt.kind == "exact" else []
        self._place.set_words(
            self.tr("Found as {0}").format(listed([_short(path) for path in files])), "\n".join(files)
        )
        self._place.setVisible(bool(files))
        self.portraits.show_pictures([(item.path, self._below(doubt, place)) for place, item in enumerate(doubt.items)])
        following = self.view.following()
        if following is not None:
            self.portraits.prepare([item.path for item in following.items])

    def _below(self, doubt: Doubt, place: int) -> str:
        item = doubt.items[place]
        if doubt.kind == "near":
            return " · ".join(part for part in (item.name.rpartition("/")[2], item.label) if part)
        return f"{item.name} · {facts_of(item)}"

    def _ask(self, doubt: Doubt) -> str:
        names = [f"“{name}”" for name in doubt.choices]
        match doubt.kind:
            case "exact":
                return self.tr("The same picture lies in {0}. Which is it?").format(listed(names))
            case "near":
                return self.tr("These look like the same picture, but lie in {0}. Which is it?").format(listed(names))
            case _:
                assert doubt.suspect is not None
                words = self.tr(
                    "Labelled {0}. A model that has not learnt from this picture says {1}, {2} sure. Which is it?"
                )
                return words.format(names[0], names[1], human_confidence(doubt.suspect.other))

    def _make_choices(self, doubt: Doubt | None) -> None:
        for choice in self.choices:
            for flow in self._flows:
                flow.removeWidget(choice)
            choice.hide()
            choice.deleteLater()
        self.choices = []
        self._other_menu.clear()
        if doubt is None:
            return
        classes = [row.name for row in self._context.project.catalog.classes]
        names = list(dict.fromkeys((*doubt.choices, *classes)))
        reasons = self._reasons(doubt)
        for number, name in enumerate(names[:KEYS], start=1):
            choice = NumberedChoice(self._context.theme, str(number), name, reasons.get(name, ""))
            choice.clicked.connect(lambda _=False, name=name: self.decide(name))
            choice.installEventFilter(self)
            self.choices.append(choice)
            self._flows[0 if name in doubt.choices else 1].addWidget(choice)
        self._others.setVisible(len(names) > len(doubt.choices))
        for name in names[KEYS:]:
            action = self._other_menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _=False, name=name: self.decide(name))
        self._other_menu.addAction(self.tr("New class…"), self.ask_for_class)

    def _reasons(self, doubt: Doubt) -> dict[str, str]:
        """Why each of the likely classes might be the right one."""
        if doubt.suspect is not None:
            suspect = doubt.suspect
            return {
                suspect.label: self.tr("as it is; the model: {0}").format(human_confidence(suspect.own)),
                suspect.suggested: self.tr("the model: {0}").format(human_confidence(suspect.other)),
            }
        files = Counter(label for label, _ in doubt.claims)
        one, many = self.tr("as 1 file says"), self.tr("as {0} files say")
        reasons = {name: (one if n == 1 else many).format(human_number(n)) for name, n in files.items()}
        present = doubt.items[0].label
        if doubt.kind == "exact" and present is not None:
            reasons[present] = self.tr("{0}; used so now").format(reasons.get(present, "")).lstrip("; ")
        return reasons

    # Making it

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave a narrow window's room to the picture."""
        super().resizeEvent(event)
        focused = self.view.hasFocus()
        self.view.setVisible(self.width() >= _ROOM_FOR_LIST)
        if focused:
            self.take_focus()
        self.view.setFixedWidth(round(max(_NARROWEST, min(_WIDEST, _SHARE * self.width()))))

    def _make_buttons(self) -> None:
        theme = self._context.theme
        self.leave_button = button(self.tr("Leave out (0)"), self.leave_out, theme=theme, icon="eye-off")
        self.leave_button.setToolTip(self.tr("It is not used; its file stays (0 or Del)"))
        self.skip_button = button(self.tr("Skip (S)"), self.skip, theme=theme, icon="forward")
        self.skip_button.setToolTip(self.tr("Decide later (S or →)"))
        self.apart_button = button(self.tr("Not the same (N)"), self.tell_apart, theme=theme, icon="apart")
        self.apart_button.setToolTip(self.tr("They only look alike: each keeps its class (N)"))
        self.other_button = button(self.tr("Another class"), lambda: None, theme=theme, icon="tag")
        self._other_menu = QMenu(self)
        self.other_button.setMenu(self._other_menu)

    def _lay_out(self) -> None:
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(_BAR, 8)
        self._bar.setAccessibleName(self.tr("Decided"))
        head = QHBoxLayout()
        head.setSpacing(GAP)
        self._count.setWordWrap(False)
        head.addWidget(self._count)
        head.addWidget(self._bar)
        head.addWidget(self._said, 1)
        middle = QHBoxLayout()
        middle.setSpacing(ROOM)
        middle.addWidget(self.view)
        middle.addWidget(self._make_right(), 1)
        full = Region()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addLayout(middle, 1)
        self._stack.addWidget(full)
        self._stack.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, ROOM, 0, 0)
        outer.setSpacing(SMALL)
        outer.addWidget(self._stack, 1)

    def _make_right(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row)
        for made in (self.leave_button, self.skip_button, self.apart_button, self.other_button):
            flow.addWidget(made)
        region = Region()
        right = QVBoxLayout(region)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(SMALL)
        right.addWidget(self._question)
        right.addWidget(self.portraits, 1)
        right.addWidget(self._place)
        right.addWidget(self._likely)
        right.addWidget(self._others)
        right.addWidget(row)
        return region

    def _connect(self) -> None:
        self.view.moved.connect(self._show_current)
        self._decider.decided.connect(self._said.set_words)
        for made in (self.view, self.leave_button, self.skip_button, self.apart_button, self.other_button):
            made.installEventFilter(self)


def _short(path: str) -> str:
    """The file and the folder that it lies in."""
    return "/".join(PurePath(path).parts[-2:])

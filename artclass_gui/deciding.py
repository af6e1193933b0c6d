"""What the person decides about pictures, carried out one after another in the background, each a step that can be undone."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand
from shiboken6 import isValid

from artclass_gui.context import Context
from artclass_gui.widgets.words import human_number, pictures
from trainer.catalog.records import Decision, TwinGroup
from trainer.catalog.store import Catalog
from trainer.errors import ArtClassError
from trainer.project import Project

Work = Callable[[Catalog], Decision | None]
Turn = Literal["forth", "back", "made", "failed"]
Display = Callable[[Turn, Decision | None], None]
Reword = Callable[[Decision], tuple[str, str]]
_PATIENCE = 3.0  # seconds for what has not had its turn when the program ends
_REST_MS = 1_200  # without another quick decision, until splits are given and the catalog is read anew


class Decider(QObject):
    """Does every decision about pictures off the GUI thread, in the order in which they were made.

    Each becomes a step of the window's undo stack at once, so that Ctrl+Z means the last one even while it is waiting.
    The catalog is read anew when all are carried out; after those that come in quick succession, once they have ceased.

    Signals:
        decided(str): A decision stands, or was taken back; a sentence.
        failed(str): One could not be carried out; a sentence.
        rested(): All that was decided is in the catalog, with splits.
    """

    decided = Signal(str)
    failed = Signal(str)
    rested = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: deque[tuple[_Deed, bool]] = deque()
        self._current: _Deed | None = None
        self._busy = False
        self._unsettled: Project | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.finish)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self._flush)

    @property
    def busy(self) -> bool:
        """Whether something that was decided is not in the catalog yet."""
        return self._busy or bool(self._waiting) or self._unsettled is not None

    # What can be decided

    def label(self, numbers: Sequence[int], label: str | None) -> None:
        """Give pictures a class, or (None) the one that their sources give them."""
        chosen, count = tuple(numbers), pictures(len(numbers))
        if label is None:
            name, said = self.tr("Label {0} as the sources say"), self.tr("{0} labelled as the sources say.")
        else:
            name, said = self.tr("Label {0} “{1}”"), self.tr("{0} labelled “{1}”.")
        self.decide(name.format(count, label), lambda catalog: catalog.label(chosen, label), said.format(count, label))

    def leave_out(self, numbers: Sequence[int]) -> None:
        """Set pictures aside: they are not used, and their files stay."""
        chosen, count = tuple(numbers), pictures(len(numbers))
        name, said = self.tr("Leave out {0}"), self.tr("{0} set aside.")
        self.decide(name.format(count), lambda catalog: catalog.leave_out(chosen), said.format(count))

    def use_again(self, numbers: Sequence[int]) -> None:
        """Use pictures again that were set aside."""
        chosen, count = tuple(numbers), pictures(len(numbers))
        name, said = self.tr("Use {0} again"), self.tr("{0} used again.")
        self.decide(name.format(count), lambda catalog: catalog.use_again(chosen), said.format(count))

    def keep_best(self, groups: Sequence[TwinGroup]) -> None:
        """Of each of these groups of near-duplicates keep the best picture; one step to undo."""
        chosen = [(group.items[0].id, [item.id for item in group.items[1:]]) for group in groups]
        name = self.tr("Keep the best of 1 group") if len(groups) == 1 else self.tr("Keep the best of {0} groups")
        said = self.tr("The best picture of each group is kept; {0} set aside.")
        self.decide(
            name.format(human_number(len(groups))),
            lambda catalog: catalog.decisions.keep(chosen, "a better copy of it is used") if chosen else None,
            said.format(pictures(sum(len(others) for _, others in chosen))),
        )

    def keep_one(self, kept: int, others: Sequence[int]) -> None:
        """Of one group of near-duplicates keep this picture and set the others aside."""
        rest = tuple(others)
        name, said = self.tr("Keep one of {0}"), self.tr("One of {0} is kept; the rest is set aside.")
        count = pictures(len(rest) + 1)
        self.decide(name.format(count), lambda catalog: catalog.keep_one(kept, rest), said.format(count))

    def keep_apart(self, numbers: Sequence[int]) -> None:
        """Say that pictures which look alike are not the same."""
        chosen, count = tuple(numbers), pictures(len(numbers))
        name, said = self.tr("Tell {0} apart"), self.tr("{0} are not the same.")
        self.decide(name.format(count), lambda catalog: catalog.keep_apart(chosen), said.format(count))

    def mend_leaks(self) -> None:
        """Set aside what is learnt from and has a copy that is held out."""
        name = self.tr("Set aside copies of what is held out")
        self.decide(name, Catalog.mend_leaks, self.tr("No picture that is held out has a copy among the others now."))

    def decide(
        self,
        name: str,
        work: Work,
        said: str,
        *,
        quick: bool = False,
        display: Display = lambda _turn, _decision: None,
        reword: Reword | None = None,
    ) -> None:
        """Carry out any decision as a step that can be undone.

        Args:
            name: What is done, as the menu says it after “Undo”.
            work: Does it, on another thread; gives None where there was nothing to do.
            said: A sentence for when it is done.
            quick: Others will follow soon: ``work`` does not settle splits, which is done when they have ceased.
            display: Called when it is begun, for the first time or again ("forth"), when it is being taken back
                ("back"), when it was made ("made", with the decision), and when it could not be ("failed").
            reword: Gives ``name`` and ``said`` anew once it was made, where more or less came of it than was asked for.
        """
        project = self._context.project.project
        if project is not None:
            deed = _Deed(project, name, work, said, quick=quick, display=display)
            deed.reword = reword
            self._context.undo.push(_Step(self, deed))

    def finish(self) -> None:
        """Give splits to what was decided quickly, now, and read the catalog anew."""
        self._rest.stop()
        project = self._unsettled
        if self._busy or self._waiting or project is None:
            return
        self._busy, self._unsettled = True, None
        self._context.tasks.run(self, lambda: _settle(project), lambda _: self._go_on(), self._not_settled)

    # How

    def ask(self, deed: _Deed, *, back: bool) -> None:
        """Do ``deed`` (again), or take it back, after what was asked for before."""
        deed.display("back" if back else "forth", None)
        self._waiting.append((deed, back))
        self._next()

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        deed, back = self._waiting.popleft()
        self._current = deed
        self._context.tasks.run(
            self,
            lambda: deed.perform(back=back),
            lambda decision: self._done(deed, decision, back=back),
            lambda error: self._fail(deed, error),
        )

    def _done(self, deed: _Deed, decision: Decision | None, *, back: bool) -> None:
        if decision is None and not back:
            self._drop(deed)
        elif decision is not None and not back:
            deed.display("made", decision)
            self._reword(deed, decision)
        if deed.quick:
            self._unsettled = deed.project
        self._go_on()
        if decision is None:
            self.decided.emit(self.tr("There was nothing to do."))
        else:
            self.decided.emit(self.tr("Taken back: {0}.").format(deed.name) if back else deed.said)

    def _reword(self, deed: _Deed, decision: Decision) -> None:
        """Say what was done, where it is more or less than was to be done; the menu says it too."""
        if deed.reword is None:
            return
        before = deed.name
        deed.name, deed.said = deed.reword(decision)
        if deed.name != before and deed.step is not None and isValid(deed.step):
            deed.step.setText(deed.name)
            self._context.undo.undoTextChanged.emit(self._context.undo.undoText())  # Qt tells of other steps only
            self._context.undo.redoTextChanged.emit(self._context.undo.redoText())

    def _fail(self, deed: _Deed, error: Exception) -> None:
        deed.display("failed", None)
        self._drop(deed)
        self._go_on()
        self.failed.emit(str(error))

    def _go_on(self) -> None:
        self._busy = False
        self._next()
        if self._busy:
            return
        if self._unsettled is not None:
            self._rest.start()
        else:
            self._context.project.reload_catalog()
            self.rested.emit()

    def _not_settled(self, error: Exception) -> None:
        self._go_on()
        self.failed.emit(str(error))

    def _flush(self) -> None:
        """The program ends: carry out what has not had its turn yet, within reason; the window is gone by now."""
        until = time.monotonic() + _PATIENCE
        if self._current is not None:
            self._current.ended.wait(_PATIENCE)
        while self._waiting and time.monotonic() < until:
            deed, back = self._waiting.popleft()
            with contextlib.suppress(ArtClassError):
                deed.perform(back=back)

    def _drop(self, deed: _Deed) -> None:
        """Take a step that came to nothing off the undo stack: at once where it is the last one, else when its turn comes."""
        step, stack = deed.step, self._context.undo
        if step is None or not isValid(step):
            return
        step.setObsolete(True)
        if stack.index() > 0 and stack.command(stack.index() - 1) is step:
            stack.undo()


class _Deed:
    """One decision: how to make it, and its number in the catalog's journal once it was made."""

    def __init__(self, project: Project, name: str, work: Work, said: str, *, quick: bool, display: Display) -> None:
        self.name, self.said, self.quick = name, said, quick
        self.number: int | None = None
        self.ended = threading.Event()
        self.step: _Step | None = None
        self.reword: Reword | None = None
        self.project, self.display, self._work = project, display, work

    def perform(self, *, back: bool) -> Decision | None:
        """Make the decision, for the first time or again, or take it back; for a worker thread."""
        self.ended.clear()
        try:
            with Catalog.open(self.project) as catalog:
                if self.number is not None:
                    return catalog.undo_decision(self.number) if back else catalog.redo_decision(self.number)
                decision = None if back else self._work(catalog)
                self.number = decision.id if decision is not None else None
                return decision
        finally:
            self.ended.set()


class _Step(QUndoCommand):
    """A decision on the undo stack."""

    def __init__(self, decider: Decider, deed: _Deed) -> None:
        super().__init__(deed.name)
        self._decider, self._deed = decider, deed
        deed.step = self

    def redo(self) -> None:
        """Make the decision."""
        self._decider.ask(self._deed, back=False)

    def undo(self) -> None:
        """Take it back."""
        self._decider.ask(self._deed, back=True)


def _settle(project: Project) -> None:
    with Catalog.open(project) as catalog:
        catalog.settle_splits()

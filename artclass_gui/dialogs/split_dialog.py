"""How pictures are divided: which of them stay together, with a preview of the groups, and drawing the splits anew."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.dialogs.split_choices import GroupingChoices
from artclass_gui.dialogs.split_groups import GroupsModel, groups_table
from artclass_gui.dialogs.split_previews import Previews
from artclass_gui.splitting import Clues, Preview, read_clues
from artclass_gui.theme import GAP, ROOM, SMALL, TINY, WIDE
from artclass_gui.widgets.fitting import fit
from artclass_gui.widgets.text import heading, muted, set_role, text
from artclass_gui.widgets.words import human_number, human_percent, pictures
from trainer.catalog.grouping import Grouping

_WIDTH, _HEIGHT = 860, 552
_CHOICES_WIDTH = 360
_LARGE = 0.4  # of all pictures: a group of so many makes the splits uneven


class SplitDialog(QDialog):
    """Lets the person choose what stays together. Accepted, the splits are to be drawn as `grouping` says."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._clues = Clues()
        self._drawable = False
        self.choices = GroupingChoices()
        self.known = QCheckBox(self.tr("Also hold out pictures of &known artists"))
        self.groups = GroupsModel(context.theme, self)
        self.table = groups_table(self.groups, self.tr("Groups of pictures that would stay together"))
        self.summary, self.outcome = text(""), text("")
        self.buttons = self._make_buttons()
        self.draw_button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._previews = Previews(context.tasks, self)
        self.setWindowTitle(self.tr("How the pictures are divided"))
        self._lay_out()
        self._connect()
        self._read()

    @property
    def grouping(self) -> Grouping:
        """What was chosen."""
        chosen = self.choices.grouping()
        return Grouping(by=chosen.by, level=chosen.level, pattern=chosen.pattern, known=self._is_known())

    def _is_known(self) -> bool:
        return self.known.isEnabled() and self.known.isChecked()

    # What happens

    def _read(self) -> None:
        project = self._context.project.project
        self.summary.setText(self.tr("Looking at the pictures’ names…"))
        self.choices.setEnabled(False)
        self._enable()
        if project is not None:
            self._context.tasks.run(self, lambda: read_clues(project), self._take, self._fail)

    def _take(self, clues: Clues) -> None:
        self._clues = clues
        self.known.setChecked(clues.grouping.known)
        self.choices.show_clues(clues)
        self.choices.setEnabled(True)
        self.choices.focus()
        self._ask(at_once=True)

    def _fail(self, error: Exception) -> None:
        self.summary.setText(str(error))

    def _ask(self, *, at_once: bool = False) -> None:
        """Compute the preview of what is chosen now."""
        grouping = self.choices.grouping()
        self.known.setEnabled(grouping.by != "nothing")
        self._drawable = False
        self._enable()
        if grouping.by == "pattern" and not grouping.pattern:
            self._previews.drop()
            self._show(Preview())
            self.summary.setText(self.tr("Type what the names of the files look like."))
            self.outcome.clear()
        else:
            self._previews.ask(self._clues, self.grouping, at_once=at_once)

    def _ready(self, _grouping: Grouping, found: Preview) -> None:
        self._drawable = found.is_of_use
        self.choices.show_error("")
        self._show(found)
        self._enable()

    def _refused(self, _grouping: Grouping, sentence: str) -> None:
        self.choices.show_error(sentence)
        self._show(Preview())
        self.summary.clear()
        self.outcome.clear()

    def _show(self, found: Preview) -> None:
        self.groups.set_groups(found.groups)
        self.summary.setText(self._summary(found))
        self.outcome.setText(self._outcome(found))
        set_role(self.outcome, "plain" if found.is_of_use else "warning")
        self.table.setVisible(self.choices.grouping().by != "nothing")

    def _enable(self) -> None:
        """The splits can be drawn as the preview shows it, while no job works with the present ones."""
        jobs = bool(self._context.jobs.running)
        self.draw_button.setEnabled(not jobs and self._drawable)
        self.draw_button.setToolTip(self.tr("Not while a job is running.") if jobs else "")

    # Words

    def _summary(self, found: Preview) -> str:
        by = self.choices.grouping().by
        if by == "nothing":
            return self.tr("Only near-duplicates stay together.")
        if not found.groups:
            return self.tr("No picture is in a group: each would be divided for itself.")
        groups = self.tr("1 group") if found.count == 1 else self.tr("{0} groups")
        words = groups.format(human_number(found.count))
        if found.alone:
            return self.tr("{0}; no group: {1}, divided one by one.").format(words, pictures(found.alone))
        return self.tr("{0}; every picture is in one.").format(words)

    def _outcome(self, found: Preview) -> str:
        if not found.pictures:
            return ""
        if not found.is_of_use:
            return self.tr("The groups are too few or too large: nothing would be left to choose by, or to test.")
        splits = [human_number(found.splits[name]) for name in ("training", "validation", "test")]
        said = [self.tr("About {0} pictures to learn from, {1} to choose by, {2} to test.").format(*splits)]
        if found.groups:
            said += self._about_groups(found)
        return " ".join(said)

    def _about_groups(self, found: Preview) -> Iterator[str]:
        if found.held_out is not None:
            words = (
                self.tr("1 group would be held out.")
                if found.held_out == 1
                else self.tr("{0} groups would be held out.")
            )
            yield words.format(human_number(found.held_out))
        largest = found.groups[0]
        if largest.pictures > _LARGE * found.pictures:
            words = self.tr("“{0}” alone has {1} of the pictures, which makes the splits uneven.")
            yield words.format(largest.name, human_percent(largest.pictures / found.pictures))

    # Making it

    def _connect(self) -> None:
        self.choices.changed.connect(lambda: self._ask(at_once=True))
        self.choices.typed.connect(lambda: self._ask(at_once=False))
        self.choices.entered.connect(lambda: self._ask(at_once=True))
        self.known.toggled.connect(lambda _: self._ask(at_once=True))
        self._previews.ready.connect(self._ready)
        self._previews.refused.connect(self._refused)
        self._context.jobs.changed.connect(self._enable)

    def _make_buttons(self) -> QDialogButtonBox:
        standard = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(standard.Ok | standard.Cancel)
        box.button(standard.Ok).setText(self.tr("&Draw the splits anew"))
        box.button(standard.Ok).setProperty("kind", "primary")
        box.button(standard.Cancel).setText(self.tr("Cancel"))
        for made in box.buttons():
            made.setAccessibleName(made.text().replace("&", ""))
        for button in (box.button(standard.Ok), box.button(standard.Cancel)):
            button.setAutoDefault(False)  # Enter in the pattern's field shows the groups, and draws nothing
            button.setDefault(False)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, ROOM)
        column.setSpacing(GAP)
        column.addWidget(muted(self._explanation()))
        middle = QHBoxLayout()
        middle.setSpacing(WIDE)
        middle.addLayout(self._make_left())
        middle.addLayout(self._make_right(), 1)
        column.addLayout(middle, 1)
        column.addWidget(text(self._warning(), "warning"))
        column.addWidget(self.buttons)
        fit(self, _WIDTH, _HEIGHT)

    def _make_left(self) -> QVBoxLayout:
        self.known.setAccessibleName(self.known.text().replace("&", ""))
        below = muted(self.tr("Results then have two figures: for new pictures of known artists, and for new artists."))
        below.setContentsMargins(WIDE, 0, 0, 0)
        self.known.setAccessibleDescription(below.text())
        left = QVBoxLayout()
        left.setSpacing(TINY)
        left.addWidget(heading(self.tr("What stays together")))
        left.addSpacing(TINY)
        left.addWidget(self.choices)
        left.addSpacing(SMALL)
        left.addWidget(self.known)
        left.addWidget(below)
        left.addStretch(1)
        for widget in (self.choices, self.known, below):
            widget.setFixedWidth(_CHOICES_WIDTH)
        return left

    def _make_right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setSpacing(SMALL)
        right.addWidget(heading(self.tr("Preview")))
        right.addWidget(self.summary)
        right.addWidget(self.table, 1)
        right.addWidget(self.outcome)
        right.addStretch()
        return right

    def _explanation(self) -> str:
        return self.tr(
            "Pictures of one artist or series often look alike. Kept together, they are either learned from or held "
            "out, and the test shows how the model does with artists it has never seen."
        )

    def _warning(self) -> str:
        count = sum(run.report is not None for run in self._context.project.runs)
        if count == 0:
            return self.tr("All pictures get a new split, also those whose split a folder or table named.")
        models = (
            self.tr("The trained model has") if count == 1 else self.tr("The {0} trained models have").format(count)
        )
        words = self.tr(
            "{0} learned from pictures that will be held out then: train again before you compare. All pictures get a "
            "new split, also those whose split a folder or table named."
        )
        return words.format(models)

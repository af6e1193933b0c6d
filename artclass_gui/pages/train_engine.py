"""What a training runs on: the device, and for a frozen network the engine that was measured to be the fastest."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QWidget

from artclass_gui.context import Context
from artclass_gui.training import History, Training
from artclass_gui.widgets.text import muted
from trainer import engines
from trainer.engines import Choice, EngineChoice, Part
from trainer.runs import Run


class EngineLine(QWidget):
    """A line of words; hidden until something is known."""

    def __init__(self, context: Context, training: Training, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._training = context, training
        self._choices: Mapping[Part, Choice] = {}
        self._read_at: object = None
        self.words = muted("")
        self.words.setAccessibleName(self.tr("What it runs on"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        training.started.connect(self._begin)
        for signal in (training.progressed, training.history_changed, training.epoch_ended):
            signal.connect(self._follow)
        self._follow()

    def _begin(self) -> None:
        self._choices, self._read_at = {}, None
        self._show()

    def _follow(self, *_: object) -> None:
        """Read what was chosen, once for each part of the training: it is written when pictures are first looked at."""
        history = self._training.history
        if history is None or history.run is None:
            self._show()
            return
        moment = (history.run, history.stage.name if history.stage else "", history.progress is None)
        if moment != self._read_at:
            self._read_at = moment
            run = Run(history.project.runs / history.run)
            self._context.tasks.run(self, lambda: engines.of_run(run.folder / "engine.json"), self._take)
        self._show()

    def _take(self, choices: Mapping[Part, Choice]) -> None:
        self._choices = choices
        self._show()

    def _show(self) -> None:
        parts = self._parts(self._training.history)
        self.words.setText(" · ".join(parts))
        self.setToolTip("\n".join(self._measured()))
        self.setVisible(bool(parts))

    def _parts(self, history: History | None) -> list[str]:
        if history is None or not history.device:
            return []
        parts = [self.tr("On: {0}").format(history.device)]
        chosen = next((self._choices[part].taken for part in ("stem", "backbone") if part in self._choices), None)
        if chosen is not None:
            parts.append(self.tr("pictures are looked at with {0}").format(chosen.title))
        elif history.config is not None and history.config.precision == "bfloat16":
            parts.append(self.tr("half precision (bfloat16)"))
        return parts

    def _measured(self) -> list[str]:
        """A line for each engine that was tried, for the tooltip."""
        lines = []
        for choice in self._choices.values():
            lines += [self._figures(engine) for engine in (choice.taken, *choice.others)]
            if choice.earlier and choice.taken.pictures_per_second:
                lines.append(self.tr("Measured on this computer before this training, perhaps with other pictures."))
        return lines

    def _figures(self, engine: EngineChoice) -> str:
        if not engine.pictures_per_second:
            return engine.title
        words = self.tr("{0}: {1} pictures a second").format(engine.title, f"{engine.pictures_per_second:.0f}")
        return f"{words} ({engine.remark})" if engine.remark else words

"""The choice of a model: finished runs of the open project, and model files that were opened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from artclass_gui.figures import accuracy_sentence, best_pinned, run_date, run_title
from artclass_gui.project import ProjectModel, RunState
from artclass_gui.widgets.words import human_percent
from trainer.project import Project

if TYPE_CHECKING:
    from trainer.measuring.metrics import Evaluation
    from trainer.package import Figures, PackageInfo
    from trainer.runs import HeldOut


@dataclass(frozen=True)
class ModelChoice:
    """A model that can classify: a run of the project, or a model file.

    Attributes:
        key: Tells it from all others.
        title: What the person calls it.
        arguments: How the command line is told to use it.
        run: Whether it is a run of the open project.
        package: Its model package: the file, or the run's folder.
        classes: Its classes in their order, as far as they are known.
        accuracy: How accurate it is, on how many pictures of which split, as a sentence; empty where it is not known.
    """

    key: str
    title: str
    arguments: tuple[str, ...]
    run: bool
    package: Path
    classes: tuple[str, ...] = ()
    accuracy: str = ""


class ModelList(QObject):
    """All models that can classify now.

    Signals:
        changed(): There are others, or others are called otherwise.
    """

    changed = Signal()

    def __init__(self, project: ProjectModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._opened: list[ModelChoice] = []
        self.choices: tuple[ModelChoice, ...] = ()
        project.runs_changed.connect(self._list)
        project.opened.connect(self._list)
        project.closed.connect(self._list)
        self._list()

    def find(self, key: str | None) -> ModelChoice | None:
        """The model with this key, if it is still there."""
        return next((choice for choice in self.choices if choice.key == key), None)

    @property
    def preferred(self) -> ModelChoice | None:
        """What a person would take: the best pinned run, else the newest that no ladder made, else the first."""
        states = [state for state in self._project.runs if _can_classify(state)]
        best = best_pinned(states) or next((state for state in states if not state.rung), None)
        found = self.of_run(best.run.name) if best is not None else None
        return found or next(iter(self.choices), None)

    def of_run(self, name: str) -> ModelChoice | None:
        """The model of the open project's run with this folder name, if the run has one."""
        project = self._project.project
        return self.find(_key(project, name)) if project is not None else None

    def add_file(self, path: Path, info: PackageInfo) -> ModelChoice:
        """Add a model file that was read, or find it again."""
        path = path.absolute()
        figures = info.test or info.validation
        choice = ModelChoice(
            key=f"file:{path}",
            title=_title(path.stem, figures),
            arguments=("--model", str(path)),
            run=False,
            package=path,
            classes=info.classes,
            accuracy=_sentence(figures, "test" if info.test is not None else "validation"),
        )
        self._opened = [choice, *(other for other in self._opened if other.key != choice.key)]
        self._list()
        return choice

    def _list(self) -> None:
        project = self._project.project
        runs = _of_runs(project, [state for state in self._project.runs if _can_classify(state)]) if project else []
        choices = (*runs, *self._opened)
        if choices != self.choices:
            self.choices = choices
            self.changed.emit()


def _can_classify(state: RunState) -> bool:
    return state.report is not None


def _of_runs(project: Project, states: list[RunState]) -> list[ModelChoice]:
    """Runs as people call them; those of one name are told apart by their dates."""
    names = Counter(run_title(state) for state in states)
    return [_of_run(project, state, dated=names[run_title(state)] > 1) for state in states]


def _of_run(project: Project, state: RunState, *, dated: bool) -> ModelChoice:
    report, name = state.report, run_title(state)
    figures = report.best_known if report is not None else None
    return ModelChoice(
        key=_key(project, state.run.name),
        title=_title(f"{name}, {run_date(state.run.name)}" if dated else name, figures),
        arguments=("--project", str(project.folder), "--run", state.run.name),
        run=True,
        package=state.run.folder,
        classes=report.classes if report is not None else (),
        accuracy=_sentence(figures, "test" if report is not None and report.test is not None else "validation"),
    )


def _key(project: Project, run: str) -> str:
    return f"run:{project.folder}:{run}"


def _title(name: str, figures: Evaluation | Figures | None) -> str:
    return name if figures is None else f"{name} ({human_percent(figures.accuracy)})"


def _sentence(figures: Evaluation | Figures | None, split: HeldOut) -> str:
    return accuracy_sentence(figures.accuracy, figures.images, figures.interval, split) if figures is not None else ""

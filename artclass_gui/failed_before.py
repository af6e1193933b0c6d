"""Trainings that failed in the background while nobody looked: told once, when their project is opened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from artclass_gui.context import Context
from artclass_gui.figures import run_date
from artclass_gui.history import title_of
from artclass_gui.widgets.banner import Banner
from trainer.project import Project
from trainer.runs import news
from trainer.runs.news import Untold


class FailedBefore(QObject):
    """Looks for such trainings whenever a project is opened.

    Args:
        context: The services.
        banner: Where the person is told.
    """

    def __init__(self, context: Context, banner: Banner) -> None:
        super().__init__(banner)
        self._context, self._banner = context, banner
        context.project.opened.connect(self._look)

    def _look(self) -> None:
        project = self._context.project.project
        if project is not None:
            self._context.tasks.run(self, lambda: _read(project), lambda found: self._tell(project, found))

    def _tell(self, project: Project, found: Sequence[Untold]) -> None:
        if not found or self._context.project.project is not project:
            return
        self._banner.show_message("bad", "\n".join(self._words(untold) for untold in found))
        self._context.tasks.run(self, lambda: _note_told(found), lambda _: None)

    def _words(self, untold: Untold) -> str:
        run = untold.run
        words = self.tr("“{0}” of {1} has failed in the background: {2}")
        return words.format(title_of(run), run_date(run.name) or run.name, untold.failed.sentence())


def _read(project: Project) -> Sequence[Untold]:
    news.clear(project)
    return news.untold(project)


def _note_told(found: Sequence[Untold]) -> None:
    for untold in found:
        news.told(untold.run)

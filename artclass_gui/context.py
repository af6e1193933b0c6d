"""What every page is given by the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QUndoStack

from artclass_gui.chart_library import ChartLibrary
from artclass_gui.gallery.thumbnails import Thumbnails
from artclass_gui.jobs.board import JobBoard
from artclass_gui.project import ProjectModel
from artclass_gui.settings import Settings
from artclass_gui.tasks import Tasks
from artclass_gui.theme import Theme


@dataclass(frozen=True)
class Context:
    """The services of the window, built once in `artclass_gui.app`."""

    project: ProjectModel
    jobs: JobBoard
    tasks: Tasks
    settings: Settings
    theme: Theme
    undo: QUndoStack
    thumbnails: Thumbnails
    charts: ChartLibrary

"""From a run to its certified exports, in a folder that nobody else sees yet. Heavy: this imports TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from trainer import __version__, dataset, files, known, package, pixels
from trainer.channel import Control, Emit
from trainer.dataset import Dataset
from trainer.errors import PictureError, ProjectError
from trainer.events import Notice, Stage
from trainer.exporting import certificate, certify, convert, folder, loading, runtimes
from trainer.exporting.certificate import Certificate
from trainer.exporting.convert import Source
from trainer.exporting.folder import Facts
from trainer.exporting.formats import Format
from trainer.pace import check
from trainer.pixels import Pixels
from trainer.project import Project
from trainer.runs import Report, Run

_REPRESENTATIVE = 100  # training pictures, for the ranges of int8


class ExportJob:
    """One export of a finished run in one or more formats.

    Args:
        project: Whose pictures certify the files.
        run: The run.
        emit: Told stages, progress and what is not certified.
        control: Looked at between two formats and between pictures.
    """

    def __init__(self, project: Project, run: Run, *, emit: Emit, control: Control) -> None:
        self._project = project
        self._run = run
        self._emit = emit
        self._control = control

    def work(self, rows: Sequence[Format], hidden: Path) -> dict[str, Any]:
        """Write each format into a folder of its own in ``hidden``, with its certificate.

        Returns:
            What ``--json`` prints, but names of folders and files instead of paths.

        Raises:
            Interrupted: Somebody asked.
            ArtClassError: It cannot be done.
        """
        report = self._report()
        pictures = dataset.load(self._project)
        model = loading.keras_model(self._run.keras_path)
        source = self._source(model, report, pictures)
        places = {row: folder.place(hidden, self._run.name, row) for row in rows}
        for number, (row, place) in enumerate(places.items()):
            self._stage(row.name, f"Writing {row.title}", 2 + number, len(rows))
            files.make_folders(place, within=hidden)
            convert.write(row.name, source, place / row.file)
        certified = self._certify(model, places, pictures, report)
        done = [self._finish(row, place, report, certified[row]) for row, place in places.items()]
        return {"run": self._run.name, "certified": all(item["certified"] for item in done), "exports": done}

    def _stage(self, name: str, label: str, index: int, formats: int) -> None:
        check(self._control)
        self._emit(Stage(name=name, label=label, index=index, count=formats + 2))

    def _report(self) -> Report:
        report = self._run.report()
        if report is None or not self._run.keras_path.exists():
            raise ProjectError("This run has no finished model", path=self._run.folder, remedy="Finish it first.")
        return report

    def _source(self, model: Any, report: Report, pictures: Dataset) -> Source:
        facts = {
            "classes": msgspec.json.encode(report.classes).decode(),
            "image_size": str(report.config.image_size),
            "decode": pixels.DECODE_SPEC,
            "made_with": f"ArtClass {__version__}",
        }
        samples = _Samples(pictures, report.config.image_size, self._control)
        return Source(self._run.keras_path, model, report.classes, facts, samples.read)

    def _certify(
        self, model: Any, places: dict[Format, Path], pictures: Dataset, report: Report
    ) -> dict[Format, Certificate]:
        self._stage("certify", "Comparing with the run's model, from picture files", 2 + len(places), len(places))
        exported: dict[str, runtimes.Run] = {
            row.name: runtimes.opened(row.name, place / row.file) for row, place in places.items()
        }
        asked = certify.chosen(pictures, report.classes, learned=self._learned(pictures))
        made = certify.ask(model, exported, asked, emit=self._emit, control=self._control)
        return {row: made(row.name, self._run.name, place / row.file) for row, place in places.items()}

    def _learned(self, pictures: Dataset) -> frozenset[str]:
        """Today's validation pictures that the run learned from are no validation pictures for it."""
        learned = known.learned_from(self._run, package.read(self._run.package_path).info)
        if remark := known.remark_on_learned(pictures.validation, learned):
            self._emit(Notice(message=remark))
        return learned

    def _finish(self, row: Format, place: Path, report: Report, made: Certificate) -> dict[str, Any]:
        facts = Facts(
            run=self._run.name,
            architecture=report.architecture,
            version=__version__,
            classes=report.classes,
            image_size=report.config.image_size,
            temperature=report.temperature,
        )
        model = folder.describe(place, row, facts, made)
        size = files.folder_size(model) if model.is_dir() else model.stat().st_size
        if not made.passed:
            self._emit(Notice(message=certificate.words(made), level="warning"))
        return {
            "format": row.name,
            "folder": place.name,
            "file": model.name,
            "bytes": size,
            "certified": made.passed,
            "words": certificate.words(made),
            "certificate": msgspec.to_builtins(made),
        }


class _Samples:
    """Training pictures that stand for all: equally many of each class, the same ones each time."""

    def __init__(self, pictures: Dataset, side: int, control: Control) -> None:
        self._pictures = pictures
        self._side = side
        self._control = control

    def read(self) -> list[Pixels]:
        """Read them; what cannot be read is passed over.

        Raises:
            Interrupted: Somebody asked.
        """
        labels = self._pictures.labels("training")
        each = max(1, _REPRESENTATIVE // len(self._pictures.classes))
        chance = np.random.default_rng(0)
        chosen = [
            self._pictures.training[place].path
            for number in range(len(self._pictures.classes))
            for place in chance.permutation(np.flatnonzero(labels == number))[:each]
        ]
        squares: list[Pixels] = []
        for _, square in pixels.read_many(chosen, self._side):
            check(self._control)
            if not isinstance(square, PictureError):
                squares.append(square)
        return squares

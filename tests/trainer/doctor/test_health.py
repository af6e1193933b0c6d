"""The report as a whole: kept, read again, broken off when asked, and light for those who only read it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.trainer.catalog.making import opened, seen, take
from tests.trainer.doctor.making import examined, features_of, keep_features, pictures
from tests.trainer.making import Script
from trainer.catalog.store import Catalog
from trainer.doctor import health
from trainer.doctor.records import Health
from trainer.events import Progress, Stage
from trainer.pace import Interrupted
from trainer.project import Project


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with opened(tmp_path) as catalog:
        yield catalog


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "made.artclass")


def ill(catalog: Catalog, project: Project) -> Health:
    """A report that has something of everything."""
    copies = [seen(f"a/copy {n}.jpg", "a", look=9, noise=3 * n) for n in range(3)]
    take(catalog, [*pictures("a", 60, grey=1.0), *pictures("b", 60), *copies, seen("x.jpg")])
    wrong = dict.fromkeys([picture.name for picture in catalog.pictures("training", "a")][:3], "b")
    keep_features(project, features_of(catalog, wrong))
    return examined(catalog, project)


def test_a_report_is_kept_and_read_again(catalog, project) -> None:
    report = ill(catalog, project)
    assert report.suspects
    assert report.shortcuts
    assert report.largest_groups
    assert health.load(project) is None
    health.save(project, report)
    assert health.load(project) == report


def test_a_damaged_report_is_none(catalog, project) -> None:
    (project.folder / health.FILE).write_text('{"made": 3}')
    assert health.load(project) is None


def test_the_figures_are_those_of_the_catalog(catalog, project) -> None:
    report = ill(catalog, project)
    assert report.project == "made"
    assert report.pictures == 123
    assert report.unlabelled == 1
    assert sum(report.splits.values()) == 123
    assert list(report.classes) == catalog.classes()


def test_every_picture_that_is_numbered_is_named_too(catalog, project) -> None:
    report = ill(catalog, project)
    assert report.names.keys() == health.named(report)
    assert report.names[report.suspects[0].id].startswith("a/")


def test_the_same_catalog_gives_the_same_report(catalog, project) -> None:
    report = ill(catalog, project)
    again = examined(catalog, project)
    assert msgspec.structs.replace(again, made=report.made) == report


def test_nothing_is_written_to_the_catalog(catalog, project) -> None:
    ill(catalog, project)
    before = project.catalog.read_bytes()
    with Catalog.open(project, readonly=True) as readonly:
        examined(readonly, project)
    assert project.catalog.read_bytes() == before


@pytest.mark.parametrize("stage", ["reading", "shortcuts", "labels"])
def test_it_is_broken_off_where_somebody_asks(catalog, project, stage: str) -> None:
    ill(catalog, project)
    script = Script("cancel", lambda event: isinstance(event, Stage) and event.name == stage)
    with pytest.raises(Interrupted):
        health.examine(project, catalog, emit=script, control=script.control)
    assert script.of(Stage)[-1].name == stage


def test_it_is_broken_off_between_the_folds(catalog, project) -> None:
    ill(catalog, project)
    script = Script("pause", lambda event: isinstance(event, Progress) and event.unit == "folds" and event.done == 0)
    with pytest.raises(Interrupted):
        health.examine(project, catalog, emit=script, control=script.control)
    assert not [event for event in script.of(Progress) if event.unit == "folds" and event.done > 1]


def test_whoever_reads_a_report_loads_nothing_heavy() -> None:
    probe = (
        "import sys; from trainer.doctor import health; from trainer.project import Project; from pathlib import Path;"
        "health.load(Project(Path('nowhere')));"
        "print({'sklearn', 'scipy', 'tensorflow'} & {name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

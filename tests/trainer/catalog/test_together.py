"""Two processes on one catalog, and imports that are killed: nothing is lost but what was in hand."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trainer.tiny import classes, folder, zipped
from trainer import events
from trainer.catalog.scan import import_sources
from trainer.catalog.store import Catalog
from trainer.channel import Control
from trainer.events import Event
from trainer.project import Project

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9")
PICTURES = 240


def importing(source: Path, project: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "trainer", "import", str(source), "--project", str(project), "--events"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def wait_for(child: subprocess.Popen[bytes], wanted: Callable[[Event], bool]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        if wanted(events.decode(line)):
            return


def finished(project: Project, source: Path) -> tuple[dict[str, int], dict[str, str]]:
    """Import once more to the end: pictures by class, splits by sha256."""
    result = import_sources(project, [source], emit=lambda _: None, control=Control())
    assert result is not None
    with Catalog.open(project, readonly=True) as catalog:
        assert catalog.is_settled()
        assert not catalog.splits.leaks()
        return result.classes, {picture.sha256: picture.split for picture in catalog.pictures()}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = ("drawings", "painting", "sculpture")
    path = tmp_path_factory.mktemp("sources") / "a.zip"
    path.write_bytes(zipped(classes(*names, count=PICTURES // len(names))))
    return path


@pytest.fixture(scope="module")
def undisturbed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, int], dict[str, str]]:
    return finished(Project.create(tmp_path_factory.mktemp("undisturbed") / "p.artclass"), source)


def kill_at(source: Path, project: Path, wanted: Callable[[Event], bool]) -> int:
    """Kill an import when it says what is wanted; how many files it had told of."""
    told = [0]

    def seen(event: Event) -> bool:
        if isinstance(event, events.Progress):
            told[0] = event.done
        return wanted(event)

    child = importing(source, project)
    wait_for(child, seen)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert child.stdout is not None
    child.stdout.close()
    return told[0]


def stage(name: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, events.Stage) and event.name == name


def progress(done: int) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, events.Progress) and event.done >= done


@pytest.mark.parametrize(
    "moment",
    [stage("listing"), progress(1), progress(120), stage("comparing")],
    ids=["list", "first", "middle", "compare"],
)
def test_an_import_that_was_killed_ends_like_an_undisturbed_one(source, undisturbed, tmp_path: Path, moment) -> None:
    project = tmp_path / "p.artclass"
    told = kill_at(source, project, moment)
    with sqlite3.connect(project / "catalog.sqlite") as sql:
        assert sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Catalog.open(Project.open(project), readonly=True) as catalog:
        kept = len(catalog.items())
        assert kept >= told - 16  # what the threads had in hand
        entries = catalog.ledger.entries()
        assert not entries or entries[0].finished is None
    (project / "images" / "ab").mkdir(parents=True, exist_ok=True)
    (project / "images" / "ab" / ".ab12.jpg.0000.part").write_bytes(b"half a picture")
    assert finished(Project.open(project), source) == undisturbed
    assert not entries or not list((project / "images").rglob("*.part"))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_any_moment(source, undisturbed, tmp_path: Path, seed: int) -> None:
    project = tmp_path / "p.artclass"
    chance = random.Random(seed)
    for _ in range(3):
        kill_at(source, project, progress(chance.randrange(PICTURES)))
    assert finished(Project.open(project), source) == undisturbed


def test_decisions_may_be_made_while_an_import_is_at_work(tmp_path: Path) -> None:
    first = folder(tmp_path / "first", classes("drawings", "painting", count=10))
    project = Project.create(tmp_path / "p.artclass")
    import_sources(project, [first], emit=lambda _: None, control=Control())
    more = folder(tmp_path / "more", classes("drawings", "painting", count=150, start=100))
    child = importing(more, project.folder)
    wait_for(child, progress(1))
    made = []
    with Catalog.open(project) as catalog:
        for item in catalog.items()[:10]:
            made.append(catalog.decisions.label([item.id], "sculpture"))
    with Catalog.open(project) as catalog:
        catalog.undo_decision(made[0].id)
    wait_for(child, lambda event: isinstance(event, events.Finished))
    child.communicate()
    assert child.returncode == 0
    with Catalog.open(project, readonly=True) as catalog:
        counts = {row.name: row.pictures for row in catalog.classes()}
        assert counts["sculpture"] == 9
        assert sum(counts.values()) == 320


def test_two_processes_decide_at_the_same_time(tmp_path: Path) -> None:
    source = folder(tmp_path / "art", classes("drawings", "painting", count=20))
    project = Project.create(tmp_path / "p.artclass")
    import_sources(project, [source], emit=lambda _: None, control=Control())
    names = sorted(str(path) for path in source.rglob("*.jpg"))
    command = [sys.executable, "-m", "trainer", "decide", "--project", str(project.folder), "--json"]
    children = [
        subprocess.Popen([*command, "--label", label, *chosen], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for label, chosen in (("etchings", names[:10]), ("woodcuts", names[10:20]), ("icons", names[20:30]))
    ]
    for child in children:
        assert child.communicate()[1] == b""
        assert child.returncode == 0
    with Catalog.open(project, readonly=True) as catalog:
        assert [row.pictures for row in catalog.classes()] == [10, 10, 10, 10]
        assert len(catalog.decisions.journal()) == 3

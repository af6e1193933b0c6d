"""Every picture goes through the network once: whatever changes beside it, and wherever the look at them was cut off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from tests.trainer import making
from trainer import cache, dataset, device, engines, pixels
from trainer.catalog.scan import import_sources
from trainer.channel import Control
from trainer.config import FineTuning, TrainConfig, Variation, default_config
from trainer.dataset import Dataset
from trainer.engines import Choice, EngineChoice
from trainer.events import Event, Notice
from trainer.pace import Interrupted
from trainer.project import Project
from trainer.running import moments

device.prepare()

from trainer.learning import features, networks, tables  # noqa: E402
from trainer.learning.engines import choosing, flow, lite  # noqa: E402
from trainer.learning.features import Material  # noqa: E402

ENGINES = ("tensorflow", "litert")
MADE: dict[tuple[int, str], Any] = {}


@pytest.fixture(autouse=True)
def made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine takes seconds to make: all tests share one of each kind for a backbone."""
    make = choosing._make

    def making_once(backbone: Any, choice: EngineChoice) -> Any:
        key = (id(backbone), choice.name)
        if key not in MADE:
            MADE[key] = make(backbone, choice)
        return MADE[key]

    monkeypatch.setattr(choosing, "_make", making_once)


class Counted:
    """Every engine's pictures, counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pictures = 0
        for engine in (flow.TensorFlowEngine, lite.LiteRTEngine):
            monkeypatch.setattr(engine, "see", self._counting(engine.see))

    def _counting(self, see: Any) -> Any:
        def counting(engine: Any, squares: np.ndarray) -> Any:
            self.pictures += len(squares)
            return see(engine, squares)

        return counting

    def since(self) -> int:
        """Pictures since it was last asked."""
        found, self.pictures = self.pictures, 0
        return found


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def config(**changes: object) -> TrainConfig:
    return default_config("mobilenet_v2", image_size=32, weights="random", **changes)


@pytest.fixture(scope="module")
def stages() -> tuple[networks.Parts, ...]:
    return networks.stages(config(fine_tuning=FineTuning(blocks=2)), 3)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return making.project(tmp_path, each=10)


def gather(project: Project, backbone: Any, engine: str, pool: Dataset | None = None, **changes: Any) -> Material:
    record = project.folder / f"{engine}.json"
    for part in ("backbone", "stem"):
        engines.record(record, part, Choice(taken=EngineChoice(name=engine)))  # type: ignore[arg-type]
    control = changes.pop("control", Control())
    return features.gather(
        project,
        pool or dataset.load(project),
        config(**changes),
        backbone,
        emit=lambda _event: None,
        control=control,
        record=record,
    )


def test_that_engines_are_measured_is_said_once(
    project: Project, stages: tuple[networks.Parts, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    taken = EngineChoice(name="tensorflow", pictures_per_second=9)
    monkeypatch.setenv(cache.PLACE, str(tmp_path / "cache"))
    monkeypatch.setattr(
        choosing, "measured", lambda backbone, *_a, **_w: (Choice(taken=taken), choosing._make(backbone, taken))
    )
    said: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, Notice):
            said.append(event.message)

    pool = dataset.load(project)
    for _ in range(2):
        features.gather(project, pool, config(), stages[0].backbone, emit=hear, control=Control())
    (only,) = said
    assert "which way of computing is the fastest" in only


@pytest.mark.parametrize("engine", ENGINES)
def test_only_new_pictures_go_through_the_network(
    project: Project, stages: tuple[networks.Parts, ...], counted: Counted, engine: str
) -> None:
    backbone = stages[0].backbone
    pool = dataset.load(project)
    gather(project, backbone, engine)
    assert counted.since() == 2 * len(pool.training) + len(pool.validation)
    gather(project, backbone, engine, seed=7, epochs=3, augment=False, class_weights=True)  # another head
    renamed = msgspec.structs.replace(
        pool,
        classes=tuple(name.upper() for name in pool.classes),
        **{
            split: tuple(msgspec.structs.replace(one, label=one.label.upper()) for one in pool.split(split))
            for split in ("training", "validation", "test")
        },
    )
    gather(project, backbone, engine, pool=renamed)
    assert counted.since() == 0
    more = making.pictures(project.folder.parent / "more", 2, first=50)
    import_sources(project, [more], emit=lambda _: None, control=Control())
    now = dataset.load(project)
    moved = {one.sha256 for one in now.training} - {one.sha256 for one in pool.training}
    seen = {one.sha256 for one in pool.training + pool.validation}
    new = {one.sha256 for one in now.training + now.validation} - seen
    gather(project, backbone, engine)
    assert counted.since() == len(new) + len(moved)


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_are_the_same_in_whatever_order_and_however_often_the_look_was_cut_off(
    project: Project, stages: tuple[networks.Parts, ...], monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    for stage in stages:
        whole = gather(project, stage.backbone, engine)
        backwards = msgspec.structs.replace(whole.dataset, training=whole.dataset.training[::-1])
        project.clear_cache()
        for _ in range(3):
            control = Control()

            def pause(moment: str, control: Control = control) -> None:
                if moment == "look":  # a few pictures are written
                    control.ask("pause")

            with monkeypatch.context() as patched:
                patched.setattr(moments, "reached", pause)
                with pytest.raises(Interrupted):
                    gather(project, stage.backbone, engine, pool=backwards, control=control)
        again = gather(project, stage.backbone, engine, pool=backwards)
        for view in (0, 1):
            order = np.arange(len(whole.training))
            chosen = np.full(len(order), view)
            expected = whole.training.batch(order, chosen)
            np.testing.assert_array_equal(again.training.batch(order[::-1], chosen), expected)
        assert expected.dtype == np.float32
        assert not np.array_equal(expected, whole.training.batch(order))


def test_decoded_pictures_serve_other_networks(
    project: Project, stages: tuple[networks.Parts, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    gather(project, stages[0].backbone, "litert")

    def refuse(path: Path, _size: int) -> None:
        raise AssertionError(f"{path} was read again")

    monkeypatch.setattr(pixels, "read_square", refuse)
    gather(project, stages[1].backbone, "litert")
    gather(project, None, "litert")


def test_no_pixels_are_kept_beside_features_where_they_do_not_fit(
    project: Project, stages: tuple[networks.Parts, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "make_room", lambda *_args, **_words: 0)
    gather(project, stages[0].backbone, "litert")
    assert len(list(project.cache.glob("features-*"))) == 2
    assert not [path for path in project.cache.glob("pixels-*/rows.bin") if path.stat().st_size]


def test_another_engine_has_rows_of_its_own(
    project: Project, stages: tuple[networks.Parts, ...], counted: Counted
) -> None:
    for engine in ENGINES:
        gather(project, stages[0].backbone, engine)
        assert counted.since() > 0
    assert len(list(project.cache.glob("features-*"))) == 4


@pytest.mark.parametrize("changes", [{"augment": False}, {"variation": Variation(mirror=False)}])
def test_who_wants_no_mirrored_pictures_gets_none(
    project: Project, stages: tuple[networks.Parts, ...], counted: Counted, changes: dict[str, Any]
) -> None:
    for stage in stages:
        material = gather(project, stage.backbone, "tensorflow", **changes)
        assert len(material.training.views) == 1
        assert counted.since() == len(material.training) + len(material.validation)
    assert not list(project.cache.glob("*-mirrored-*"))

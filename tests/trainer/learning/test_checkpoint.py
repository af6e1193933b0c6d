"""A checkpoint on disk: all there, the best weights in a file of their own, damage and other versions told in words."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from tests.trainer.told import as_documented
from trainer.errors import DiskError, ProjectError
from trainer.learning import checkpoint, standing
from trainer.learning.checkpoint import Checkpoint, State


def arrays(seed: int) -> list[np.ndarray]:
    chance = np.random.default_rng(seed)
    return [chance.normal(size=(3, 4)).astype(np.float32), np.array([seed, 7], np.uint32)]


def made(**state: object) -> Checkpoint:
    values = {"epoch": 3, "best_epoch": 2, "best_loss": 0.1 + 0.2, "loss_sum": 1 / 3, **state}
    return Checkpoint(State(**values), arrays(1), arrays(2), arrays(3))  # type: ignore[arg-type]


def test_everything_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    before = made(engine='{"name": "litert"}', precision="bfloat16", cores=2, phase=1, phase_start=2, lowered=1)
    checkpoint.save(tmp_path / "checkpoint", before)
    after = checkpoint.load(tmp_path / "checkpoint")
    assert after is not None
    assert after.state == before.state
    for name in ("learner", "optimizer", "best"):
        for one, other in zip(getattr(before, name), getattr(after, name), strict=True):
            assert one.dtype == other.dtype
            assert np.array_equal(one, other)


def test_the_best_weights_are_written_once_and_old_ones_go(tmp_path: Path) -> None:
    folder = tmp_path / "checkpoint"
    checkpoint.save(folder, made())
    written = (folder / "best-2.npz").stat().st_mtime_ns
    checkpoint.save(folder, made(epoch=4), best_is_there=True)
    assert (folder / "best-2.npz").stat().st_mtime_ns == written
    checkpoint.save(folder, made(epoch=5, best_epoch=5))
    assert sorted(path.name for path in folder.iterdir()) == ["best-5.npz", "state.npz"]


@pytest.mark.parametrize("name", ["state.npz", "best-2.npz"])
@pytest.mark.parametrize(
    "damage", [lambda data: data[: len(data) // 2], lambda _: b"", lambda data: data[:-40] + b"x" * 40]
)
def test_damage_is_told(tmp_path: Path, name: str, damage: object) -> None:
    checkpoint.save(tmp_path / "checkpoint", made())
    path = tmp_path / "checkpoint" / name
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(ProjectError, match="damaged"):
        checkpoint.load(tmp_path / "checkpoint")


def test_best_weights_that_are_gone_are_told(tmp_path: Path) -> None:
    checkpoint.save(tmp_path / "checkpoint", made())
    (tmp_path / "checkpoint" / "best-2.npz").unlink()
    with pytest.raises(ProjectError, match="damaged"):
        checkpoint.load(tmp_path / "checkpoint")


@pytest.mark.parametrize(("number", "says"), [(None, "an earlier version"), (99, "a later version")])
def test_a_checkpoint_of_another_version_is_refused_in_words(tmp_path: Path, number: int | None, says: str) -> None:
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    state = {"epoch": 3, "step": 1, "best_epoch": 2, "best_loss": 0.5}  # what version 0.1 wrote, and its "best/0"
    if number is not None:
        state["format"] = number
    encoded = np.frombuffer(msgspec.json.encode(state), np.uint8)
    np.savez(folder / "state.npz", state=encoded, **{"learner/0": arrays(1)[0], "best/0": arrays(1)[0]})
    with pytest.raises(ProjectError, match=says) as caught:
        checkpoint.load(folder)
    as_documented("the checkpoint is of another version", str(caught.value).replace("a later", "an earlier"))
    assert checkpoint.peek(folder) is None


def test_the_state_can_be_read_alone(tmp_path: Path) -> None:
    assert checkpoint.peek(tmp_path) is None
    checkpoint.save(tmp_path / "checkpoint", made(cores=3))
    seen = checkpoint.peek(tmp_path / "checkpoint")
    assert seen is not None
    assert seen.cores == 3


def test_a_run_folder_that_has_vanished_is_named(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="not there"):
        checkpoint.save(tmp_path / "gone" / "checkpoint", made())


def test_a_slow_disk_gets_fewer_checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(standing, "time", SimpleNamespace(monotonic=lambda: now[0]))
    (tmp_path / "run").mkdir()
    place = standing.Standing(tmp_path / "run" / "checkpoint", began=now[0])
    save = checkpoint.save

    def slow(*given: object, **more: object) -> None:
        save(*given, **more)  # type: ignore[arg-type]
        now[0] += 1.0

    monkeypatch.setattr(standing.checkpoint, "save", slow)
    spent, began = 0, now[0]
    while now[0] < began + 1000:
        now[0] += 0.5  # a step
        if place.due:
            place.save([], [])
            spent += 1
    assert spent / (now[0] - began) < 0.03
    assert place.elapsed() == pytest.approx(now[0] - began)


def test_what_was_half_written_is_cleared_away_but_not_what_others_write(tmp_path: Path) -> None:
    folder = tmp_path / "checkpoint"
    checkpoint.save(folder, made())
    (folder / ".state.npz.0a1b.part").write_bytes(b"half")
    (tmp_path / ".model.keras.0a1b.part").write_bytes(b"half")
    (tmp_path / ".control.0a1b.part").write_bytes(b"half")
    checkpoint.tidy(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["best-2.npz", "state.npz"]
    assert [path.name for path in tmp_path.glob(".*")] == [".control.0a1b.part"]

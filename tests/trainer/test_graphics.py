"""A machine to which a graphics card was added is another machine to what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer import engines, graphics
from trainer.estimating import kept

Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def without_cards(tmp_path: Path, monkeypatch: Patch) -> Path:
    monkeypatch.setattr(graphics, "DRIVER", tmp_path / "gpus")
    monkeypatch.setattr(graphics, "SUBSYSTEM", tmp_path / "dxg")
    monkeypatch.delenv(graphics.VISIBLE, raising=False)
    return tmp_path / "gpus"


def add_card(driver: Path, text: str = "Model: \t\t NVIDIA T4\nIRQ:   35\n") -> None:
    (driver / "0000:00:1e.0").mkdir(parents=True)
    (driver / "0000:00:1e.0" / "information").write_text(text)


def known() -> tuple[str, Path, str]:
    """By what measurements are found again: the machine in words, estimates, a choice of engine."""
    return kept.machine_name(), kept.folder(), engines.key("a network", size=224, precision="auto")


def test_without_cards_none_are_named() -> None:
    assert graphics.cards() == ()


def test_with_a_card_everything_is_measured_anew(without_cards: Path) -> None:
    before = known()
    add_card(without_cards)
    after = known()
    assert "NVIDIA T4" in after[0]
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_hiding_a_card_is_another_machine_too(without_cards: Path, monkeypatch: Patch) -> None:
    add_card(without_cards)
    before = known()
    monkeypatch.setenv(graphics.VISIBLE, "")
    assert all(one != other for one, other in zip(before, known(), strict=True))


def test_a_card_whose_driver_tells_nothing_is_still_a_card(without_cards: Path, tmp_path: Path) -> None:
    add_card(without_cards, "nothing")
    assert graphics.cards()[0] == "a graphics card"


def test_windows_subsystem_for_linux_has_its_own_way(tmp_path: Path) -> None:
    (tmp_path / "dxg").touch()
    assert graphics.cards()[0] == "a graphics card"

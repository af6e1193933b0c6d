"""Names of classes: those that mean the same are proposed as one, those that may be meant to are pointed out."""

from __future__ import annotations

import unicodedata

import pytest

from trainer.catalog.naming import propose


@pytest.mark.parametrize(
    ("rarer", "words"),
    [
        ("DRAWINGS", "differs only in case from “drawings”"),
        ("drawing", "looks like the singular of “drawings”"),
        ("Drawing", "looks like the singular of “drawings”"),
        ("draw_ings", "differs only in spaces or hyphens from “drawings”"),
    ],
)
def test_names_that_mean_the_same_become_the_commoner_one(rarer: str, words: str) -> None:
    found = propose({"drawings": 100, rarer: 3})
    assert found[rarer][:2] == ("drawings", words)
    assert found["drawings"] == ("drawings", "", None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("still life", "Still-Lifes"),
        ("still_life", "stilllife"),
        ("glass", "glasses"),
        ("woman", "women"),
        ("city", "Cities"),
        ("leaf", "leaves"),
        ("brush", "brushes"),
        ("movie", "movies"),
        ("Gemälde", unicodedata.normalize("NFD", "Gemälde")),
        ("ÉTUDE", "étude"),
        ("oil painting", "oil paintings"),
    ],
)
def test_pairs_that_are_one(one: str, other: str) -> None:
    for names in ({one: 2, other: 1}, {one: 1, other: 2}):
        found = propose(names)
        assert found[one].becomes == found[other].becomes
        assert found[one].why or found[other].why


def test_all_spellings_become_the_same(tmp_path: object) -> None:
    found = propose({"Drawings": 5, "drawing": 4, "DRAWING": 3, "drawings": 2, "drawings ": 1})
    assert {proposal.becomes for proposal in found.values()} == {"Drawings"}


@pytest.mark.parametrize(
    "names",
    [
        ("cats", "bats"),
        ("boats", "coats"),
        ("18th century", "19th century"),
        ("class 1", "class 2"),
        ("type a", "type b"),
        ("bus", "bu"),
        ("glass", "glas"),
        ("日本画", "洋画"),
        ("a", "as"),
        ("", "!"),
    ],
)
def test_names_that_are_different_are_left_alone(names: tuple[str, str]) -> None:
    assert propose(dict.fromkeys(names, 1)) == {name: (name, "", None) for name in names}


@pytest.mark.parametrize("name", ["enrgaving", "engravin", "engravving", "engravimg", "Engrawing"])
def test_slips_of_the_pen_are_pointed_out_and_not_proposed(name: str) -> None:
    assert propose({"engraving": 90, name: 2})[name] == (name, "is nearly the same as “engraving”", "engraving")


def test_the_project_s_own_classes_come_first() -> None:
    found = propose({"drawings": 100, "paintings": 5, "cats": 3}, known=["Drawing", "cat", "cats"])
    assert found["drawings"].becomes == "Drawing"
    assert found["paintings"].becomes == "paintings"
    assert found["cats"] == ("cats", "", None)


def test_very_many_names() -> None:
    names = {f"picture {number}": 1 for number in range(50_000)}
    assert all(proposal.becomes == name for name, proposal in propose(names).items())

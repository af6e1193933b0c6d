"""Patterns of names: every name that comes of one is the name of one file or folder, within what disks take."""

from __future__ import annotations

import os

import pytest

from trainer.sorting.patterns import LONGEST, Facts, Pattern, band, folded, numbered, portable, shortened


def test_all_fields_are_filled_in() -> None:
    pattern = Pattern("{class}/{folder}/{confidence}/{percent} {stem}{ext}")
    facts = Facts("oil on canvas", 0.937, "a.b.JPG", "2019/May")
    assert pattern.filled(facts) == ("oil on canvas", "2019", "May", "90-100", "93 a.b.JPG")
    assert pattern.filled(facts._replace(confidence=None))[3:] == ("own", "own a.b.JPG")


def test_the_ending_is_never_lost() -> None:
    assert Pattern("{class}/{stem} sorted").filled(Facts("x", 0.5, "a.jpg")) == ("x", "a sorted.jpg")
    assert Pattern("{class}/{name}").filled(Facts("x", 0.5, "a{class}.jpg")) == ("x", "a{class}.jpg")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("..", "_"),
        ("a/../b", "a_.._b"),
        ("nul.txt", "_nul.txt"),
        ("x. ", "x"),
        ("\0\n", "__"),
        ("Öl & Кровь", "Öl & Кровь"),
    ],
)
def test_names_of_classes_become_names_of_folders(name: str, clean: str) -> None:
    assert portable(name) == clean


def test_classes_that_a_disk_would_take_for_one_get_folders_of_their_own() -> None:
    pattern = Pattern("{class}/{name}")
    names = [pattern.filled(Facts(label, 0.9, "a.jpg"))[0] for label in ("Cat", "cat", "a/b", "a:b", "Cat")]
    assert names == ["Cat", "cat (2)", "a_b", "a_b (2)", "Cat"]


def test_long_names_are_cut_before_their_ending_and_between_characters() -> None:
    for name in ("ü" * 200 + ".jpg", "x" * 300, "a." + "y" * 300, "漢" * 100 + ".tiff"):
        made = shortened(name)
        assert len(os.fsencode(made)) <= LONGEST
        assert made.encode().decode() == made
        assert numbered(made, 12).partition(" (12)")[1]
        assert len(os.fsencode(numbered(made, 12))) <= LONGEST
    assert shortened("ü" * 200 + ".jpg").endswith("ü.jpg")


def test_bands_hold_both_ends() -> None:
    assert [band(value) for value in (0.0, 0.099, 0.1, 0.999, 1.0)] == ["0-10", "0-10", "10-20", "90-100", "90-100"]


def test_accents_and_capitals_do_not_tell_names_apart() -> None:
    assert folded("Cafe\u0301.JPG") == folded("CAFÉ.jpg")

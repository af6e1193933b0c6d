"""Which key gives a picture which class: digits for the first nine, and a letter for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_lowercase

DIGITS = "123456789"


def keys_of(classes: Sequence[str]) -> dict[str, str]:
    """The class of each key.

    A class has a letter of its own name where one is free, the earliest first; else any letter that is left.

    Args:
        classes: In their order.
    """
    keys = dict(zip(DIGITS, classes, strict=False))
    taken: set[str] = set()
    for name in classes:
        letter = next((letter for letter in _letters(name) if letter not in taken), None)
        if letter is not None:
            taken.add(letter)
            keys[letter] = name
    return keys


def letter_of(keys: Mapping[str, str], name: str) -> str:
    """The letter of a class; empty where it has none."""
    return next((key for key, label in keys.items() if label == name and key not in DIGITS), "")


def _letters(name: str) -> Iterable[str]:
    yield from (letter for letter in name.casefold() if letter.isalpha())
    yield from ascii_lowercase

"""Which names of classes mean the same: those that differ in case, spaces or number, and those that look mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from trainer.catalog.names import class_key

_SHORT, _LONG = 5, 8  # letters: in shorter words one other letter makes another word; in longer ones two may be wrong
_MOST = 1_000  # names that are compared with each other letter by letter, which takes half a second
_BETWEEN = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_ENDINGS = (("men", "man"), ("ies", "y"), ("ves", "f"), ("ves", "fe"), ("s", ""))
_SIBILANT = re.compile(r"(s|x|z|ch|sh|o)es$")


class Proposal(NamedTuple):
    """What becomes of a name.

    Attributes:
        becomes: The name that it is proposed to be merged with; itself where there is none.
        why: The reason, in words; empty where there is none.
        similar: A name that it may be meant to be: too unsure to be proposed, but worth a look.
    """

    becomes: str
    why: str = ""
    similar: str | None = None


def propose(names: Mapping[str, int], *, known: Iterable[str] = ()) -> dict[str, Proposal]:
    """What is proposed for each name.

    Names that differ only in case, in spaces, hyphens and underscores, in the way that accents are composed, or in the
    English plural are proposed to become one: the one that the project has already, else the one with most files.
    Names that differ by a letter or two (``enrgaving``) are only pointed out: ``cats`` and ``bats`` do so too.

    Args:
        names: Names of classes as found, with their numbers of files.
        known: Classes that the project has already.
    """
    weights = {**dict(names), **dict.fromkeys(known, -1)}
    ranked = sorted(weights, key=lambda name: (weights[name] >= 0, -weights[name], name))
    chosen: dict[str, str] = {}  # by what makes names one
    proposals: dict[str, Proposal] = {}
    for name in ranked:
        keys = _meanings(name)
        kept = name if weights[name] < 0 else next((chosen[key] for key in keys if key in chosen), name)
        if kept == name:
            chosen[keys[0]] = name
        for key in keys:
            chosen.setdefault(key, kept)
        proposals[name] = Proposal(kept, _difference(name, kept))
    for name, near in _mistyped([name for name in ranked if proposals[name].becomes == name]):
        if proposals[name].similar is None:
            proposals[name] = Proposal(name, f"is nearly the same as “{near}”", near)
    return {name: proposals[name] for name in names}


def _meanings(name: str) -> list[str]:
    """What makes two names one: their letters without case and what stands between, in singular too."""
    words = _words(name)
    if not words:
        return [class_key(name)]
    start, last = "".join(words[:-1]), words[-1]
    return [start + last, *(start + single for single in _singulars(last))]


def _words(name: str) -> list[str]:
    return [word for word in _BETWEEN.split(class_key(name)) if word]


def _singulars(word: str) -> Iterator[str]:
    """What a word may be the plural of; of three letters at least."""
    if _SIBILANT.search(word) and len(word) > 4:
        yield word[:-2]
    if word.endswith(("ss", "us", "is")):
        return
    for plural, single in _ENDINGS:
        if word.endswith(plural) and len(word) - len(plural) + len(single) >= 3:
            yield word.removesuffix(plural) + single


def _difference(name: str, kept: str) -> str:
    if name == kept:
        return ""
    if class_key(name) == class_key(kept):
        same = name.casefold() == kept.casefold()
        return f"differs only in {'case' if same else 'how its accents are written'} from “{kept}”"
    one, other = "".join(_words(name)), "".join(_words(kept))
    if one == other:
        return f"differs only in spaces or hyphens from “{kept}”"
    return f"looks like the {'plural' if other in _meanings(name) else 'singular'} of “{kept}”"


def _mistyped(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names that look like one with a mistake in it; the rarer one first."""
    if len(names) > _MOST:
        return
    before: dict[str, list[tuple[str, str]]] = {}  # by the first letter, which is seldom mistyped
    for name in names:
        letters = class_key(name)
        others = before.setdefault(letters[:1], [])
        yield from ((name, other) for other, known in others if _nearly(letters, known))
        others.append((name, letters))


def _nearly(one: str, other: str) -> bool:
    """Whether one is the other with a letter or two wrong, missing, too many or swapped; numbers are no mistakes."""
    short, long = sorted((len(one), len(other)))
    allowed = 2 if short >= _LONG else 1
    if short < _SHORT or long - short > allowed:
        return False
    if OSA.distance(one, other, score_cutoff=allowed) > allowed or _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    words = _BETWEEN.split(one), _BETWEEN.split(other)
    if len(words[0]) != len(words[1]):
        return True
    return all(min(len(a), len(b)) >= _SHORT for a, b in zip(*words, strict=True) if a != b)

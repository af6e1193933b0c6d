"""Near-duplicates among perceptual hashes: found by hashing parts of the hashes, grouped without chains.

The join is locality-sensitive hashing by random bit samples (Indyk and Motwani, "Approximate nearest neighbors:
towards removing the curse of dimensionality", STOC 1998) with one wrong bit allowed in each sample (multi-probe, as
in Lv et al., VLDB 2007). Samples grow with the logarithm of the number of pictures, so that the candidates
that have to be compared stay in proportion to it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

BITS = 256
LIMIT = 48
"""Bits of 256 in which hashes of the same picture may differ. On 3,108 pictures of art, pairs up to 54 all showed
the same work and the first stranger came at 56; cropped by 1.5 % a side, copies differ in 27 to 44."""
_SEED = 20260
_LIKELY = 36  # bits: what a cropped copy usually differs in; the samples are made to find that
_MISSED = 0.005  # share of such pairs that may be missed
_FEWEST, _MOST = 12, 24  # bits of a sample
_TOGETHER = 16  # pictures of one and the same hash of which every pair is told
_ASPECT = 1.25  # the same picture is not that much wider

Codes = npt.NDArray[np.uint64]


class Pair(NamedTuple):
    """Two near-duplicates by their places in what was compared, and in how many bits of 256 they differ."""

    a: int
    b: int
    distance: int
    mirrored: bool


class Hashes(NamedTuple):
    """Perceptual hashes of some pictures.

    Attributes:
        plain, mirrored: (n, 4) uint64 each, of the pictures and of their mirror images.
        aspects: (n,) width by height.
    """

    plain: Codes
    mirrored: Codes
    aspects: npt.NDArray[np.float32]

    @classmethod
    def of(cls, plain: Sequence[bytes], mirrored: Sequence[bytes], aspects: Sequence[float]) -> Hashes:
        """Make them from 32 bytes each."""
        return cls(_codes(plain), _codes(mirrored), np.asarray(aspects, np.float32))

    def __len__(self) -> int:
        return len(self.plain)


def find(everything: Hashes, new: npt.NDArray[np.int64] | None = None, *, check: Callable[[], None]) -> list[Pair]:
    """The near-duplicates of some pictures among all.

    Args:
        everything: All pictures.
        new: Places of those whose near-duplicates are wanted; by default of all.
        check: Called often; may raise to break off.

    Returns:
        Each pair once, with a < b.
    """
    if len(everything) < 2:
        return []
    wanted = np.arange(len(everything)) if new is None else new
    found: dict[tuple[int, int], Pair] = {}
    for mirrored, queries in ((False, everything.plain), (True, everything.mirrored)):
        for a, b, distance in _join(queries, wanted, everything.plain, check):
            pair = Pair(min(a, b), max(a, b), distance, mirrored)
            known = found.get(pair[:2])
            if a != b and _alike(everything.aspects, a, b) and (known is None or known.distance > distance):
                found[pair[:2]] = pair
    return sorted(found.values())


def groups(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Groups around a middle: every member is a near-duplicate of the first, so no chain leads from one to another.

    Args:
        pairs: Near-duplicates by number.

    Returns:
        Each group with its middle first, then by number; groups in the order of their smallest numbers.
    """
    near: dict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    made: list[list[int]] = []
    for component in components(near):
        left = set(component)
        while left:
            middle = max(left, key=lambda n: (len(near[n] & left), -n))
            around = near[middle] & left
            left -= around | {middle}
            if around:
                made.append([middle, *sorted(around)])
    return sorted(made, key=min)


def components(near: dict[int, set[int]]) -> Iterator[list[int]]:
    """The parts of a graph that hang together, each as a list of its numbers."""
    seen: set[int] = set()
    for start in sorted(near):
        if start in seen:
            continue
        seen.add(start)
        part, waiting = [], [start]
        while waiting:
            number = waiting.pop()
            part.append(number)
            fresh = near[number] - seen
            seen |= fresh
            waiting.extend(fresh)
        yield part


def _codes(hashes: Sequence[bytes]) -> Codes:
    return np.frombuffer(b"".join(hashes), np.uint64).reshape(-1, BITS // 64)


def _alike(aspects: npt.NDArray[np.float32], a: int, b: int) -> bool:
    ratio = float(aspects[a] / aspects[b])
    return 1 / _ASPECT <= ratio <= _ASPECT


def _join(
    queries: Codes, wanted: npt.NDArray[np.int64], codes: Codes, check: Callable[[], None]
) -> Iterator[tuple[int, int, int]]:
    """(query, picture, distance) for all that are at most `LIMIT` apart; of a hash that many share, the first stands for all."""
    shared = _Shared.of(codes)
    if queries is codes:
        yield from shared.crowds(frozenset(wanted.tolist()))
    distinct, many = shared.codes, _Shared.of(queries[wanted])
    found: set[tuple[int, int, int]] = set()
    for chosen in _samples(len(distinct)):
        check()
        for asked, places, bits in _probe(many.codes, distinct, chosen, check):
            found.update(zip(asked.tolist(), places.tolist(), bits.tolist(), strict=True))
    for query, place, distance in found:
        yield from (
            (int(wanted[a]), b, distance) for a in many.members(query) for b in shared.members(place) if wanted[a] != b
        )


class _Shared(NamedTuple):
    """Distinct codes, and who has them: members of code i are ``order[start[i]:start[i + 1]]``."""

    codes: Codes
    order: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]

    @classmethod
    def of(cls, codes: Codes) -> _Shared:
        """Found by a sort that lets other threads run, as that of `numpy.unique` along an axis does not."""
        order = np.lexsort(codes.T[::-1])
        ranked, first = codes[order], np.ones(len(codes), np.bool_)
        first[1:] = (ranked[1:] != ranked[:-1]).any(axis=1)
        start = np.flatnonzero(first)
        return cls(ranked[start], order, np.append(start, len(codes)))

    def members(self, code: int) -> list[int]:
        """Who has a code; only the first one where many have it."""
        chosen: list[int] = self.order[self.start[code] : self.start[code + 1]].tolist()
        return chosen if len(chosen) <= _TOGETHER else chosen[:1]

    def crowds(self, wanted: frozenset[int]) -> Iterator[tuple[int, int, int]]:
        """Everybody in a crowd of one code is as near as can be to its first one."""
        for code in np.flatnonzero(np.diff(self.start) > _TOGETHER).tolist():
            first, *others = self.order[self.start[code] : self.start[code + 1]].tolist()
            yield from ((first, other, 0) for other in others if first in wanted or other in wanted)


def _samples(pictures: int) -> Iterator[npt.NDArray[np.int64]]:
    """Which bits are looked at together: as many samples as it takes to find all but `_MISSED` of the usual pairs."""
    width = max(_FEWEST, min(_MOST, math.ceil(math.log2(max(2, pictures))) + 1))
    right = 1 - _LIKELY / BITS
    hit = right**width + width * (1 - right) * right ** (width - 1)
    chance = np.random.default_rng(_SEED)
    for _ in range(math.ceil(math.log(_MISSED) / math.log1p(-hit))):
        yield chance.choice(BITS, width, replace=False)


def _probe(
    queries: Codes, codes: Codes, chosen: npt.NDArray[np.int64], check: Callable[[], None]
) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]]:
    """Candidates that agree in the chosen bits, or in all but one of them, and are near enough."""
    keys, asked = _keys(codes, chosen), _keys(queries, chosen)
    order = np.argsort(keys, kind="stable").astype(np.int32)
    start = np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=1 << len(chosen)))]).astype(np.int32)
    for flip in (0, *(1 << bit for bit in range(len(chosen)))):
        check()
        key = asked ^ np.uint32(flip)
        counts = start[key + 1] - start[key]
        some = np.flatnonzero(counts)
        many = counts[some]
        query = np.repeat(some, many)
        within = np.arange(len(query)) - np.repeat(np.cumsum(many) - many, many)
        place = order[np.repeat(start[key[some]], many) + within]
        distance = np.bitwise_count(queries[query] ^ codes[place]).sum(axis=1, dtype=np.int64)
        near = distance <= LIMIT
        yield query[near], place[near], distance[near]


def _keys(codes: Codes, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """The chosen bits of each code as one number, (n,)."""
    keys = np.zeros(len(codes), np.uint32)
    for place, bit in enumerate(chosen.tolist()):
        keys |= ((codes[:, bit >> 6] >> np.uint64(bit & 63)) & np.uint64(1)).astype(np.uint32) << np.uint32(place)
    return keys

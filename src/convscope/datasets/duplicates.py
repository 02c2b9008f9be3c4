"""Duplicates in a data set: the same picture twice, also where it was saved anew or mirrored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.summaries import HASH_SIDE, PictureSummary

# Of 64 bits of a perceptual hash, so many may differ between two saves of one picture.
_HASH_DISTANCE = 4
# Pictures of one hash are the same only if they also look the same in 32x32 grey pixels.
_CORRELATION = 0.985
_DIFFERENCE = 6.0
_CHUNK = 512
_PAIRS = 4096


@dataclass(frozen=True)
class Duplicate:
    """Two items that show the same picture.

    Attributes:
        first: name of the one.
        second: name of the other.
        splits: theirs; a picture in training and validation at once is leakage.
        labels: names of their classes.
        is_exact: whether every pixel agrees.
        is_mirrored: whether the one is the mirror image of the other.
    """

    first: str
    second: str
    splits: tuple[str, str]
    labels: tuple[str, str]
    is_exact: bool
    is_mirrored: bool = False

    @property
    def is_leakage(self) -> bool:
        """Whether what is validated or tested was trained on."""
        return self.splits[0] != self.splits[1]


class Pair(NamedTuple):
    """Two pictures that look alike."""

    first: PictureSummary
    second: PictureSummary
    is_mirrored: bool


def find_duplicates(
    seen: Sequence[PictureSummary], split_of: Mapping[str, str], classes: tuple[str, ...]
) -> list[Duplicate]:
    """Exact duplicates, and near duplicates across splits, mirrored ones among them.

    Near duplicates are pictures whose perceptual hashes (pHash, 64 bits) differ in at most four places and whose
    reductions to 32x32 grey pixels correlate by 0.985 or more: the second comparison keeps apart pictures that are
    only of one kind, such as two digits.

    Args:
        seen: the pictures.
        split_of: the split of each item by its name.
        classes: names of the classes.
    """

    def duplicate(first: PictureSummary, second: PictureSummary, *, exact: bool, mirrored: bool) -> Duplicate:
        return Duplicate(
            first.item.name,
            second.item.name,
            (split_of[first.item.name], split_of[second.item.name]),
            (classes[first.item.label], classes[second.item.label]),
            exact,
            mirrored,
        )

    by_content: dict[bytes, list[PictureSummary]] = defaultdict(list)
    for one in seen:
        by_content[one.digest].append(one)
    found = [
        duplicate(group[0], other, exact=True, mirrored=False)
        for group in by_content.values()
        for other in group[1:]
    ]
    parts: dict[str, list[PictureSummary]] = defaultdict(list)
    for one in seen:
        parts[split_of[one.item.name]].append(one)
    splits = list(parts)
    for place, split in enumerate(splits):
        for other in splits[place + 1 :]:
            found += [
                duplicate(pair.first, pair.second, exact=False, mirrored=pair.is_mirrored)
                for pair in alike(parts[split], parts[other])
                if pair.first.digest != pair.second.digest
            ]
    return found


def copies(seen: Sequence[PictureSummary]) -> list[list[str]]:
    """Names of the items that show one picture, exactly, nearly or mirrored; each group with two names or more."""
    leader = {one.item.name: one.item.name for one in seen}

    def first_of(name: str) -> str:
        while leader[name] != name:
            leader[name] = name = leader[leader[name]]
        return name

    for pair in alike(seen, seen):
        a, b = sorted((first_of(pair.first.item.name), first_of(pair.second.item.name)))
        leader[b] = a
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(leader):
        groups[first_of(name)].append(name)
    return [names for names in groups.values() if len(names) > 1]


def alike(first: Sequence[PictureSummary], second: Sequence[PictureSummary]) -> Iterator[Pair]:
    """Pairs of one picture each that look alike; of the same pictures twice, each pair once.

    As +1 and -1, hashes have a product of 64 less twice their distance.
    """
    if not first or not second:
        return
    marks = _signs([one.hash for one in first]), _signs([one.mirrored_hash for one in first])
    small = np.stack([one.small for one in first])
    is_same = first is second
    for start in range(0, len(second), _CHUNK):
        chunk = second[start : start + _CHUNK]
        others = _signs([one.hash for one in chunk]).T
        plain: set[tuple[int, int]] = set()
        for is_mirrored, mark in enumerate(marks):
            products = mark @ others
            rows, columns = np.nonzero(products >= HASH_SIDE**2 - 2 * _HASH_DISTANCE)
            if is_same:
                rows, columns = rows[rows < columns + start], columns[rows < columns + start]
            for part in range(0, len(rows), _PAIRS):
                places = rows[part : part + _PAIRS], columns[part : part + _PAIRS]
                ours = small[places[0]]
                theirs = np.stack([chunk[column].small for column in places[1]])
                looks = _looks_alike(ours[..., ::-1] if is_mirrored else ours, theirs)
                for row, column in zip(places[0][looks].tolist(), places[1][looks].tolist(), strict=True):
                    if (row, column) not in plain:
                        yield Pair(first[row], chunk[column], bool(is_mirrored))
                        plain.add((row, column))


def _signs(hashes: Sequence[NDArray[np.bool_]]) -> NDArray[np.float32]:
    return np.array(hashes, np.float32) * 2 - 1


def _looks_alike(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Of pairs (N, 32, 32) of reduced pictures, which are the same."""
    a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
    near: NDArray[np.bool_] = np.abs(a - b).mean(1) <= _DIFFERENCE
    deviations = a.std(1) * b.std(1)
    centred = a - a.mean(1, keepdims=True), b - b.mean(1, keepdims=True)
    # Of two pictures of one colour, the hash says nothing, and the difference all.
    correlated = (centred[0] * centred[1]).mean(1) >= _CORRELATION * deviations
    same: NDArray[np.bool_] = near & (correlated | (deviations < 1))
    return same

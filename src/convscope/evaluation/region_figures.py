"""How well phrases are told where they belong: the figures of DenseCap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convscope.detection.curves import Part, pooled
from convscope.detection.judged import Numbers
from convscope.evaluation.exact_meteor import exact_meteor
from convscope.network.vocabulary import words_of

OVERLAPS = (0.3, 0.4, 0.5, 0.6, 0.7)
LIKENESSES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25)
# Of a region that is found.
_FOUND = 0.5
# True boxes that overlap so much are one, of several phrases.
_SAME = 0.7


class TrueRegion(NamedTuple):
    """A region with all phrases that people told of it.

    Attributes:
        box: (4,) left, top, right, bottom, the mean of those that were drawn.
        phrases: of it.
    """

    box: Numbers
    phrases: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class JudgedRegions:
    """What is told of the regions of a photo beside what is there.

    Attributes:
        photo: its name.
        boxes: (D, 4) of what is told, the highest score first.
        scores: (D,).
        phrases: of each.
        truth: what is there.
        finds: (D,) index of the region that each overlaps most, if none before it did; -1 else.
        overlaps: (D,) IoU with that region.
        likenesses: (D,) METEOR of the phrase beside that region's; -1 where none is found.
    """

    photo: str
    boxes: Numbers
    scores: Numbers
    phrases: tuple[str, ...]
    truth: tuple[TrueRegion, ...]
    finds: NDArray[np.int64]
    overlaps: Numbers
    likenesses: Numbers

    def part(self, overlap: float, likeness: float | None) -> Part:
        """What the photo adds to a curve: right is what overlaps enough and, unless that is None, is told likely."""
        hits = (self.finds >= 0) & (self.overlaps >= overlap)
        if likeness is not None:
            hits &= self.likenesses > likeness
        return Part(self.scores, hits, len(self.truth))

    def overlapped(self, told: NDArray[np.bool_]) -> int:
        """How many of the regions something of what is told (D,) overlaps by 0.5 or more."""
        there = np.array([one.box for one in self.truth]).reshape(-1, 4)
        return int((overlaps_of(self.boxes[told], there) >= _FOUND).any(0).sum())

    def is_right(self, place: int) -> bool:
        """Whether what is told at a place is one of the phrases of the region that it finds, word by word."""
        true = self.truth[int(self.finds[place])].phrases
        return words_of(self.phrases[place]) in [words_of(one) for one in true]


def judged_regions(
    photo: str,
    boxes: Numbers,
    scores: Numbers,
    phrases: Sequence[str],
    true_boxes: Numbers,
    true_phrases: Sequence[str],
) -> JudgedRegions:
    """Put what is told beside what is there: each takes the region that it overlaps most, the highest score first.

    True boxes that overlap by 0.7 or more are one region of several phrases, as in the published code.

    Args:
        photo: its name.
        boxes: (D, 4) of what is told, the highest score first.
        scores: (D,).
        phrases: of each.
        true_boxes: (T, 4).
        true_phrases: of each.
    """
    truth = merged_regions(true_boxes, true_phrases)
    shared = overlaps_of(boxes, np.array([one.box for one in truth]).reshape(-1, 4))
    finds, overlaps = np.full(len(boxes), -1), np.zeros(len(boxes))
    likenesses, taken = np.full(len(boxes), -1.0), set[int]()
    for place, row in enumerate(shared):
        best = int(row.argmax()) if row.any() else -1
        if best >= 0 and best not in taken:
            taken.add(best)
            finds[place], overlaps[place] = best, row[best]
            likenesses[place] = exact_meteor(phrases[place], truth[best].phrases)
    return JudgedRegions(photo, boxes, scores, tuple(phrases), truth, finds, overlaps, likenesses)


def merged_regions(boxes: Numbers, phrases: Sequence[str]) -> tuple[TrueRegion, ...]:
    """Regions (T, 4) with their phrases, those that overlap much being one: the one with the most others first."""
    left, found = np.arange(len(boxes)), list[TrueRegion]()
    near = overlaps_of(boxes, boxes) >= _SAME
    np.fill_diagonal(near, val=True)
    while len(left):
        among = near[np.ix_(left, left)]
        mine = left[among[int(among.sum(1).argmax())]]
        found.append(TrueRegion(boxes[mine].mean(0), tuple(phrases[place] for place in mine)))
        left = np.setdiff1d(left, mine)
    return tuple(found)


def overlaps_of(first: Numbers, second: Numbers) -> Numbers:
    """(D, T) IoU of boxes (D, 4) and (T, 4)."""
    left_top = np.maximum(first[:, None, :2], second[None, :, :2])
    right_bottom = np.minimum(first[:, None, 2:], second[None, :, 2:])
    shared = np.clip(right_bottom - left_top, 0, None).prod(-1)
    areas = [np.clip(one[:, 2:] - one[:, :2], 0, None).prod(-1) for one in (first, second)]
    union = areas[0][:, None] + areas[1][None] - shared
    found: Numbers = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return found


def mean_ap(photos: Sequence[JudgedRegions]) -> float:
    """The mean of the average precisions at all pairs of an overlap and a likeness; NaN where there is no region.

    Source: Johnson et al. 2016, arXiv:1511.07571, section 4.2, with METEOR of exact words.
    """
    return float(
        np.mean([_average_precision(photos, one, other) for one in OVERLAPS for other in LIKENESSES])
    )


def mean_ap_of_boxes(photos: Sequence[JudgedRegions]) -> float:
    """The same whatever the phrases are: the mean over the overlaps."""
    return float(np.mean([_average_precision(photos, one, None) for one in OVERLAPS]))


def _average_precision(photos: Sequence[JudgedRegions], overlap: float, likeness: float | None) -> float:
    return pooled([photo.part(overlap, likeness) for photo in photos]).average_precision


def figures_of_told(photos: Sequence[JudgedRegions], score: float) -> dict[str, float]:
    """What is told, of at least a score, beside what is there; NaN for a figure of nothing.

    ``recall`` is the share of the regions that something told overlaps by 0.5 or more, ``precision`` the share of
    what is told that finds a region so, each region once; of these ``phrases right`` says how many phrases are one of
    the true ones, word by word, and ``METEOR`` how near they are to them.

    Args:
        photos: judged.
        score: least score of what is told.
    """
    told = [photo.scores >= score for photo in photos]
    finds = [
        np.flatnonzero(those & (photo.finds >= 0) & (photo.overlaps >= _FOUND))
        for photo, those in zip(photos, told, strict=True)
    ]
    found, there = sum(map(len, finds)), sum(len(photo.truth) for photo in photos)
    near = sum(photo.overlapped(those) for photo, those in zip(photos, told, strict=True))
    pairs = [(photo, int(place)) for photo, places in zip(photos, finds, strict=True) for place in places]
    right = sum(photo.is_right(place) for photo, place in pairs)
    likeness = sum(float(photo.likenesses[place]) for photo, place in pairs)
    return {
        "recall": _share(near, there),
        "precision": _share(found, int(sum(those.sum() for those in told))),
        "phrases right": _share(right, found),
        "METEOR": _share(likeness, found),
    }


def _share(part: float, whole: int) -> float:
    return part / whole if whole else float("nan")

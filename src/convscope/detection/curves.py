"""Precision and recall of the detections of a class, and the average precision that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from convscope.detection.judged import Flags, Judged, Numbers, matched

# Detections of a photo and class that count, those with the highest scores.
MOST = 100
# At so many recalls precision is read, as COCO's evaluation does.
_RECALLS = np.linspace(0, 1, 101)
ANY_SIZE = (0.0, 1e10)


@dataclass(frozen=True, eq=False)
class PrecisionRecall:
    """Detections of a class over all photos, the highest score first.

    Attributes:
        scores: (n,) of those that count.
        hits: (n,) whether each finds a thing.
        count: how many things there are.
    """

    scores: Numbers
    hits: Flags
    count: int

    @property
    def recalls(self) -> Numbers:
        """(n,) share of the things that detections of at least this score find."""
        return np.cumsum(self.hits) / max(self.count, 1)

    @property
    def precisions(self) -> Numbers:
        """(n,) share of the detections of at least this score that find a thing."""
        return np.cumsum(self.hits) / np.arange(1, len(self.hits) + 1)

    @property
    def recall(self) -> float:
        """Share of the things that any detection finds; NaN where there is no thing."""
        return float(self.hits.sum()) / self.count if self.count else float("nan")

    @property
    def average_precision(self) -> float:
        """The mean over 101 recalls of the best precision at that recall or a greater one; NaN without any thing."""
        if not self.count:
            return float("nan")
        best = np.maximum.accumulate(self.precisions[::-1])[::-1]
        places = np.searchsorted(self.recalls, _RECALLS, side="left")
        return float(np.append(best, 0.0)[np.minimum(places, len(best))].mean())

    @property
    def best_score(self) -> float:
        """The least score from which on detections have the greatest F1; NaN where none finds a thing."""
        if not self.hits.any():
            return float("nan")
        both = self.precisions * self.recalls / np.maximum(self.precisions + self.recalls, 1e-12)
        return float(self.scores[int(both.argmax())])

    def at(self, score: float) -> tuple[float, float]:
        """Precision and recall of the detections of a score or more; a precision of nothing is 1."""
        count = int((self.scores >= score).sum())
        if not count:
            return 1.0, 0.0
        return float(self.precisions[count - 1]), float(self.recalls[count - 1])


class Part(NamedTuple):
    """Detections of a class in one photo.

    Attributes:
        scores: (n,) of those that count.
        hits: (n,) whether each finds a thing.
        things: how many there are.
    """

    scores: Numbers
    hits: Flags
    things: int


def precision_recall(
    photos: Sequence[Judged],
    label: int,
    *,
    threshold: float = 0.5,
    sizes: tuple[float, float] = ANY_SIZE,
    most: int = MOST,
) -> PrecisionRecall:
    """Judge the detections of a class.

    Args:
        photos: with what was found and what is there.
        label: index of the class.
        threshold: least IoU of a detection with the thing that it finds.
        sizes: least and greatest area of the things that count; detections of others that find none do not count.
        most: detections of a photo that count.
    """
    return pooled([part_of(photo, label, threshold=threshold, sizes=sizes, most=most) for photo in photos])


def part_of(
    photo: Judged,
    label: int,
    *,
    threshold: float = 0.5,
    sizes: tuple[float, float] = ANY_SIZE,
    most: int = MOST,
) -> Part:
    """What one photo has to say of a class; see `precision_recall`."""
    mine = np.flatnonzero(photo.found.labels == label)
    order = mine[np.argsort(-photo.found.scores[mine], kind="stable")][:most]
    there = np.flatnonzero(photo.truth.labels == label)
    crowds = photo.truth.crowds[there]
    of_truth = photo.areas[1][there]
    ignored = crowds | (of_truth < sizes[0]) | (of_truth > sizes[1])
    found = matched(photo.overlaps[np.ix_(order, there)], ignored, crowds, threshold)
    of_found = photo.areas[0][order]
    is_hit = found >= 0
    is_beside = ~is_hit & ((of_found < sizes[0]) | (of_found > sizes[1]))
    counts = ~is_beside
    if len(there):
        counts &= ~(is_hit & ignored[found])
    return Part(photo.found.scores[order][counts], is_hit[counts], int((~ignored).sum()))


def pooled(parts: Sequence[Part]) -> PrecisionRecall:
    """What several photos have to say of a class together."""
    scores = np.concatenate([np.zeros(0), *(part.scores for part in parts)])
    hits = np.concatenate([np.zeros(0, np.bool_), *(part.hits for part in parts)])
    order = np.argsort(-scores, kind="stable")
    return PrecisionRecall(scores[order], hits[order], sum(part.things for part in parts))

"""How classes lie among vectors: which are apart, and which overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.examine.embedding.faithfulness import MOST
from convscope.examine.neighbours.search import Matrix, nearest_others
from convscope.extras import extra


@dataclass(frozen=True)
class PlacedClass:
    """A class among the vectors.

    Attributes:
        label: its name.
        photos: of it.
        silhouette: mean over its photos, from -1 to 1, of the vectors; None where only one class can be judged.
        own: share of its photos' nearest neighbours that are of the class, too.
    """

    label: str
    photos: int
    silhouette: float | None
    own: float


@dataclass(frozen=True)
class Overlap:
    """Two classes that overlap.

    Attributes:
        first: the name of one.
        second: of the other.
        share: of the nearest neighbours of the photos of both, those that are of the other of the two.
    """

    first: str
    second: str
    share: float


@dataclass(frozen=True)
class ClassFigures:
    """How classes lie among vectors.

    Attributes:
        silhouette: mean over all photos by the vectors; None where there are fewer than two classes.
        silhouette_of_points: the same by the points of the plane.
        classes: the most frequent first.
        overlaps: the largest share first; those without any are left out.
    """

    silhouette: float | None
    silhouette_of_points: float | None
    classes: tuple[PlacedClass, ...]
    overlaps: tuple[Overlap, ...]


def class_figures(
    vectors: Matrix,
    points: NDArray[np.float64],
    labels: Sequence[str | None],
    among: int = 10,
    *,
    most: int = MOST,
    seed: int = 0,
) -> ClassFigures:
    """Judge how far classes are apart.

    The silhouette of a photo is (b - a) / max(a, b): a is its mean distance to the other photos of its class, b the
    least of its mean distances to another class.  Distances of vectors are 1 - cosine, of points Euclidean.  Photos
    without a label are left out; of more than ``most`` so many are drawn at random.

    Source: Rousseeuw 1987, Silhouettes.
    """
    known = np.flatnonzero([label is not None for label in labels])
    if len(known) > most:
        known = np.sort(np.random.default_rng(seed).choice(known, most, replace=False))
    if len(known) < 3:
        return ClassFigures(None, None, (), ())
    vectors, points = vectors[known], points[known]
    names, numbers = np.unique([str(labels[row]) for row in known.tolist()], return_inverse=True)
    near, _ = nearest_others(vectors, min(among, len(known) - 1))
    mixing = np.zeros((len(names), len(names)))
    np.add.at(mixing, (numbers[:, None], numbers[near]), 1)
    sizes = np.bincount(numbers)
    by_photo = None
    of_points = None
    if 2 <= len(names) < len(known):
        metrics = extra("sklearn.metrics", "examine")
        by_photo = metrics.silhouette_samples(vectors, numbers, metric="cosine")
        of_points = float(metrics.silhouette_score(points, numbers))
    classes = [
        PlacedClass(
            str(name),
            int(sizes[place]),
            None if by_photo is None else float(by_photo[numbers == place].mean()),
            float(mixing[place, place] / mixing[place].sum()),
        )
        for place, name in enumerate(names)
    ]
    return ClassFigures(
        silhouette=None if by_photo is None else float(by_photo.mean()),
        silhouette_of_points=of_points,
        classes=tuple(sorted(classes, key=lambda one: (-one.photos, one.label))),
        overlaps=_overlaps(mixing, names.tolist()),
    )


def _overlaps(mixing: NDArray[np.float64], names: Sequence[str]) -> tuple[Overlap, ...]:
    totals = mixing.sum(1)
    pairs = [(a, b) for a in range(len(names)) for b in range(a) if mixing[a, b] + mixing[b, a] > 0]
    found = [
        Overlap(names[b], names[a], float((mixing[a, b] + mixing[b, a]) / (totals[a] + totals[b])))
        for a, b in pairs
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, one.first, one.second)))

"""A linear support vector machine for each class, with hard negative mining.

Source: Girshick et al. 2014, arXiv:1311.2524, section 2.3; Felzenszwalb et al. 2010, "Object detection with
discriminatively trained part-based models", section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from convscope.extras import extra
from convscope.learn.linear_functions import Flags, Floats, Linear, Scale
from convscope.progress import Progress

# Of features whose mean length is 1.
_C = 1.0
# Negatives of each photo that the first machine sees, how often others are looked for, and how many are kept.
_FIRST, _PASSES, _MOST = 20, 3, 20_000
_ITERATIONS = 3000


class Examples(NamedTuple):
    """The regions of a photo.

    Attributes:
        read: gives their features (R, F).
        positive: (R, classes) whether a region shows a class.
        negative: (R, classes) whether it shows something else; what is neither is not learned from.
    """

    read: Callable[[], Floats]
    positive: Flags
    negative: Flags


def support_vectors(photos: Sequence[Examples], scale: Scale, seed: int, progress: Progress) -> Linear:
    """The margins of each class: at least 1 of regions that show it, at most -1 of those that show something else.

        min |w|^2 / 2 + C sum of max(0, 1 - y (w x + b))^2,    C = 1, x standardized and divided by sqrt(F)

    The first machine of a class is learned from a few negatives of each photo; the next also from those that it held
    for its class, or hardly not, and so on: a region that is rightly left out by far changes nothing.

    Args:
        photos: to learn from; of each class there are positive and negative regions.
        scale: of their features.
        seed: of the order in which liblinear takes them.
        progress: asked whether to stop.

    Returns:
        Margins of features as they are.

    Raises:
        Cancelled: somebody asked to stop.
    """
    classes, length = photos[0].positive.shape[1], len(scale.mean) ** 0.5
    scaled = Scale(scale.mean, scale.deviation * np.float32(length))
    first = [_first(photo.negative) for photo in photos]
    found = _fitted(photos, first, scaled, seed, progress)
    for _ in range(_PASSES):
        margins = [found(scaled(photo.read())) for photo in photos]
        least = [_least(photos, margins, label) for label in range(classes)]
        hard = [photo.negative & (own > least) for photo, own in zip(photos, margins, strict=True)]
        held = [some | more for some, more in zip(first, hard, strict=True)]
        found = _fitted(photos, held, scaled, seed, progress)
    return scaled.folded(found)


def _first(negative: Flags) -> Flags:
    """Of the negatives (R, classes) of a photo twenty of each class, evenly spaced."""
    chosen = np.zeros_like(negative)
    for label in range(negative.shape[1]):
        rows = np.flatnonzero(negative[:, label])
        chosen[rows[:: max(len(rows) // _FIRST, 1)], label] = True
    return chosen


def _least(photos: Sequence[Examples], margins: Sequence[Floats], label: int) -> float:
    """The margin of a class above which negatives are hard: -1, or more where there are too many."""
    each = np.concatenate(
        [own[photo.negative[:, label], label] for photo, own in zip(photos, margins, strict=True)]
    )
    return max(-1.0, float(np.sort(each)[-_MOST])) if len(each) > _MOST else -1.0


def _fitted(
    photos: Sequence[Examples], held: Sequence[Flags], scale: Scale, seed: int, progress: Progress
) -> Linear:
    svm = extra("sklearn.svm", "train")
    weights, biases = [], []
    for label in range(held[0].shape[1]):
        progress.check()
        rows, shows = [], []
        for photo, negative in zip(photos, held, strict=True):
            taken = photo.positive[:, label] | negative[:, label]
            if taken.any():
                rows.append(scale(photo.read()[taken]))
                shows.append(photo.positive[taken, label])
        machine = svm.LinearSVC(C=_C, max_iter=_ITERATIONS, random_state=seed)
        machine.fit(np.concatenate(rows), np.concatenate(shows))
        weights.append(machine.coef_[0])
        biases.append(machine.intercept_[0])
    return Linear(np.array(weights, np.float32), np.array(biases, np.float32))

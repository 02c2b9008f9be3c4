"""Slices: the accuracy on parts of the photos, such as dark and bright ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy
from numpy.typing import NDArray

from convscope.evaluation.resampling import Estimate, bootstrap

PARTS = 3
# An accuracy on fewer photos says nothing.
SMALLEST = 5
SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Slice:
    """Some of the photos and the accuracy on them.

    Attributes:
        property: by which the photos are divided, such as ``brightness``.
        group: which part, such as ``0.12 to 0.35``.
        count: its photos.
        accuracy: the share of them that are classified correctly.
        differs: whether that is not the share in the rest, by Fisher's exact test at 5 %.
    """

    property: str
    group: str
    count: int
    accuracy: Estimate
    differs: bool


def by_number(values: NDArray[np.float64], form: str = "{:.3g}") -> list[tuple[str, NDArray[np.bool_]]]:
    """Parts of about equal size by a number (N,), as their names and rows; none where it does not vary."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, PARTS + 1)))
    if len(edges) < 2:
        return []
    places = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    return [
        (f"{form.format(low)} to {form.format(high)}", places == place)
        for place, (low, high) in enumerate(pairwise(edges))
    ]


def by_word(values: Sequence[str]) -> list[tuple[str, NDArray[np.bool_]]]:
    """One part for each value that occurs, as its name and rows; none where there is one value alone."""
    words = sorted(set(values))
    if len(words) < 2:
        return []
    return [(word or "(empty)", np.array([value == word for value in values])) for word in words]


def slices(
    correct: NDArray[np.bool_], parts: Mapping[str, Sequence[tuple[str, NDArray[np.bool_]]]], *, seed: int = 0
) -> list[Slice]:
    """Accuracy on each part, the properties in their order.

    Args:
        correct: (N,) whether a photo was classified correctly.
        parts: for each property its parts, as `by_number` and `by_word` give them.
        seed: of the intervals.
    """
    found = []
    for name, groups in parts.items():
        for group, rows in groups:
            if rows.sum() < SMALLEST:
                continue
            accuracy = _accuracy(correct[rows], seed)
            found.append(
                Slice(name, group, int(rows.sum()), accuracy, _differs(correct[rows], correct[~rows]))
            )
    return found


def _differs(inside: NDArray[np.bool_], rest: NDArray[np.bool_]) -> bool:
    """The test is exact also where one of them has no error, of which the bootstrap knows no spread."""
    table = [[part.sum(), (~part).sum()] for part in (inside, rest)]
    return bool(scipy.stats.fisher_exact(table).pvalue < SIGNIFICANCE)


def _accuracy(correct: NDArray[np.bool_], seed: int) -> Estimate:
    values = correct.astype(np.float64)
    return bootstrap(lambda rows: values[rows].mean(keepdims=True), len(values), seed=seed)[0]

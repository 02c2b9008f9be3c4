"""Some of a scan's photos among all: the direction that leads to them, and what answers to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from convscope.errors import ScanError
from convscope.examine.concepts.named import Answer, answers, area
from convscope.examine.neighbours.search import unit_vectors
from convscope.examine.scans.vectors import Vectors

MOST = 12
# Channels of the objective that stands for a direction.
TERMS = 16


@dataclass(frozen=True)
class SelectingUnit:
    """A unit that tells the chosen photos from the others.

    Attributes:
        unit: its number.
        difference: of its mean over the chosen from that over the others, in standard deviations over all photos.
        auc: probability that it is higher on a chosen photo than on another.
    """

    unit: int
    difference: float
    auc: float


@dataclass(frozen=True, eq=False)
class Selection:
    """Photos that were chosen among those of a scan.

    Attributes:
        layer: whose vectors they are compared by.
        direction: (C,) of length 1, from the mean of the others to that of the chosen.
        objective: the mean over places of the direction's `TERMS` greatest channels, as an objective's text.
        kept: cosine of the angle between the direction and what the objective keeps of it.
        units: that tell the chosen from the others, the greatest difference first.
        classes: that the direction answers to, the best first.
        along: (number of the photo, cosine of its vector with the direction) of the others that lie farthest along.
    """

    layer: str
    direction: NDArray[np.float64] = field(repr=False)
    objective: str
    kept: float
    units: tuple[SelectingUnit, ...]
    classes: tuple[Answer, ...]
    along: tuple[tuple[int, float], ...]


def selection(
    vectors: Vectors, chosen: Sequence[int], labels: Sequence[str | None], *, most: int = MOST
) -> Selection:
    """The direction to chosen photos.

    Args:
        vectors: of all photos (N, C).
        chosen: numbers of photos.
        labels: classes of all photos, in the vectors' order.
        most: how many units, and photos along the direction.

    Raises:
        ScanError: none of the photos is chosen, or all are, or their mean is that of the others.
    """
    inside = np.isin(vectors.numbers, np.asarray(chosen, np.int64))
    if not inside.any() or inside.all():
        raise ScanError(
            "A direction leads from some photos to others.", "Choose some of the photos, not all."
        )
    values = np.asarray(vectors.values, np.float64)
    difference = values[inside].mean(0) - values[~inside].mean(0)
    length = float(np.linalg.norm(difference))
    if not length:
        raise ScanError("The chosen photos have the mean of the others.", "Choose other photos.")
    direction: NDArray[np.float64] = difference / length
    spread = values.std(0)
    scaled = np.divide(difference, spread, out=np.zeros_like(spread), where=spread > 0)
    first = np.argsort(-scaled, kind="stable")[:most].tolist()
    cosines = unit_vectors(vectors.values) @ direction.astype(np.float32)
    others = np.flatnonzero(~inside)
    far = others[np.argsort(-cosines[others], kind="stable")[:most]].tolist()
    known = np.array([label is not None for label in labels], bool)
    groups = [label for label in labels if label is not None]
    terms = np.argsort(-np.abs(direction), kind="stable")[:TERMS]
    return Selection(
        layer=vectors.layer,
        direction=direction,
        objective=_objective(vectors.layer, direction, terms[np.abs(direction[terms]) > 0].tolist()),
        kept=float(np.linalg.norm(direction[terms])),
        units=tuple(
            SelectingUnit(unit, float(scaled[unit]), area(values[inside, unit], values[~inside, unit]))
            for unit in first
            if scaled[unit] > 0
        ),
        classes=answers(cosines[known], groups),
        along=tuple((int(vectors.numbers[row]), float(cosines[row])) for row in far),
    )


def _objective(layer: str, direction: NDArray[np.float64], terms: Sequence[int]) -> str:
    """A weighted sum of channels, ``0.41*blocks.6:12 - 0.2*blocks.6:3``."""
    said = ""
    for channel in terms:
        weight = float(direction[channel])
        sign = (" - " if weight < 0 else " + ") if said else ("-" if weight < 0 else "")
        said += f"{sign}{abs(weight):.4g}*{layer}:{channel}"
    return said

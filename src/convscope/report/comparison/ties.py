"""Methods that give the same map: what parts their scores is rounding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Of the largest magnitude: gradients in single precision differ by less, and no eye sees it.
_TOLERANCE = 1e-4


def first_equals(maps: Sequence[NDArray[np.float32]]) -> tuple[int, ...]:
    """Of each map the place of the first one that it equals, which may be its own."""
    found: list[int] = []
    for place, one in enumerate(maps):
        earlier = (first for first in dict.fromkeys(found) if _are_equal(maps[first], one))
        found.append(next(earlier, place))
    return tuple(found)


def ties(equal: Sequence[Sequence[int]]) -> list[list[int]]:
    """The methods whose maps are equal on every photo, together.

    Args:
        equal: of each photo what `first_equals` found.

    Returns:
        Places of methods; one that equals no other is alone.
    """
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, firsts in enumerate(zip(*equal, strict=True)):
        groups.setdefault(firsts, []).append(place)
    return list(groups.values())


def _are_equal(a: NDArray[np.float32], b: NDArray[np.float32]) -> bool:
    if a.shape != b.shape:
        return False
    largest = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    return bool(np.abs(a - b).max(initial=0) <= _TOLERANCE * largest)

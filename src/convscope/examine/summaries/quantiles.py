"""Quantiles of each unit over the photos, by a sketch whose size hardly grows.

KLL sketches (Karnin, Lang and Liberty 2016, arXiv:1603.05346) of Apache DataSketches.  They draw random numbers of
their own, so that two sketches of the same values agree within `rank_error` and not to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.extras import extra

# 1.3 % of rank with 99 % confidence, in 2 kB a unit; fewer values than this are kept as they are.
SKETCH_SIZE = 200


class Quantiles:
    """A sketch for each of C units; what it holds is never changed."""

    def __init__(self, sketches: Any) -> None:
        self._sketches = sketches

    @classmethod
    def of(cls, values: NDArray[np.float32]) -> Quantiles:
        """The sketches of values (N, C)."""
        sketches = _empty(values.shape[1])
        sketches.update(np.ascontiguousarray(values))
        return cls(sketches)

    @classmethod
    def of_bytes(cls, kept: Sequence[bytes]) -> Quantiles:
        """The sketches that `to_bytes` gave."""
        sketches = _empty(len(kept))
        for unit, one in enumerate(kept):
            sketches.deserialize(one, unit)
        return cls(sketches)

    def to_bytes(self) -> list[bytes]:
        """Each unit's sketch in the format of DataSketches."""
        return list(self._sketches.serialize())

    def merged(self, other: Quantiles) -> Quantiles:
        """The sketches of the values of both."""
        sketches = _empty(self._sketches.d)
        sketches.merge(self._sketches)
        sketches.merge(other._sketches)
        return Quantiles(sketches)

    def at(self, ranks: Sequence[float]) -> NDArray[np.float32]:
        """(C, R) the values below which such shares of the photos lie; those at the ranks 0 and 1 are exact."""
        wanted = np.asarray(ranks, np.float64)
        found: NDArray[np.float32] = self._sketches.get_quantiles(wanted)
        # A sketch of many values has not kept the extremes among those that it ranks.
        found[:, wanted == 0] = np.asarray(self._sketches.get_min_values(), np.float32)[:, None]
        found[:, wanted == 1] = np.asarray(self._sketches.get_max_values(), np.float32)[:, None]
        return found


def rank_error() -> float:
    """By how much of the photos a quantile's rank may be wrong, with 99 % confidence."""
    return float(_empty(1).get_normalized_rank_error(SKETCH_SIZE, False))


def _empty(units: int) -> Any:
    return extra("datasketches", "examine").vector_of_kll_floats_sketches(SKETCH_SIZE, units)

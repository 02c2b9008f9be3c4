"""Linear functions of features, and the scale on which they are learned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

# Least deviation of a feature: one that is always the same stays small.
_LEAST = 1e-4


class Linear(NamedTuple):
    """Linear functions of features.

    Attributes:
        weight: (outputs, F).
        bias: (outputs,).
    """

    weight: Floats
    bias: Floats

    def __call__(self, features: Floats) -> Floats:
        """(..., outputs) of features (..., F)."""
        values: Floats = features @ self.weight.T + self.bias
        return values


class Scale(NamedTuple):
    """What makes features of mean 0 and deviation 1 out of features.

    Attributes:
        mean: (F,).
        deviation: (F,), not less than a ten-thousandth.
    """

    mean: Floats
    deviation: Floats

    def __call__(self, features: Floats) -> Floats:
        """Standardized features (..., F)."""
        return (features - self.mean) / self.deviation

    def folded(self, linear: Linear) -> Linear:
        """What computes on the features what ``linear`` computes on standardized ones: w / s, b - (w / s) mean."""
        weight = linear.weight / self.deviation
        bias: Floats = (linear.bias - weight @ self.mean).astype(np.float32)
        return Linear(weight, bias)


def scale_of(parts: Iterable[Floats]) -> Scale:
    """The scale of all rows of parts (R, F), of which one at a time is held."""
    count, total, squares = 0, np.zeros(1), np.zeros(1)
    for part in parts:
        rows = part.astype(np.float64)
        count, total, squares = count + len(rows), total + rows.sum(0), squares + np.square(rows).sum(0)
    mean = total / count
    deviation = np.sqrt(np.maximum(squares / count - np.square(mean), 0)).clip(_LEAST)
    return Scale(mean.astype(np.float32), deviation.astype(np.float32))

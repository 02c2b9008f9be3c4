"""Sobol indices: which share of a function's variance is due to each of its inputs."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True)
class SobolIndices:
    """Shares of a function's variance.

    Attributes:
        first: (D,) by each input alone; they sum to 1 where the inputs act separately.
        total: (D,) by each input, alone and together with others.
    """

    first: Values
    total: Values


def sobol_indices(
    function: Callable[[Values], Values], inputs: int, count: int = 32, seed: int = 0
) -> SobolIndices:
    """Estimate the Sobol indices of a function of independent inputs, uniform in [0, 1].

    Two designs A and B of ``count`` points, and for each input i the design AB_i, which is A with column i of B
    (Saltelli 2010): count (D + 2) points in all.  With V the variance of f over A and B, by Jansen (1999)

        first_i = 1 - mean((f(B) - f(AB_i))^2) / (2 V)
        total_i = mean((f(A) - f(AB_i))^2) / (2 V)

    Args:
        function: from points (M, D) to values (M,).
        inputs: D.
        count: points of a design; of Sobol's sequence, which is even at powers of two.
        seed: of its scrambling.

    Returns:
        The indices; all 0 where the function is constant.

    Source: Saltelli et al. 2010, Variance based sensitivity analysis of model output; Jansen 1999, Analysis of
    variance designs for model output.
    """
    from scipy.stats.qmc import Sobol

    with warnings.catch_warnings():
        # Other counts than powers of two are as good as random points.
        warnings.simplefilter("ignore", UserWarning)
        design = Sobol(2 * inputs, rng=np.random.default_rng(seed)).random(count)
    a, b = design[:, :inputs], design[:, inputs:]
    mixed = np.repeat(a[None], inputs, axis=0)
    for place in range(inputs):
        mixed[place, :, place] = b[:, place]
    values = function(np.concatenate([a, b, mixed.reshape(-1, inputs)]))
    of_a, of_b, of_mixed = (
        values[:count],
        values[count : 2 * count],
        values[2 * count :].reshape(inputs, count),
    )
    variance = float(values[: 2 * count].var())
    if variance <= 1e-12 * max(1.0, float(np.abs(values).max()) ** 2):
        return SobolIndices(np.zeros(inputs), np.zeros(inputs))
    return SobolIndices(
        first=1 - ((of_b - of_mixed) ** 2).mean(1) / (2 * variance),
        total=((of_a - of_mixed) ** 2).mean(1) / (2 * variance),
    )

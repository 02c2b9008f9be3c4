"""What a user knows at strokes, spread over what looks like the place of a stroke."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import LinearOperator, cg

# Steps of lightness, of 100, over which little is spread.
_STEP = 5.0
# How strongly strokes hold, and how strongly all is held at nothing; where lightness is even, a stroke reaches
# 1 / sqrt(this) pixels.
_HELD, _PULLED = 10.0, 1e-4
_TOLERANCE = 1e-4


def spread(
    known: NDArray[np.float32], where: NDArray[np.float32], lightness: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Values (rows, columns, channels) that are the known ones at strokes, fade far from them, and stop at edges.

    They minimise, with v the values, k the known ones and s 1 at strokes and else 0,
    sum_ij w_ij (v_i - v_j)^2 + 10 sum_i s_i (v_i - k_i)^2 + 1e-4 sum_i v_i^2 over neighbours i, j, with
    w_ij = exp(-(l_i - l_j)^2 / (2 5^2)), l being the lightness.

    Args:
        known: (rows, columns, channels); what is not at strokes counts for nothing.
        where: (rows, columns), above 0 at strokes.
        lightness: (rows, columns), 0 to 100.

    Source: Levin, Lischinski and Weiss 2004, "Colorization using optimization"; there nothing fades.
    """
    numbers = np.arange(lightness.size).reshape(lightness.shape)
    pairs = [(numbers[:, :-1], numbers[:, 1:]), (numbers[:-1], numbers[1:])]
    first, second = (np.concatenate([pair[end].ravel() for pair in pairs]) for end in (0, 1))
    steps = lightness.ravel()[first].astype(np.float64) - lightness.ravel()[second]
    weights = np.exp(-np.square(steps) / (2 * _STEP**2))
    size = lightness.size
    near = csr_array((weights, (first, second)), (size, size))
    near = near + near.T
    strokes = _HELD * (where.ravel() > 0)
    diagonal = near.sum(axis=1) + strokes + _PULLED
    system = diags_array(diagonal) - near
    nearly = LinearOperator((size, size), matvec=lambda values: values / diagonal)
    found = [
        cg(system, strokes * channel, rtol=_TOLERANCE, M=nearly)[0]
        for channel in known.reshape(size, -1).T.astype(np.float64)
    ]
    return np.stack(found, 1).reshape(known.shape).astype(np.float32)

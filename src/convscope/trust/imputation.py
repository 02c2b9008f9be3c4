"""Noisy linear imputation: missing pixels become the mean of their neighbours, without revealing edges.

For a missing pixel x[i] with the neighbours N(i) inside the photo, weighted 1/6 along an axis and 1/12 diagonally:

    x[i] = sum over j in N(i) of w[i, j] x[j] / sum over j in N(i) of w[i, j]

which is one sparse linear system a mask, the same for all channels.  Noise hides how smooth the filled positions
are.

Source: Rong, Leemann, Borisov, Kasneci and Kasneci 2022, arXiv:2202.00449.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import coo_array, diags_array
from scipy.sparse.linalg import spsolve
from torch import Tensor

_WEIGHTS = {
    (row, column): 1 / 6 if 0 in (row, column) else 1 / 12
    for row in (-1, 0, 1)
    for column in (-1, 0, 1)
    if (row, column) != (0, 0)
}
NOISE = 0.01


def imputed(photo: Tensor, missing: Tensor, generator: torch.Generator, noise: float = NOISE) -> Tensor:
    """A photo (C, rows, columns) whose missing positions (rows, columns) are filled.

    Where everything is missing there is nothing to fill from: the mean colour, 0, replaces it.
    """
    gone = missing.cpu().numpy()
    filled = photo.clone()
    count = int(gone.sum())
    if count == 0:
        return filled
    values = np.zeros((count, len(photo)))
    if count < gone.size:
        values = _solution(photo.cpu().double().numpy(), gone)
    random = torch.randn((len(photo), count), generator=generator)
    filled[:, missing] = torch.from_numpy(values.T).to(photo) + noise * random.to(photo)
    return filled


def _solution(photo: NDArray[np.float64], gone: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Values (positions, C) of the missing positions, in the order of rows and columns."""
    rows, columns = gone.shape
    number = np.full(gone.shape, -1)
    number[gone] = np.arange(gone.sum())
    at_row, at_column = np.nonzero(gone)
    total = np.zeros(len(at_row))
    right = np.zeros((len(at_row), len(photo)))
    entries = []
    for (down, across), weight in _WEIGHTS.items():
        row, column = at_row + down, at_column + across
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        total += weight * inside
        row, column, own = row[inside], column[inside], np.nonzero(inside)[0]
        unknown = gone[row, column]
        right[own[~unknown]] += weight * photo[:, row[~unknown], column[~unknown]].T
        entries.append((own[unknown], number[row[unknown], column[unknown]], weight))
    own, other = (np.concatenate([entry[place] for entry in entries]) for place in (0, 1))
    weights = np.concatenate([np.full(len(entry[0]), entry[2]) for entry in entries])
    among = coo_array((weights, (own, other)), shape=(len(at_row), len(at_row)))
    system = (diags_array(total) - among).tocsc()
    solution: NDArray[np.float64] = spsolve(system, right)
    return solution.reshape(len(at_row), len(photo))

"""Compare filters as classifiers: a bank's responses as features, the nearest neighbour's class.

No weight is fitted, so that the accuracy is due to the filters alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from convscope.errors import FilterError
from convscope.filters.kernels import Kernel

CELLS = 7


class Labelled(NamedTuple):
    """Pictures of one size with their classes.

    Attributes:
        pictures: (N, rows, columns), grey from 0 to 1.
        labels: (N,) whole numbers.
    """

    pictures: NDArray[Any]
    labels: NDArray[Any]


def features(pictures: NDArray[Any], kernels: Sequence[Kernel], cells: int = CELLS) -> NDArray[np.float32]:
    """Features of pictures: where each kernel responds, and how strongly.

    The positive and the negative part of each response (zeros around the picture) are averaged over a grid of
    ``cells`` by ``cells``; the vector of all averages is scaled to length 1.

    Args:
        pictures: (N, rows, columns), grey.
        kernels: at least one.
        cells: rows and columns of the grid.

    Returns:
        (N, 2 · kernels · cells²).

    Raises:
        FilterError: when the pictures are not grey ones or there is no kernel.
    """
    if pictures.ndim != 3 or not kernels:
        raise FilterError(
            f"Features take grey pictures (N, rows, columns) and kernels, not {pictures.shape} and {len(kernels)}."
        )
    batch = torch.from_numpy(pictures.astype(np.float32))[:, None]
    parts = []
    with torch.inference_mode():
        for kernel in kernels:
            weights = torch.from_numpy(kernel.unit().weights.astype(np.float32))[None, None]
            rows, columns = (length - 1 for length in kernel.shape)
            sides = (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2)
            response = torch.nn.functional.conv2d(torch.nn.functional.pad(batch, sides), weights)
            for sign in (1, -1):
                pooled = torch.nn.functional.adaptive_avg_pool2d((sign * response).relu(), cells)
                parts.append(pooled.flatten(1))
        return np.asarray(torch.nn.functional.normalize(torch.cat(parts, dim=1)).numpy())


def nearest(known: NDArray[np.float32], asked: NDArray[np.float32]) -> NDArray[np.intp]:
    """Index of the known vector nearest to each query, by exact Euclidean distance.

    Args:
        known: (N, features).
        asked: (M, features).

    Returns:
        (M,) indices from 0 below N.
    """
    lengths = np.square(known).sum(axis=1)
    # |k - a|² = |k|² - 2 k·a + |a|², whose last term is the same for every k.
    chunks = np.array_split(asked, max(1, len(asked) // 512))
    return np.concatenate([(lengths - 2 * chunk @ known.T).argmin(axis=1) for chunk in chunks])


def accuracy(kernels: Sequence[Kernel], known: Labelled, asked: Labelled, cells: int = CELLS) -> float:
    """Accuracy of the nearest neighbour by the kernels' features."""
    found = nearest(features(known.pictures, kernels, cells), features(asked.pictures, kernels, cells))
    return float(np.mean(known.labels[found] == asked.labels))

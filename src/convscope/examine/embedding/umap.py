"""UMAP: a graph of near vectors, laid out in the plane."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.examine.embedding.settings import EmbedSettings
from convscope.examine.neighbours.search import Matrix
from convscope.extras import extra


def fit(vectors: Matrix, settings: EmbedSettings) -> NDArray[np.float64]:
    """Points (N, 2): a layout of the fuzzy graph that joins each vector (N, C) with its neighbours.

    Source: McInnes, Healy and Melville 2018, UMAP: uniform manifold approximation and projection.
    """
    return np.array(_fitted(vectors, settings).embedding_, np.float64)


def place(
    vectors: Matrix, _points: NDArray[np.float64], new: Matrix, settings: EmbedSettings
) -> NDArray[np.float64]:
    """Points (M, 2) of new vectors (M, C), in the layout that the same seed gives again."""
    return np.array(_fitted(vectors, settings).transform(new), np.float64)


def _fitted(vectors: Matrix, settings: EmbedSettings) -> Any:
    neighbours = min(settings.neighbours, len(vectors) - 1)
    with warnings.catch_warnings():
        # That a seed leaves one thread, and that few photos get a random beginning, is no news.
        warnings.simplefilter("ignore")
        method = extra("umap", "umap").UMAP(n_neighbors=neighbours, random_state=settings.seed, n_jobs=1)
        return method.fit(vectors)

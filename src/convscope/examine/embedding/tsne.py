"""t-SNE: near vectors become near points, whatever happens to far ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.examine.embedding import pca
from convscope.examine.embedding.settings import EmbedSettings
from convscope.examine.neighbours.search import Matrix, nearest, nearest_others
from convscope.extras import extra


def fit(vectors: Matrix, settings: EmbedSettings) -> NDArray[np.float64]:
    """Points (N, 2) whose neighbourhoods are those of vectors (N, C) of length 1.

    Each pair of vectors gets a probability that falls with their distance as a normal density, each pair of points
    one that falls as Student's; the points minimise the Kullback-Leibler divergence of the two.  They begin at the
    first two principal components, since the result keeps of the large distances what its beginning has (Kobak and
    Linderman 2021).  Neighbours are exact.

    Source: van der Maaten and Hinton 2008, Visualizing data using t-SNE; openTSNE (Poličar, Stražar and Zupan 2024).
    """
    tsne = extra("openTSNE", "examine")
    begin = tsne.initialization.rescale(pca.fit(vectors, settings))
    method = tsne.TSNE(n_jobs=1, random_state=settings.seed)
    return np.array(method.fit(affinities=_affinities(vectors, settings), initialization=begin), np.float64)


def place(
    vectors: Matrix, points: NDArray[np.float64], new: Matrix, settings: EmbedSettings
) -> NDArray[np.float64]:
    """Points (M, 2) of new vectors (M, C), each by itself: the old points stay where they are."""
    tsne = extra("openTSNE", "examine")
    reference = tsne.TSNEEmbedding(
        points,
        _affinities(vectors, settings),
        negative_gradient_method="bh",
        n_jobs=1,
        random_state=settings.seed,
    )
    return np.array(reference.transform(new, perplexity=min(5, len(vectors) / 3)), np.float64)


def _affinities(vectors: Matrix, settings: EmbedSettings) -> Any:
    perplexity = min(settings.perplexity, (len(vectors) - 1) / 3)
    return extra("openTSNE.affinity", "examine").PerplexityBasedNN(
        knn_index=_exact_neighbours(vectors, int(3 * perplexity)), perplexity=perplexity, n_jobs=1
    )


def _exact_neighbours(vectors: Matrix, count: int) -> Any:
    """Our neighbours behind openTSNE's interface; distances are Euclidean, of vectors of length 1."""
    base = extra("openTSNE.nearest_neighbors", "examine").KNNIndex

    class ExactNeighbours(base):  # type: ignore[misc, valid-type]
        VALID_METRICS = ("euclidean",)

        def build(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
            return _with_distances(*nearest_others(self.data, self.k))

        def query(self, query: Matrix, k: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
            return _with_distances(*nearest(query, self.data, k))

    return ExactNeighbours(vectors, count)


def _with_distances(
    rows: NDArray[np.int64], cosines: Matrix
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    return rows, np.sqrt(np.maximum(2 - 2 * cosines.astype(np.float64), 0))

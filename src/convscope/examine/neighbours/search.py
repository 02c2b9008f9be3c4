"""Exact nearest neighbours by the cosine of the angle: matrix products, and faiss beyond a million vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.extras import extra

Matrix = NDArray[np.float32]
Found = tuple[NDArray[np.int64], Matrix]

# Beyond so many vectors faiss searches, which keeps no block of cosines.
MANY = 1_000_000
_BLOCK = 16 * 2**20


def unit_vectors(vectors: NDArray[np.floating]) -> Matrix:
    """Vectors (N, C) of length 1 in the same directions; one that is zero stays so."""
    wide = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    return (wide / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def nearest(queries: Matrix, among: Matrix, count: int, *, many: int = MANY) -> Found:
    """The vectors that point in the directions most similar to those of queries; exact.

    Args:
        queries: (M, C) of length 1.
        among: (N, C) of length 1.
        count: how many for each; fewer where there are fewer.
        many: beyond so many vectors faiss searches.

    Returns:
        Their rows (M, count) in ``among``, the most similar first and of equal ones the first, and the cosines
        (M, count).

    Raises:
        ExtraError: there are more than ``many``, and faiss is not installed.
    """
    return _search(queries, among, min(count, len(among)), many)


def nearest_others(vectors: Matrix, count: int, *, many: int = MANY) -> Found:
    """For each of the vectors (N, C) of length 1 the nearest others, as `nearest` gives them."""
    wanted = min(count, len(vectors) - 1)
    rows, cosines = _search(vectors, vectors, wanted + 1, many)
    own = rows == np.arange(len(vectors))[:, None]
    # Where copies crowd a vector out of its own list, the last of them gives way.
    own[~own.any(1), -1] = True
    return rows[~own].reshape(-1, wanted), cosines[~own].reshape(-1, wanted)


def _search(queries: Matrix, among: Matrix, count: int, many: int) -> Found:
    if len(among) > many:
        index = extra("faiss", "neighbours").IndexFlatIP(among.shape[1])
        index.add(np.ascontiguousarray(among))
        cosines, rows = index.search(np.ascontiguousarray(queries), count)
        return _ordered(rows, cosines)
    size = max(1, _BLOCK // len(among))
    found = [_block(queries[begin : begin + size], among, count) for begin in range(0, len(queries), size)]
    if not found:
        return np.zeros((0, count), np.int64), np.zeros((0, count), np.float32)
    rows, cosines = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return rows, cosines


def _block(queries: Matrix, among: Matrix, count: int) -> Found:
    products = queries @ among.T
    if count < len(among):
        rows = np.argpartition(-products, count - 1, axis=1)[:, :count]
    else:
        rows = np.broadcast_to(np.arange(len(among)), products.shape)
    return _ordered(rows, np.take_along_axis(products, rows, axis=1))


def _ordered(rows: NDArray[np.intp], cosines: Matrix) -> Found:
    order = np.lexsort((rows, -cosines), axis=1)
    return np.take_along_axis(rows, order, 1).astype(np.int64), np.take_along_axis(cosines, order, 1)

"""Non-negative matrix factorization: values of a layer as sums of a few directions."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.errors import ConceptError
from convscope.extras import extra

Matrix = NDArray[np.float64]


class Factorization:
    """Rows of a matrix as sums of a few non-negative directions, in non-negative strengths.

    Minimises the squared error of strengths (N, K) times directions (K, C), both non-negative, so that parts add up
    and never cancel.

    Source: Lee and Seung 1999, Learning the parts of objects by non-negative matrix factorization.
    """

    def __init__(self, rows: NDArray[np.floating], concepts: int, seed: int = 0) -> None:
        """Factorize.

        Args:
            rows: (N, C), not negative.
            concepts: K.
            seed: of what is random.

        Raises:
            ConceptError: a value is negative, or there are fewer rows or columns than concepts.
            ExtraError: scikit-learn is not installed.
        """
        check_positive(rows)
        if concepts > min(rows.shape):
            raise ConceptError(
                f"{concepts} concepts cannot be told apart by {rows.shape[0]} patches of {rows.shape[1]} units.",
                f"Ask for {min(rows.shape)} at most, or give more photos.",
            )
        self._nmf: Any = extra("sklearn.decomposition", "examine").NMF(
            concepts, init="nndsvda", random_state=seed, max_iter=400, tol=1e-4
        )
        with _quiet():
            self.strengths: Matrix = self._nmf.fit_transform(np.maximum(rows.astype(np.float64), 0))
        self.directions: Matrix = self._nmf.components_

    def strengths_of(self, rows: NDArray[np.floating]) -> Matrix:
        """Strengths (M, K) of the directions in other rows (M, C)."""
        with _quiet():
            found: Matrix = self._nmf.transform(np.maximum(rows.astype(np.float64), 0))
        return found


def check_positive(values: NDArray[np.floating]) -> None:
    """Refuse values that are negative.

    Raises:
        ConceptError: one is.
    """
    low = float(values.min())
    if low < -1e-5 * float(np.abs(values).max()):
        raise ConceptError(
            f"Parts add up only where no value is negative, and the layer's go down to {low:.3g}.",
            "Name a layer after a rectifier.",
        )


def by_places(maps: NDArray[np.floating]) -> NDArray[np.floating]:
    """Maps (N, C, rows, columns) as a row for each place (N rows columns, C)."""
    return np.moveaxis(maps, 1, -1).reshape(-1, maps.shape[1])


def as_maps(rows: NDArray[np.floating], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Rows (N rows columns, K), one for each place, as maps (N, K, rows, columns); ``shape`` is the layer's."""
    found = rows.reshape(shape[0], *shape[2:], rows.shape[1])
    return np.ascontiguousarray(np.moveaxis(found, -1, 1), np.float32)


@contextmanager
def _quiet() -> Iterator[None]:
    """That the last digits still move after the last iteration is no news."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield

"""A kernel: the weights that slide over a photo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from convscope.errors import FilterError

Kind = Literal["picture", "signed"]

# Sums of weights that differ from 0 or 1 by less than this do so by rounding.
TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Kernel:
    """A linear filter.

    Attributes:
        name: its text form, such as ``gaussian:sigma=2`` or, for a matrix, ``1 0 -1/2 0 -2/1 0 -1``.
        weights: (rows, columns), as they lie on the photo when correlated; read-only.
        summary: what it does, one sentence.
    """

    name: str
    weights: NDArray[np.float64]
    summary: str = ""

    def __post_init__(self) -> None:
        own = np.array(self.weights, dtype=np.float64)
        if own.ndim != 2 or own.size == 0:
            raise FilterError(
                f"A kernel has rows and columns, got {self.name!r} of shape {own.shape}.",
                "One kernel filters each channel of a colour photo alike: give one matrix.",
            )
        if not np.isfinite(own).all():
            raise FilterError(f"The weights of {self.name!r} are not all finite numbers.")
        own.flags.writeable = False
        object.__setattr__(self, "weights", own)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.weights.shape
        return rows, columns

    @property
    def total(self) -> float:
        """Sum of the weights: the response to a photo that is 1 everywhere."""
        return float(self.weights.sum())

    @property
    def kind(self) -> Kind:
        """Whether the response is a picture (the weights sum to 1) or signed numbers."""
        return "picture" if abs(self.total - 1) < TOLERANCE else "signed"

    def normalised(self) -> Kernel:
        """The same kernel with weights that sum to 1, which keeps the photo's brightness.

        Raises:
            FilterError: when the weights sum to 0.
        """
        if abs(self.total) < TOLERANCE * np.abs(self.weights).sum() or self.total == 0:
            raise FilterError(
                f"The weights of {self.name!r} sum to 0, so no factor makes them sum to 1.",
                "Leave the normalising out: this kernel responds to changes, not to brightness.",
            )
        return Kernel(self.name, self.weights / self.total, self.summary)

    def unit(self) -> Kernel:
        """The same kernel with magnitudes that sum to 1, so that responses of different kernels are comparable."""
        return Kernel(self.name, self.weights / (np.abs(self.weights).sum() or 1), self.summary)

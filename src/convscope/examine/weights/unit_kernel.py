"""The kernel of one unit with its figures."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.examine.weights.waves import GaborFit, Wave, fitted_gabor, strongest_wave

_STRONGEST = 5


@dataclass(frozen=True)
class UnitKernel:
    """The kernel of one unit.

    Attributes:
        unit: its number in the layer.
        first_input: number of the unit that its first weights weigh.
        weights: (inputs, rows, columns).
        norm: square root of the sum of the squared weights.
        pattern: (rows, columns) the pattern of places that explains most of it: of the best approximation of the
            weights by one pattern times a number for each input, the pattern, as long as the approximation.
        mixture: (inputs,) those numbers, of length 1.
        share: of the squared weights that the approximation explains.
        wave: that of the pattern.
        gabor: Gabor's function fitted to the pattern; None below 5 rows or columns.
        inputs: the units that it reads with the greatest norms, with them; of expanded weights the colours.
        beside: (inputs, rows, columns) the weights of the same unit in the other network, if there is one.
    """

    unit: int
    first_input: int
    weights: NDArray[np.float64] = field(repr=False)
    norm: float
    pattern: NDArray[np.float64] = field(repr=False)
    mixture: NDArray[np.float64] = field(repr=False)
    share: float
    wave: Wave
    gabor: GaborFit | None
    inputs: tuple[tuple[int, float], ...]
    beside: NDArray[np.float64] | None = field(default=None, repr=False)

    @property
    def cosine(self) -> float | None:
        """Of the angle between the weights and those beside them; 1 for the same direction."""
        if self.beside is None:
            return None
        lengths = self.norm * float(np.linalg.norm(self.beside))
        return float((self.weights * self.beside).sum() / lengths) if lengths else 0.0

    def document(self) -> dict[str, Any]:
        """The figures in plain values."""
        found = {
            "unit": self.unit,
            "norm": self.norm,
            "share": self.share,
            "frequency": self.wave.frequency,
            "orientation": self.wave.orientation,
            "gabor": asdict(self.gabor) if self.gabor else None,
            "inputs": [{"unit": unit, "norm": norm} for unit, norm in self.inputs],
        }
        return found if self.beside is None else {**found, "cosine": self.cosine}


def unit_kernel(
    unit: int, first_input: int, weights: NDArray[np.float64], beside: NDArray[np.float64] | None
) -> UnitKernel:
    """A kernel with its best approximation of rank one, by singular values (Eckart and Young 1936).

    Args:
        unit: its number in the layer.
        first_input: number of the unit that its first weights weigh.
        weights: (inputs, rows, columns).
        beside: those of the same unit in another network, if there is one.
    """
    of_inputs = weights.reshape(len(weights), -1)
    left, lengths, right = np.linalg.svd(of_inputs, full_matrices=False)
    # The sign is free: the mixture's strongest number is taken to be positive.
    sign = 1.0 if left[np.abs(left[:, 0]).argmax(), 0] >= 0 else -1.0
    pattern = (sign * lengths[0] * right[0]).reshape(weights.shape[1:])
    energy = float(np.square(lengths).sum())
    norms = np.linalg.norm(of_inputs, axis=1)
    strongest = np.argsort(-norms, kind="stable")[:_STRONGEST]
    return UnitKernel(
        unit=unit,
        first_input=first_input,
        weights=weights,
        norm=float(np.sqrt(energy)),
        pattern=pattern,
        mixture=sign * left[:, 0],
        share=float(lengths[0] ** 2 / energy) if energy else 0.0,
        wave=strongest_wave(pattern),
        gabor=fitted_gabor(pattern),
        inputs=tuple((first_input + int(one), float(norms[one])) for one in strongest),
        beside=beside,
    )

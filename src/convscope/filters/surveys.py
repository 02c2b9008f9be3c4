"""Responses of a filter bank to a photo: signed responses, local energies, strongest direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.filters.application import Operation, apply
from convscope.filters.banks import Bank
from convscope.filters.catalogue import kernel

# Energies are kept at about this many places along the photo's longer side, whatever its size.
PLACES = 256


@dataclass(frozen=True, eq=False)
class Survey:
    """Responses of a bank to one photo.

    Attributes:
        bank: the bank.
        views: (kernels, rows, columns), the signed responses; of each block of pixels that is shown as one,
            the response of greatest magnitude.
        energies: (kernels, rows, columns), the root of the mean squared response around each pixel.
    """

    bank: Bank
    views: NDArray[np.float32]
    energies: NDArray[np.float32]

    def strengths(self) -> NDArray[np.float64]:
        """Root of the mean squared response of each kernel over the whole photo."""
        return np.asarray(np.sqrt(np.square(self.energies, dtype=np.float64).mean(axis=(1, 2))))

    def directions(self) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        """Energy by direction, summed over the bank's kernels that have one.

        Returns:
            The thetas (directions,) in degrees, rising from 0 below 180, and the energies (directions, rows,
            columns); None for a bank without directions.
        """
        of_kernels = self.bank.thetas()
        thetas = sorted({theta for theta in of_kernels if theta is not None})
        if not thetas:
            return None
        squared = np.square(self.energies, dtype=np.float64)
        members = [[theta == one for theta in of_kernels] for one in thetas]
        return np.array(thetas), np.sqrt(np.stack([squared[chosen].mean(axis=0) for chosen in members]))

    def strongest_direction(self) -> float | None:
        """The theta in degrees in which the photo changes most; its edges run across it."""
        found = self.directions()
        if found is None:
            return None
        thetas, energies = found
        return float(thetas[np.square(energies).sum(axis=(1, 2)).argmax()])


def survey(
    photo: NDArray[Any], bank: Bank, *, border: str = "reflect", operation: Operation = "correlation"
) -> Survey:
    """Apply each of a bank's kernels to a photo's luminance.

    Kernels are scaled so that the magnitudes of their weights sum to 1 (as Leung and Malik do), which lets
    responses of different kernels compare: on a photo from 0 to 1 they lie between -1 and 1.

    Args:
        photo: (rows, columns) or (rows, columns, 3); uint8 counts as 0 to 1.
        bank: what to apply; one kernel's response at a time is held in full size.
        border: how the photo goes on beyond its edge.
        operation: correlation or convolution.

    Raises:
        FilterError: when photo and border do not fit.
    """
    block = max(1, round(max(photo.shape[:2]) / PLACES))
    around = kernel(f"gaussian:sigma={2 * block}")
    views, energies = [], []
    for each in bank.kernels:
        response = apply(photo, each.unit(), border=border, colour="luminance", operation=operation)
        views.append(_strongest(response, block))
        # Rounding may leave a square slightly below zero after the transform.
        mean = apply(np.square(response), around, border="symmetric", stride=block)
        energies.append(np.sqrt(np.maximum(mean, 0)))
    return Survey(bank, _stack(views), _stack(energies))


def _strongest(response: NDArray[np.float32], block: int) -> NDArray[np.float32]:
    """Of each block the value of greatest magnitude, with its sign."""
    rows, columns = (-(-length // block) for length in response.shape)
    padded = np.zeros((rows * block, columns * block), np.float32)
    padded[: response.shape[0], : response.shape[1]] = response
    blocks = padded.reshape(rows, block, columns, block).swapaxes(1, 2).reshape(rows, columns, -1)
    chosen = np.abs(blocks).argmax(axis=2)
    return np.asarray(np.take_along_axis(blocks, chosen[:, :, None], axis=2)[:, :, 0])


def _stack(maps: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Maps in one array; where the border is ``valid``, cut about their centres to the smallest."""
    rows, columns = (min(each.shape[axis] for each in maps) for axis in (0, 1))
    cut = []
    for each in maps:
        top, left = (each.shape[0] - rows) // 2, (each.shape[1] - columns) // 2
        cut.append(each[top : top + rows, left : left + columns])
    return np.stack(cut)

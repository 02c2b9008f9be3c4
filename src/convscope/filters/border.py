"""Continuations of a photo beyond its border, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.errors import FilterError, suggest

# Name -> mode of `numpy.pad`; on the pixels a b c d the left border continues as shown.
BORDERS: Mapping[str, str | None] = {
    "reflect": "reflect",  # d c b [a b c d: PyTorch's and NumPy's "reflect"
    "symmetric": "symmetric",  # c b a [a b c d: SciPy's "symm", but "reflect" in scipy.ndimage
    "replicate": "edge",  # a a a [a b c d: PyTorch's "replicate", "nearest" in scipy.ndimage
    "wrap": "wrap",  # b c d [a b c d: PyTorch's "circular"
    "zero": "constant",  # 0 0 0 [a b c d: the padding of most networks
    "valid": None,  # nothing: the kernel stays inside, the response gets smaller
}

Sides = tuple[int, int]


def known(border: str) -> str:
    """Check the name of a border.

    Raises:
        FilterError: for an unknown name, with near matches.
    """
    if border not in BORDERS:
        hint = suggest(border, BORDERS, f"There are: {', '.join(BORDERS)}.")
        raise FilterError(f"There is no border {border!r}.", hint)
    return border


def extend(values: NDArray[Any], rows: Sides, columns: Sides, border: str) -> NDArray[Any]:
    """Continue a photo beyond its border.

    Args:
        values: (rows, columns) or (rows, columns, channels).
        rows: how many rows to add above and below.
        columns: how many columns to add left and right.
        border: a name of `BORDERS`; ``valid`` adds nothing.

    Raises:
        FilterError: for an unknown border, and with ``valid`` when the kernel does not fit into the photo.
    """
    mode = BORDERS[known(border)]
    if mode is None:
        height, width = sum(rows) + 1, sum(columns) + 1
        if height > values.shape[0] or width > values.shape[1]:
            raise FilterError(
                f"A kernel of {height} x {width} pixels does not fit into a photo of "
                f"{values.shape[0]} x {values.shape[1]} with the border 'valid'.",
                "Choose another border, such as reflect, or a smaller kernel.",
            )
        return values
    sides = [rows, columns, (0, 0)][: values.ndim]
    # NumPy's modes are literals to the type checker.
    return np.pad(values, sides, mode=mode)  # type: ignore[call-overload, no-any-return]

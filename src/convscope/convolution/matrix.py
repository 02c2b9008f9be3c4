"""Matrices as text: ``100001/010010``, ``1 -1 -1/-1 1 -1``, channels apart by ``|``."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convscope.errors import MatrixError
from convscope.rows import read_rows

Array = NDArray[np.float64]


def read_matrix(text: str) -> Array:
    """Read a matrix, or one a channel.

    Args:
        text: channels apart by ``|``, rows by ``/``, ``;`` or line breaks, numbers by spaces or commas.
            Without any of these, each digit is a number.

    Returns:
        (C, H, W)

    Raises:
        MatrixError: names the row that is wrong.
    """
    channels = text.strip().split("|")
    digits = not any(sign in text for sign in " ,.-+")
    matrices = [
        read_rows(channel, digits=digits, of=f" of channel {number}" if len(channels) > 1 else "")
        for number, channel in enumerate(channels, start=1)
    ]
    for number, rows in enumerate(matrices, start=1):
        if (len(rows), len(rows[0])) != (len(matrices[0]), len(matrices[0][0])):
            raise MatrixError(
                f"Channel {number} is {len(rows)}x{len(rows[0])}, but channel 1 is "
                f"{len(matrices[0])}x{len(matrices[0][0])}.",
                "Give every channel the same size.",
            )
    return np.array(matrices, dtype=np.float64)


def number_text(number: float) -> str:
    """A number as short as it can be read: whole numbers without a point, others with three digits."""
    # Rounding 1e-17 gives -0.0 at times; adding zero takes its sign away.
    return f"{round(number) + 0}" if math.isclose(number, round(number), abs_tol=1e-9) else f"{number:.3g}"


def signed_text(number: float) -> str:
    """A number inside a sum or product: a negative one in brackets."""
    text = number_text(number)
    return f"({text})" if text.startswith("-") else text


def matrix_text(matrix: ArrayLike) -> str:
    """Write (H, W) as ``1 -1/0 1``."""
    rows = np.asarray(matrix, np.float64)
    return "/".join(" ".join(number_text(number) for number in row) for row in rows)

"""A kernel written as a matrix: ``1 0 -1 / 2 0 -2 / 1 0 -1``."""

from __future__ import annotations

import math

import numpy as np

from convscope.errors import FilterError
from convscope.filters import limits
from convscope.filters.kernel import Kernel
from convscope.filters.recipe import shortest


def matrix(text: str) -> Kernel:
    """Read a kernel's weights.

    Args:
        text: rows apart by ``/``, ``;`` or line breaks; numbers in a row by spaces or commas.

    Returns:
        The kernel, named by its matrix in the shortest form.

    Raises:
        FilterError: naming the row and the number that is wrong.
    """
    lines = text.replace(";", "/").replace("\n", "/").strip("/ \t").split("/")
    rows = [_row(number, line) for number, line in enumerate(lines, start=1)]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise FilterError(
                f"row {number} of the matrix has {len(row)} numbers, but row 1 has {len(rows[0])}.",
                "Give every row the same number of weights.",
            )
    limits.not_beyond("a matrix", max(len(rows), len(rows[0])))
    name = "/".join(" ".join(shortest(weight) for weight in row) for row in rows)
    return Kernel(name, np.array(rows), "Weights given as a matrix.")


def _row(number: int, line: str) -> list[float]:
    weights = []
    for place, written in enumerate(line.replace(",", " ").split(), start=1):
        try:
            weight = float(written)
        except ValueError:
            weight = math.nan
        if not math.isfinite(weight):
            raise FilterError(
                f"row {number} of the matrix: number {place} is {written!r}, which is no finite number.",
                "Write rows apart by '/', numbers by spaces: \"1 0 -1/2 0 -2/1 0 -1\".",
            )
        weights.append(weight)
    if not weights:
        raise FilterError(
            f"row {number} of the matrix is empty.",
            "Write rows apart by '/', numbers by spaces: \"1 0 -1/2 0 -2/1 0 -1\".",
        )
    return weights

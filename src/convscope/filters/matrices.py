"""A kernel written as a matrix: ``1 0 -1 / 2 0 -2 / 1 0 -1``."""

from __future__ import annotations

import numpy as np

from convscope.filters import limits
from convscope.filters.kernels import Kernel
from convscope.filters.recipe import shortest
from convscope.rows import read_rows


def matrix(text: str) -> Kernel:
    """Read a kernel's weights.

    Args:
        text: rows apart by ``/``, ``;`` or line breaks; numbers in a row by spaces or commas.

    Returns:
        The kernel, named by its matrix in the shortest form.

    Raises:
        MatrixError: naming the row that is wrong.
        FilterError: it is larger than any photo needs.
    """
    rows = read_rows(text)
    limits.not_beyond("a matrix", max(len(rows), len(rows[0])))
    name = "/".join(" ".join(shortest(weight) for weight in row) for row in rows)
    return Kernel(name, np.array(rows), "Weights given as a matrix.")

"""Sparseness."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric


@metric(
    "sparseness",
    kind="form",
    better="higher",
    source="Chalasani, Chen, Roy Chowdhury, Wu and Jha 2020, arXiv:1810.06583",
)
def sparseness(case: Case, options: Options) -> Sequence[Score]:  # noqa: ARG001  # it has none
    """Concentration of the map on few pixels: the Gini index of its magnitudes.

    Formula, with the magnitudes v[1] <= ... <= v[n] of the values in the photo's resolution:

        sum over k of (2 k - n - 1) v[k] / (n sum over k of v[k])

    Range: 0 (all pixels alike) to nearly 1 (one pixel alone).
    Cost: none.
    Limits: says nothing about whether they are the right pixels.
    """
    return [Score(gini(case.map(candidate).abs().flatten().double())) for candidate in case.candidates]


def gini(sizes: torch.Tensor) -> float | None:
    """Gini index of magnitudes (n,); None where all are 0."""
    total = float(sizes.sum())
    if total == 0:
        return None
    count = len(sizes)
    weights = 2 * torch.arange(1, count + 1, dtype=torch.float64, device=sizes.device) - count - 1
    return float((weights * sizes.sort().values).sum()) / (count * total)

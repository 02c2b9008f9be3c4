"""Complexity."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import torch

from convscope.attribution import Options
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric


@metric(
    "complexity",
    kind="form",
    better="lower",
    source="Bhatt, Weller and Moura 2020, arXiv:2005.00631",
)
def complexity(case: Case, options: Options) -> Sequence[Score]:  # noqa: ARG001  # it has none
    """Entropy of the map's magnitudes, relative to the greatest possible.

    Formula, with the share p[k] of each of the n magnitudes in the photo's resolution:

        - sum over k of p[k] log p[k] / log n

    Range: 0 (one pixel alone) to 1 (all pixels alike).
    Cost: none.
    Limits: says nothing about whether they are the right pixels.
    """
    found = []
    for candidate in case.candidates:
        sizes = case.map(candidate).abs().flatten().double()
        total = sizes.sum()
        entropy = float(torch.special.entr(sizes / total).sum()) if total else None
        found.append(Score(None if entropy is None else entropy / log(len(sizes))))
    return found

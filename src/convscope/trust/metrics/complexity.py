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
    """How many places share the map: the entropy of its values' sizes, in parts of the greatest possible.

    Formula, with the share p[k] of the size of each of the n values in the photo's resolution:

        - sum over k of p[k] log p[k] / log n

    Range: 0 (one place alone) to 1 (all places alike).
    Cost: none.
    Limits: says nothing about whether they are the right places.
    """
    found = []
    for candidate in case.candidates:
        sizes = case.map(candidate).abs().flatten().double()
        total = sizes.sum()
        entropy = float(torch.special.entr(sizes / total).sum()) if total else None
        found.append(Score(None if entropy is None else entropy / log(len(sizes))))
    return found

"""Whether made pictures lie among real ones, and real ones among made ones: precision and recall."""

from __future__ import annotations

import torch
from torch import Tensor

NEIGHBOURS = 3


def lies_among(these: Tensor, those: Tensor, neighbours: int = NEIGHBOURS) -> Tensor:
    """Whether each of some features (N, D) lies in the manifold of others (M, D), (N,) bool.

    The manifold of features is the union of balls around them, each as wide as the distance to its k-th nearest of
    the same set.  The mean for made pictures among real ones is their precision, for real ones among made ones the
    recall.

    Args:
        these: asked about.
        those: that make the manifold, more than k.
        neighbours: k.

    Source: Kynkäänniemi et al. 2019, "Improved precision and recall metric for assessing generative models",
    arXiv:1904.06991.
    """
    # Exact distances, since the quick way by products makes those of equal features more than 0.
    exact = "donot_use_mm_for_euclid_dist"
    own = torch.cdist(those, those, compute_mode=exact)
    # The nearest is the point itself.
    radii = own.kthvalue(neighbours + 1, dim=1).values
    return (torch.cdist(these, those, compute_mode=exact) <= radii).any(1)

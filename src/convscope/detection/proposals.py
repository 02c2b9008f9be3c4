"""Proposals: of many scored boxes the best that do not overlap much, equally many for every photo.

An operation of a graph, so that a detector of two stages is one graph, which every reading reads.  Where a proposal
is chosen is no smooth matter: no gradient passes, as in the approximate joint training of Ren et al. 2015.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from convscope.detection.compiled import nms

# In pixels; what is narrower shows nothing.
_LEAST = 1.0


@torch.library.custom_op("convscope::proposals", mutates_args=())
def proposals(boxes: Tensor, scores: Tensor, considered: int, overlap: float, count: int) -> Tensor:
    """The proposals of each photo, the best first, by non-maximum suppression.

    Args:
        boxes: (N, places, 4) left, top, right, bottom in pixels.
        scores: (N, places).
        considered: so many of the highest scores are looked at.
        overlap: greatest IoU of two proposals.
        count: proposals of a photo.

    Returns:
        (N, count, 4); boxes without area fill up, see `is_filling`.

    Source: Ren et al. 2015, "Faster R-CNN", arXiv:1506.01497, section 3.3.
    """
    found = boxes.new_zeros(len(boxes), count, 4)
    for place, (own, score) in enumerate(zip(boxes, scores, strict=True)):
        best = score.argsort(descending=True, stable=True)[:considered]
        best = best[((own[best, 2:] - own[best, :2]) >= _LEAST).all(1)]
        kept = best[nms(own[best].float(), score[best].float(), overlap)[:count]]
        found[place, : len(kept)] = own[kept]
    return found


@proposals.register_fake
def _(boxes: Tensor, scores: Tensor, considered: int, overlap: float, count: int) -> Tensor:  # noqa: ARG001
    return boxes.new_empty(boxes.shape[0], count, 4)


def _no_gradients(context: Any, gradient: Tensor) -> tuple[None, ...]:  # noqa: ARG001
    return (None,) * 5


proposals.register_autograd(_no_gradients)


def is_filling(boxes: Tensor) -> Tensor:
    """Whether a box (..., 4) has no area and stands where a photo has fewer than others."""
    return (boxes[..., 2] <= boxes[..., 0]) | (boxes[..., 3] <= boxes[..., 1])

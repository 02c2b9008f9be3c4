"""Proposals: of many scored boxes the best that do not overlap much, equally many for every photo.

An operation of a graph, so that a detector of two stages is one graph, which every reading reads.  Where a proposal
is chosen is no smooth matter: no gradient passes, as in the approximate joint training of Ren et al. 2015.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from convscope.detection.compiled import nms

# In pixels; what is narrower shows nothing.
_LEAST = 1.0


@torch.library.custom_op("convscope::proposals", mutates_args=())
def proposals(
    boxes: Tensor,
    scores: Tensor,
    considered: int,
    overlap: float,
    count: int,
    levels: Sequence[int] | None = None,
    least: float = _LEAST,
) -> Tensor:
    """The proposals of each photo, the best first, by non-maximum suppression.

    Args:
        boxes: (N, places, 4) left, top, right, bottom in pixels.
        scores: (N, places).
        considered: so many of the highest scores are looked at, of each map.
        overlap: greatest IoU of two proposals of a map.
        count: proposals of a photo.
        levels: places of each map, one after the other, where there are several.
        least: width and height of a proposal at least, in pixels.

    Returns:
        (N, count, 4); boxes without area fill up, see `is_filling`.

    Source: Ren et al. 2015, "Faster R-CNN", arXiv:1506.01497, section 3.3.
    """
    found = boxes.new_zeros(len(boxes), count, 4)
    parts = levels or [boxes.shape[1]]
    for place, (own, score) in enumerate(zip(boxes, scores, strict=True)):
        each = [
            _of_map(*one, considered, overlap, least)
            for one in zip(own.split(parts), score.split(parts), strict=True)
        ]
        kept, of_kept = (torch.cat(part) for part in zip(*each, strict=True))
        best = of_kept.argsort(descending=True, stable=True)[:count]
        found[place, : len(best)] = kept[best]
    return found


def _of_map(
    boxes: Tensor, scores: Tensor, considered: int, overlap: float, least: float
) -> tuple[Tensor, Tensor]:
    """Boxes (K, 4) and scores (K,) that suppression keeps of those of one map, the highest score first."""
    best = scores.argsort(descending=True, stable=True)[:considered]
    best = best[((boxes[best, 2:] - boxes[best, :2]) >= least).all(1)]
    kept = best[nms(boxes[best].float(), scores[best].float(), overlap)]
    return boxes[kept], scores[kept]


@proposals.register_fake
def _(
    boxes: Tensor,
    scores: Tensor,  # noqa: ARG001
    considered: int,  # noqa: ARG001
    overlap: float,  # noqa: ARG001
    count: int,
    levels: Sequence[int] | None = None,  # noqa: ARG001
    least: float = _LEAST,  # noqa: ARG001
) -> Tensor:
    return boxes.new_empty(boxes.shape[0], count, 4)


def _no_gradients(context: Any, gradient: Tensor) -> tuple[None, ...]:  # noqa: ARG001
    return (None,) * 7


proposals.register_autograd(_no_gradients)


def is_filling(boxes: Tensor) -> Tensor:
    """Whether a box (..., 4) has no area and stands where a photo has fewer than others."""
    return torch.logical_or(boxes[..., 2] <= boxes[..., 0], boxes[..., 3] <= boxes[..., 1])

"""What suppression keeps, equally many boxes for every photo: where a graph goes on from the detections themselves.

An operation of a graph, as `proposals` is; no gradient passes.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from convscope.detection.fast_suppression import kept_of


@torch.library.custom_op("convscope::kept_boxes", mutates_args=())
def kept_boxes(places: Tensor, least: float, overlap: float, count: int) -> Tensor:
    """The detections of each photo, the highest score first.

    Args:
        places: (N, places, 4 + classes) boxes and a score (logit) for each class.
        least: score, between 0 and 1, below which a detection is left out.
        overlap: greatest IoU of two detections of a class.
        count: detections of a photo.

    Returns:
        (N, count, 5) left, top, right, bottom and class; boxes without area fill up.
    """
    found = places.new_zeros(len(places), count, 5)
    for row, one in enumerate(places):
        kept = kept_of(one.to(torch.promote_types(one.dtype, torch.float32)), least, overlap, count)
        found[row, : len(kept.boxes)] = torch.cat([kept.boxes, kept.labels[:, None]], 1).to(found)
    return found


@kept_boxes.register_fake
def _(places: Tensor, least: float, overlap: float, count: int) -> Tensor:  # noqa: ARG001
    return places.new_empty(places.shape[0], count, 5)


def _no_gradients(context: Any, gradient: Tensor) -> tuple[None, ...]:  # noqa: ARG001
    return (None,) * 4


kept_boxes.register_autograd(_no_gradients)

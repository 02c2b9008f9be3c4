"""Non-maximum suppression of many detections at once."""

from __future__ import annotations

import torch
from torch import Tensor

from convscope.detection.compiled import nms


def suppressed(boxes: Tensor, scores: Tensor, classes: Tensor, threshold: float) -> Tensor:
    """Indices of the detections that suppression keeps, the highest score first.

    Of each class the detection of the highest score is kept, and whatever overlaps it by an IoU above the threshold
    goes; then the next of those that are left.  Computed by torchvision's operator, a class at a time, so that no
    offset between classes costs precision; `worked_suppression` shows the steps, and keeps the same.

    Args:
        boxes: (N, 4) left, top, right, bottom.
        scores: (N,).
        classes: (N,) whole numbers; classes do not suppress each other.
        threshold: greatest IoU of two detections of a class that are both kept.

    Returns:
        (K,) int64; of equal scores the earlier comes first.
    """
    kept = [
        rows[nms(boxes[rows], scores[rows], threshold)]
        for rows in (torch.nonzero(classes == one)[:, 0] for one in set(classes.tolist()))
    ]
    if not kept:
        return classes.new_zeros(0, dtype=torch.int64)
    together = torch.cat(kept).sort().values
    return together[scores[together].argsort(descending=True, stable=True)]

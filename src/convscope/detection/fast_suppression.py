"""Non-maximum suppression of many detections at once."""

from __future__ import annotations

from typing import NamedTuple

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


class Kept(NamedTuple):
    """What suppression leaves of a detector's places, the highest score first.

    Attributes:
        boxes: (K, 4).
        labels: (K,) index of each one's class.
        scores: (K,) between 0 and 1.
    """

    boxes: Tensor
    labels: Tensor
    scores: Tensor


def kept_of(places: Tensor, least: float, overlap: float, most: int) -> Kept:
    """The detections of one photo.

    Args:
        places: (places, 4 + classes) boxes and a score (logit) for each class.
        least: score, between 0 and 1, below which a detection is left out.
        overlap: greatest IoU of two detections of a class.
        most: detections.
    """
    probabilities = places[:, 4:].sigmoid()
    place, label = (probabilities >= least).nonzero(as_tuple=True)
    each, boxes = probabilities[place, label], places[place, :4]
    kept = suppressed(boxes, each, label, overlap)[:most]
    return Kept(boxes[kept], label[kept], each[kept])

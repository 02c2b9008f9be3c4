"""How FCOS learns: which places shall find a thing, and how wrong they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.detection.paired import paired_ious

# Places so many strides around the centre of a thing shall find it.
_RADIUS = 1.5
# Greatest distance to an edge that a map is for, in strides of the next coarser map times this.
_REACH = 4.0
# Of the loss of boxes beside that of scores.
_BOXES = 2.0


class Places(NamedTuple):
    """The places of all maps, the finest first.

    Attributes:
        centres: (places, 2) x and y in pixels.
        strides: (places,) of the map of each.
        reaches: (places, 2) least and greatest distance to an edge that its map is for.
    """

    centres: Tensor
    strides: Tensor
    reaches: Tensor


def places_of(size: tuple[int, int], strides: Sequence[int], device: torch.device) -> Places:
    """The places of the maps of a photo of (rows, columns)."""
    centres, each, reaches = [], [], []
    least = 0.0
    for stride in strides:
        rows, columns = (-(-side // stride) for side in size)
        y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
        centres.append((torch.stack([x, y], -1).flatten(0, 1) + 0.5) * stride)
        each.append(torch.full((rows * columns,), float(stride)))
        most = float("inf") if stride == strides[-1] else 2 * _REACH * stride
        reaches.append(torch.tensor([[least, most]]).expand(rows * columns, 2))
        least = most
    return Places(*(torch.cat(part).to(device) for part in (centres, each, reaches)))


def assigned(places: Places, truth: Tensor) -> Tensor:
    """Which thing each place shall find.

    A thing is for the map in whose reach its farthest edge lies as seen from the place, and there for the places in
    it that are at most 1.5 strides from its centre along each axis; a place in several things is for the smallest.
    A thing that no place lies in like that, as it is narrower than a stride, is for the place of its map that is
    nearest to its centre.

    Args:
        places: of the maps.
        truth: (most, 5) of one photo.

    Returns:
        (places,) row of the truth, -1 where a place shall find nothing.
    """
    boxes, is_thing = truth[:, :4], truth[:, 4] >= 0
    x, y = places.centres[:, None].unbind(-1)
    edges = torch.stack([x - boxes[:, 0], y - boxes[:, 1], boxes[:, 2] - x, boxes[:, 3] - y], -1)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    off_centre = (places.centres[:, None] - middle).abs().amax(-1)
    farthest = edges.amax(-1)
    in_reach = (farthest > places.reaches[:, :1]) & (farthest <= places.reaches[:, 1:])
    fits = in_reach & (edges.amin(-1) > 0) & (off_centre <= _RADIUS * places.strides[:, None])
    without = is_thing & ~fits.any(0)
    nearest = torch.where(in_reach, off_centre, torch.inf).argmin(0)
    fits[nearest[without], without.nonzero()[:, 0]] = True
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    cost = torch.where(fits & is_thing, areas, torch.inf)
    least, row = cost.min(1)
    return torch.where(least.isinf(), -1, row)


def fcos_losses(outputs: Tensor, truth: Tensor, size: tuple[int, int], strides: Sequence[int]) -> Tensor:
    """The loss (N,) of each photo.

    With P the places that shall find a thing, and q the IoU of a place's box with its thing, in the thing's class, 0
    elsewhere:

        loss = (sum of |q - s|^2 BCE(s, q) + 2 sum over P of (1 - GIoU)) / max(1, |P|),   s = sigmoid(score)

    the quality focal loss of Li et al. 2020 and the loss of Rezatofighi et al. 2019, arXiv:1902.09630.

    Args:
        outputs: (N, places, 4 + classes).
        truth: (N, most, 5), see `Detector.losses`.
        size: (rows, columns) of the photos.
        strides: of the maps.
    """
    from torchvision.ops import generalized_box_iou_loss

    places = places_of(size, strides, outputs.device)
    boxes, scores = outputs[..., :4].float(), outputs[..., 4:].float()
    rows = torch.stack([assigned(places, one) for one in truth])
    photo, place = (rows >= 0).nonzero(as_tuple=True)
    things = truth[photo, rows[photo, place]]
    found = boxes[photo, place]
    quality = torch.zeros_like(scores)
    quality[photo, place, things[:, 4].long()] = paired_ious(found.detach(), things[:, :4])
    probabilities = scores.sigmoid()
    each = (quality - probabilities).square() * F.binary_cross_entropy_with_logits(
        scores, quality, reduction="none"
    )
    badness = generalized_box_iou_loss(found, things[:, :4])
    of_boxes = outputs.new_zeros(len(outputs), dtype=torch.float32).index_add(0, photo, badness)
    count = (rows >= 0).sum(1).clamp_min(1)
    return (each.flatten(1).sum(1) + _BOXES * of_boxes) / count

"""Selective search: boxes around what belongs together by colour, texture, size and fit, with no network.

Source: Uijlings et al. 2013, "Selective search for object recognition", IJCV 104; on the segmentation of Felzenszwalb
and Huttenlocher 2004, which scikit-image computes.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.detection.compiled import nms
from convscope.detection.segments import Segment, neighbours, segments_of

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]

# Of the first segments: how large they grow, how much is smoothed before, and how many pixels they have at least.
_SCALE, _SIGMA, _LEAST_SIZE = 30.0, 0.8, 20
# Rows and columns of a box, at least.
_LEAST_SIDE = 8
# Boxes that overlap a larger segment's by a greater IoU are left out.
_OVERLAP = 0.8


def selective_search(pixels: Pixels) -> NDArray[np.float32]:
    """The boxes of all segments of three hierarchies, one a colour space: RGB, HSV and Lab.

    In each hierarchy the two neighbours that are most alike become one, until one is left.

    Args:
        pixels: (rows, columns, 3), RGB.

    Returns:
        (n, 4) left, top, right, bottom, none nearly twice; the last segments to remain come first, those of all
        hierarchies by turns.
    """
    from skimage.color import rgb2hsv, rgb2lab
    from skimage.segmentation import felzenszwalb

    lab = (rgb2lab(pixels) + np.array([0, 128, 128])) / np.array([100, 255, 255])
    found = []
    for colours in (pixels / 255, rgb2hsv(pixels), lab.clip(0, 1)):
        labels = felzenszwalb(colours, scale=_SCALE, sigma=_SIGMA, min_size=_LEAST_SIZE)
        found.append([one.box for one in _hierarchy(colours, labels)][::-1])
    ranked = [boxes[place] for place in range(max(map(len, found))) for boxes in found if place < len(boxes)]
    boxes = torch.tensor(ranked, dtype=torch.float32)
    boxes = boxes[((boxes[:, 2:] - boxes[:, :2]) >= _LEAST_SIDE).all(1)]
    kept: NDArray[np.float32] = boxes[nms(boxes, -torch.arange(len(boxes)).float(), _OVERLAP)].numpy()
    return kept


@torch.library.custom_op("convscope::selective_search", mutates_args=())
def searched(photos: Tensor, mean: Sequence[float], std: Sequence[float], count: int) -> Tensor:
    """Selective search in photos as a network takes them, an operation of its graph; no gradient passes.

    Args:
        photos: (N, 3, rows, columns), normalised.
        mean: per channel, on the [0, 1] scale.
        std: likewise.
        count: boxes of a photo.

    Returns:
        (N, count, 4); boxes without area fill up.
    """
    found = photos.new_zeros(len(photos), count, 4)
    scale, shift = photos.new_tensor(std)[:, None, None], photos.new_tensor(mean)[:, None, None]
    pixels = (255 * (photos * scale + shift)).round().clamp(0, 255).to(torch.uint8)
    for place, one in enumerate(pixels.permute(0, 2, 3, 1).cpu().numpy()):
        boxes = torch.from_numpy(selective_search(one)[:count])
        found[place, : len(boxes)] = boxes.to(found)
    return found


@searched.register_fake
def _(photos: Tensor, mean: Sequence[float], std: Sequence[float], count: int) -> Tensor:  # noqa: ARG001
    return photos.new_empty(photos.shape[0], count, 4)


def _no_gradients(ctx: object, gradient: Tensor) -> tuple[None, ...]:  # noqa: ARG001
    return (None,) * 4


searched.register_autograd(_no_gradients)


def _hierarchy(colours: Floats, labels: NDArray[np.int64]) -> Iterator[Segment]:
    """The first segments, then each that two of them become."""
    segments = dict(enumerate(segments_of(colours, labels)))
    yield from segments.values()
    total = labels.size
    beside = {number: set[int]() for number in segments}
    queue: list[tuple[float, int, int]] = []
    for first, second in neighbours(labels):
        beside[first].add(second)
        beside[second].add(first)
        heapq.heappush(queue, (-segments[first].likeness(segments[second], total), first, second))
    following = len(segments)
    while queue:
        _, first, second = heapq.heappop(queue)
        if first not in segments or second not in segments:
            continue
        joined = segments.pop(first).joined(segments.pop(second))
        around = (beside.pop(first) | beside.pop(second)) - {first, second}
        segments[following], beside[following] = joined, around
        for other in sorted(around):
            beside[other] -= {first, second}
            beside[other].add(following)
            heapq.heappush(queue, (-joined.likeness(segments[other], total), other, following))
        following += 1
        yield joined

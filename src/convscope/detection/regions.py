"""Regions of maps as small maps, all photos and regions at once: RoI pooling and RoI align as operations of a graph.

`worked_regions` shows the numbers of one.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from convscope.detection.compiled import roi_align, roi_pool

# Points of a window along each side, of RoI align.
_SAMPLES = 2


@torch.library.custom_op("convscope::regions", mutates_args=())
def regions(values: Tensor, boxes: Tensor, scale: float, side: int, way: str) -> Tensor:
    """The regions of each photo's map.

    Args:
        values: (N, C, rows, columns) of the map.
        boxes: (N, K, 4) left, top, right, bottom in pixels of the photo; no gradient passes to them.
        scale: places of the map in a pixel, 1 / stride.
        side: rows and columns of a result.
        way: ``align``, the mean of 2 x 2 points of each window, or ``pool``, the greatest value in it.

    Returns:
        (N, K, C, side, side), in single precision at least.

    Source: He et al. 2017, arXiv:1703.06870; Girshick 2015, arXiv:1504.08083.
    """
    return _computed(values, boxes, scale, side, way)


def _computed(values: Tensor, boxes: Tensor, scale: float, side: int, way: str) -> Tensor:
    kind = torch.promote_types(values.dtype, torch.float32)
    given, each = values.to(kind), boxes.to(kind)
    if way == "align":
        flat: Tensor = roi_align(given, each, side, scale, _SAMPLES)
    else:
        flat = roi_pool(given, each, side, scale)
    return flat.reshape(*boxes.shape[:2], *flat.shape[1:])


@regions.register_fake
def _(values: Tensor, boxes: Tensor, scale: float, side: int, way: str) -> Tensor:  # noqa: ARG001
    kind = torch.promote_types(values.dtype, torch.float32)
    return values.new_empty(values.shape[0], boxes.shape[1], values.shape[1], side, side, dtype=kind)


def _kept(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:  # noqa: ARG001
    values, boxes, *ctx.settings = inputs
    ctx.save_for_backward(values, boxes)


def _back(context: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
    values, boxes = context.saved_tensors
    with torch.enable_grad():
        leaf = values.detach().requires_grad_()
        result = _computed(leaf, boxes, *context.settings)
    (found,) = torch.autograd.grad(result, leaf, gradient)
    return found, None, None, None, None


regions.register_autograd(_back, setup_context=_kept)

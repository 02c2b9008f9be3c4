"""Regions of maps as small maps, all photos and regions at once: RoI pooling and RoI align as operations of a graph.

`worked_regions` shows the numbers of one, `levels` which map of several a region is of.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import torch
from torch import Tensor

from convscope.detection.compiled import roi_align, roi_pool
from convscope.detection.levels import LEVEL, SIZE, levels_of

# Points of a window along each side, of RoI align.
_SAMPLES = 2


@torch.library.custom_op("convscope::regions", mutates_args=())
def regions(
    values: Sequence[Tensor],
    boxes: Tensor,
    scales: Sequence[float],
    side: int,
    way: str,
    level: int = LEVEL,
    size: float = SIZE,
) -> Tensor:
    """The regions of each photo's maps.

    Args:
        values: (N, C, rows, columns) of each map, the finest first.
        boxes: (N, K, 4) left, top, right, bottom in pixels of the photo; no gradient passes to them.
        scales: places of each map in a pixel, 1 / stride.
        side: rows and columns of a result.
        way: ``align``, the mean of 2 x 2 points of each window; ``align-unshifted``, the same of the first programs,
            in which the centre of the place [0,0] is at (0, 0) and a region has a place at least; or ``pool``, the
            greatest value of each window.
        level: of several maps, see `levels_of`.
        size: likewise.

    Returns:
        (N, K, C, side, side), in single precision at least.

    Source: He et al. 2017, arXiv:1703.06870; Girshick 2015, arXiv:1504.08083.
    """
    return _computed(values, boxes, scales, side, way, level, size)


def _computed(
    values: Sequence[Tensor],
    boxes: Tensor,
    scales: Sequence[float],
    side: int,
    way: str,
    level: int,
    size: float,
) -> Tensor:
    kind = torch.promote_types(values[0].dtype, torch.float32)
    given = boxes.to(kind)
    count, each = boxes.shape[:2]
    photo = torch.arange(count, device=boxes.device, dtype=kind).repeat_interleave(each)
    rows = torch.cat([photo[:, None], given.flatten(0, 1)], 1)
    levels = (
        levels_of(given, scales, level, size).flatten() if len(values) > 1 else photo.new_zeros(len(photo))
    )
    found = given.new_zeros(len(rows), values[0].shape[1], side, side)
    for place, (one, scale) in enumerate(zip(values, scales, strict=True)):
        mine = (levels == place).nonzero()[:, 0]
        if way == "pool":
            small: Tensor = roi_pool(one.to(kind), rows[mine], side, scale)
        else:
            small = roi_align(one.to(kind), rows[mine], side, scale, _SAMPLES, shifted=way == "align")
        found = found.index_put((mine,), small)
    return found.reshape(count, each, *found.shape[1:])


@regions.register_fake
def _(
    values: Sequence[Tensor],
    boxes: Tensor,
    scales: Sequence[float],  # noqa: ARG001
    side: int,
    way: str,  # noqa: ARG001
    level: int = LEVEL,  # noqa: ARG001
    size: float = SIZE,  # noqa: ARG001
) -> Tensor:
    kind = torch.promote_types(values[0].dtype, torch.float32)
    return boxes.new_empty(boxes.shape[0], boxes.shape[1], values[0].shape[1], side, side, dtype=kind)


def _kept(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:  # noqa: ARG001
    values, boxes, *ctx.settings = inputs
    ctx.save_for_backward(boxes, *values)


def _back(context: Any, gradient: Tensor) -> tuple[list[Tensor] | None, ...]:
    import_module("torchvision")  # its Python part knows the derivatives
    boxes, *values = context.saved_tensors
    with torch.enable_grad():
        leaves = [one.detach().requires_grad_() for one in values]
        result = _computed(leaves, boxes, *context.settings)
    found = list(torch.autograd.grad(result, leaves, gradient))
    return found, None, None, None, None, None, None


regions.register_autograd(_back, setup_context=_kept)

"""torchvision's compiled operators, without its Python part, whose import takes longer than that of PyTorch."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor


def nms(boxes: Tensor, scores: Tensor, threshold: float) -> Tensor:
    """Indices (K,) of the boxes (N, 4) that non-maximum suppression keeps, the highest score (N,) first."""
    _load()
    kept: Tensor = torch.ops.torchvision.nms(boxes, scores, threshold)
    return kept


def roi_align(values: Tensor, boxes: Tensor, side: int, scale: float, samples: int) -> Tensor:
    """Means (N * K, C, side, side) of regions (N, K, 4) of maps (N, C, rows, columns), nothing being rounded.

    Args:
        values: the maps.
        boxes: left, top, right and bottom in pixels of the photo.
        side: rows and columns of a result.
        scale: places of the map in a pixel.
        samples: points of a window along each side.
    """
    _load()
    aligned: Tensor = torch.ops.torchvision.roi_align(values, _rows(boxes), scale, side, side, samples, True)
    return aligned


def roi_pool(values: Tensor, boxes: Tensor, side: int, scale: float) -> Tensor:
    """Greatest values (N * K, C, side, side) of the windows of regions; see `roi_align`."""
    _load()
    pooled: Tensor = torch.ops.torchvision.roi_pool(values, _rows(boxes), scale, side, side)[0]
    return pooled


def _rows(boxes: Tensor) -> Tensor:
    """The place in the batch before each box: (N * K, 5)."""
    photos = torch.arange(len(boxes)).to(boxes)[:, None, None].expand(*boxes.shape[:2], 1)
    return torch.cat([photos, boxes], 2).flatten(0, 1)


@cache
def _load() -> None:
    """Make the operators known to PyTorch; by torchvision itself where its library is called otherwise."""
    package = find_spec("torchvision")
    folders = package.submodule_search_locations if package else None
    libraries = [
        file
        for folder in folders or ()
        for file in sorted(Path(folder).glob("_C*"))
        if file.name.endswith(tuple(EXTENSION_SUFFIXES))
    ]
    if len(libraries) == 1:
        torch.ops.load_library(libraries[0])  # type: ignore[no-untyped-call]
    if not hasattr(torch.ops.torchvision, "nms"):
        import_module("torchvision.ops")

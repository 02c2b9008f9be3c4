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


def roi_align(
    values: Tensor, rows: Tensor, side: int, scale: float, samples: int, *, shifted: bool
) -> Tensor:
    """Means (R, C, side, side) of regions of maps (N, C, rows, columns), nothing being rounded.

    Args:
        values: the maps.
        rows: (R, 5) place in the batch, left, top, right and bottom in pixels of the photo.
        side: rows and columns of a result.
        scale: places of the map in a pixel.
        samples: points of a window along each side.
        shifted: whether the centre of the place [0,0] is at (0.5, 0.5), else at (0, 0).
    """
    _load()
    aligned: Tensor = torch.ops.torchvision.roi_align(values, rows, scale, side, side, samples, shifted)
    return aligned


def roi_pool(values: Tensor, rows: Tensor, side: int, scale: float) -> Tensor:
    """Greatest values (R, C, side, side) of the windows of regions; see `roi_align`."""
    _load()
    pooled: Tensor = torch.ops.torchvision.roi_pool(values, rows, scale, side, side)[0]
    return pooled


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

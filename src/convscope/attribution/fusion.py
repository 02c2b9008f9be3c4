"""One map from those of several layers."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from convscope.attribution.enlarge import enlarged
from convscope.attribution.method import Maps


def fused(maps: Sequence[Maps]) -> Maps:
    """The mean of several layers' maps, each scaled to a largest magnitude of 1 and enlarged to the finest.

    Formula, with the maps L[l] of n layers:

        L = 1/n sum over l of enlarge(L[l] / max |L[l]|)

    A late layer knows what is there, an early one where it ends.  Their gradients differ by magnitudes, so that each
    is scaled first, by its own and without moving zero; a map of nothing but zeros stays so.  What a single layer's
    map adds up to, its facts and its values for each channel are lost.

    Args:
        maps: of the same photos and objectives, one a layer; a single one is given back as it is.

    Returns:
        values (N, ...) in the finest map's resolution, from -1 to 1.
    """
    if len(maps) == 1:
        return maps[0]
    extents = max((one.values.shape[1:] for one in maps), key=torch.Size.numel)
    scaled = [enlarged(_scaled(one.values)[:, None], extents)[:, 0] for one in maps]
    return Maps(torch.stack(scaled).mean(0))


def _scaled(values: Tensor) -> Tensor:
    """Values (N, ...) over the largest magnitude of each photo."""
    largest = values.flatten(1).abs().amax(1).clamp(min=torch.finfo(values.dtype).tiny)
    return values / largest.reshape(-1, *[1] * (values.dim() - 1))

"""What methods return, and how maps are reduced over channels, enlarged and averaged over layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional as F

_MODES = {1: "linear", 2: "bilinear", 3: "trilinear"}  # by the number of axes


@dataclass(frozen=True)
class Maps:
    """What a method returns for N photos.

    Attributes:
        values: (N, rows, columns), signed and unscaled; one axis or three for other networks.
        channels: (N, C, rows, columns) where the method gives a value for each number of the input.
        facts: (N,) figures about each map that belong beside it, such as the completeness gap.
    """

    values: Tensor
    channels: Tensor | None = None
    facts: Mapping[str, Tensor] = field(default_factory=dict)


def total(channels: Tensor) -> Tensor:
    """Sum over the channels of (N, C, ...), which keeps the total of an attribution."""
    return channels.sum(1)


def strongest(channels: Tensor) -> Tensor:
    """At each position the channel value of greatest magnitude, with its sign."""
    index = channels.abs().argmax(1, keepdim=True)
    return channels.gather(1, index).squeeze(1)


def spatial_mean(maps: Tensor) -> Tensor:
    """Mean of (N, K, ...) over the positions, (N, K, 1 ...)."""
    return maps.flatten(2).mean(2).reshape(*maps.shape[:2], *[1] * (maps.dim() - 2))


def spatial_sum(maps: Tensor) -> Tensor:
    """Sum of (N, K, ...) over the positions, (N, K, 1 ...)."""
    return maps.flatten(2).sum(2).reshape(*maps.shape[:2], *[1] * (maps.dim() - 2))


def principal_map(maps: Tensor, *, grows_with: Tensor) -> Tensor:
    """Project the positions of (N, K, ...) on the first principal component of their channels, (N, ...).

    The sign of a principal component is arbitrary; it is chosen so that the projection correlates positively with
    ``grows_with`` (N, ...).
    """
    exact = torch.promote_types(maps.dtype, torch.float32)  # there is no decomposition in half precision
    places = maps.to(exact).flatten(2).transpose(1, 2)
    centred = places - places.mean(1, keepdim=True)
    _, _, right = torch.linalg.svd(centred, full_matrices=False)
    projection: Tensor = (centred @ right[:, 0].unsqueeze(2)).squeeze(2)
    sign = torch.sign((projection * grows_with.flatten(1)).sum(1, keepdim=True))
    projection = projection * torch.where(sign == 0, 1, sign)
    return projection.reshape(len(maps), *maps.shape[2:]).to(maps.dtype)


def enlarged(maps: Tensor, extents: Sequence[int], *, smooth: bool = True) -> Tensor:
    """Maps (N, K, ...) interpolated to the extents, linearly or from the nearest position."""
    mode = _MODES[len(extents)] if smooth else "nearest"
    return F.interpolate(maps, tuple(extents), mode=mode)


def fused(maps: Sequence[Maps]) -> Maps:
    """The mean of several layers' maps, each scaled to a largest magnitude of 1 and enlarged to the finest.

    Formula, with the maps L[l] of n layers:

        L = 1/n sum over l of enlarge(L[l] / max |L[l]|)

    Late layers recognise the object, early layers locate its borders.  Gradients of different layers differ by
    orders of magnitude, so that each map is divided by its own maximum; a map of zeros stays zero.  The sum of a
    single layer's map, its facts and its values for each channel are lost.

    Args:
        maps: of the same photos and objectives, one a layer; a single one is returned unchanged.

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

"""Be like a photo patch by patch: the style of Li and Wand, which keeps whole strokes and textures."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from convscope.network import Network
from convscope.objectives.maps import check_channels, map_of, places_of_mask
from convscope.objectives.objective import Bound, Objective, Values

SIZE = 3  # places a patch is wide and high, as in the paper
_AT_A_TIME = 2**24  # numbers that are compared at once, so that memory stays bounded


def patches_of(maps: Tensor) -> Tensor:
    """The patches of one photo's maps (C, rows, columns), as (patches, C, 3, 3)."""
    return F.unfold(maps[None], SIZE)[0].T.reshape(-1, maps.shape[0], SIZE, SIZE)


def nearest_patches(maps: Tensor, patches: Tensor) -> Tensor:
    """For each place of maps (1, C, rows, columns) the patch that looks most alike, by normalised correlation.

    The correlation is a convolution of the maps with the patches, each divided by its length; the length of the
    maps' own patch is the same for all candidates.

    Returns:
        (places,) numbers of patches, place by place in rows.
    """
    best = torch.full((maps.shape[2] - SIZE + 1, maps.shape[3] - SIZE + 1), -torch.inf, device=maps.device)
    found = torch.zeros(best.shape, dtype=torch.long, device=maps.device)
    count = max(8, _AT_A_TIME // best.numel())
    for first in range(0, len(patches), count):
        some = patches[first : first + count]
        lengths = some.flatten(1).norm(dim=1).clamp(min=1e-8)
        likeness, index = F.conv2d(maps, some / lengths[:, None, None, None])[0].max(0)
        better = likeness > best
        best = torch.where(better, likeness, best)
        found = torch.where(better, index + first, found)
    return found.flatten()


@dataclass(frozen=True, eq=False)
class PatchStyle(Objective):
    """Match each patch of a layer with the most similar patch of a style: minus the mean squared distance.

        -mean over places p of |F[p] - S[nearest(p)]|^2  /  mean over patches of |S|^2

    Li and Wand 2016, arXiv:1601.04589.  The nearest patch is chosen anew at each step and taken as constant.

    Attributes:
        address: the layer.
        target: S, (patches, C, 3, 3), the patches of one or several styles.
        mask: (rows, columns) in [0, 1]: the region of the picture that shall have the style; None for all of it.
        name: what the style is called.
    """

    address: str
    target: Tensor = field(repr=False)
    mask: Tensor | None = field(default=None, repr=False)
    name: str = "a photo"

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        node, as_maps = map_of(network, self.address, input_shape)

        def score(values: Values) -> Tensor:
            maps = as_maps(values[node])
            check_channels(self.address, maps, self.target.shape[1])
            patches = self.target.to(maps)
            unit = patches.flatten(1).square().sum(1).mean().clamp(min=1e-12)
            return -torch.stack([self._apart(one[None], patches) for one in maps]) / unit

        return Bound((node,), score)

    def _apart(self, maps: Tensor, patches: Tensor) -> Tensor:
        inner = maps[:, :, SIZE // 2 : -(SIZE // 2), SIZE // 2 : -(SIZE // 2)]
        rows, columns = inner.shape[2:]
        with torch.no_grad():
            nearest = nearest_patches(maps, patches).reshape(rows, columns)
        shares = places_of_mask(self.mask, inner).reshape(rows, columns)

        def band(some: Tensor, wanted: Tensor, share: Tensor) -> Tensor:
            apart = F.unfold(some, SIZE)[0] - patches[wanted.flatten()].flatten(1).T
            return apart.square().sum(0) @ share.flatten()

        # All patches together are nine times the maps: they are made band by band, and again on the way back.
        high = max(1, _AT_A_TIME // (maps.shape[1] * SIZE**2 * columns))
        bands = [
            checkpoint(
                band,
                maps[:, :, top : top + high + SIZE - 1],
                nearest[top : top + high],
                shares[top : top + high],
                use_reentrant=False,
            )
            for top in range(0, rows, high)
        ]
        return torch.stack(bands).sum()

    def __str__(self) -> str:
        return f"patches:{self.address}={self.name}"

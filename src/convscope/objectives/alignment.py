"""Exaggerate what a layer sees in a photo: at the same places (caricature), or anywhere (a guided dream)."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.network import Network
from convscope.objectives.maps import check_channels, check_sizes, map_of
from convscope.objectives.objective import Bound, Objective, Values

_AT_A_TIME = 4096  # places that are compared with all of the guide's at once, so that memory stays bounded


@dataclass(frozen=True, eq=False)
class Alignment(Objective):
    """Have more of what a layer sees in a photo, place by place: the dot product with the photo's values.

        mean over places p of  F[p].T[p] * max(0.1, cos(F[p], T[p]))^power  /  mean over places of |T[p]|^2

    1 is the photo itself.  The cosine holds the direction: without it (power 0) the strongest channel takes over.
    The objective of caricatures (Cammarata et al., "Feature visualization", Distill 2017; Lucid).

    Attributes:
        address: the layer.
        target: T, (C, rows, columns), the layer's values of the photo.
        power: of the cosine, 0 or more.
        name: what the photo is called.
    """

    address: str
    target: Tensor = field(repr=False)
    power: float = 1.0
    name: str = "a photo"

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        node, as_maps = map_of(network, self.address, input_shape)

        def score(values: Values) -> Tensor:
            maps = as_maps(values[node])
            check_sizes(self.address, maps, self.target, self.name)
            target = self.target.to(maps)
            along = (maps * target).sum(1)
            if self.power:
                along = along * F.cosine_similarity(maps, target[None]).clamp(min=0.1) ** self.power
            return along.flatten(1).mean(1) / target.square().sum(0).mean().clamp(min=1e-12)

        return Bound((node,), score)

    def __str__(self) -> str:
        return f"alignment:{self.address}={self.name}"


@dataclass(frozen=True, eq=False)
class Guide(Objective):
    """Dream of another photo: each place grows towards what it resembles most among the guide's places.

        mean over places p of  max over the guide's places q of F[p].T[q]  /  mean over q of |T[q]|^2

    The objective of the guided DeepDream (Mordvintsev et al. 2015, "Inceptionism", the notebook's last part).

    Attributes:
        address: the layer.
        target: T, (C, places), the layer's values of the guide, place by place.
        name: what the guide is called.
    """

    address: str
    target: Tensor = field(repr=False)
    name: str = "a photo"

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        node, as_maps = map_of(network, self.address, input_shape)

        def score(values: Values) -> Tensor:
            maps = as_maps(values[node])
            check_channels(self.address, maps, len(self.target))
            target = self.target.to(maps)
            places = maps.flatten(2)
            with torch.no_grad():
                nearest = torch.stack([_nearest(one, target) for one in places])
            along = (places * target[:, nearest].transpose(0, 1)).sum(1)
            return along.mean(1) / target.square().sum(0).mean().clamp(min=1e-12)

        return Bound((node,), score)

    def __str__(self) -> str:
        return f"guide:{self.address}={self.name}"


def _nearest(places: Tensor, target: Tensor) -> Tensor:
    """For each of (C, places) the column of the target with the largest dot product."""
    starts = range(0, places.shape[1], _AT_A_TIME)
    return torch.cat([(target.T @ places[:, start : start + _AT_A_TIME]).argmax(0) for start in starts])

"""Objective: the direction of a layer's values, a weighted mixture of channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.errors import ObjectiveError
from convscope.network import Network
from convscope.objectives.maps import check_channels, map_of
from convscope.objectives.objective import Bound, Objective, Values


@dataclass(frozen=True)
class Direction(Objective):
    """How far a layer's values reach along a vector, place by place, and how little they reach elsewhere.

        mean over places p of  F[p].v * max(0.1, cos(F[p], v))^power        v of length one

    With power 0 that is the mean of a mixture of channels; the cosine asks that the direction, not the size of the
    values, carry the product (Carter et al. 2019, "Activation atlas", doi:10.23915/distill.00015).

    Attributes:
        address: the layer.
        vector: one number a channel, not all zero; of any length, only its direction counts.
        power: of the cosine, 0 or more.
    """

    address: str
    vector: tuple[float, ...]
    power: float = 0.0

    def __post_init__(self) -> None:
        if not any(self.vector):
            raise ObjectiveError("A direction's vector is zero.", "Give one that points somewhere.")

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        node, as_maps = map_of(network, self.address, input_shape)

        def score(values: Values) -> Tensor:
            maps = as_maps(values[node])
            check_channels(self.address, maps, len(self.vector))
            unit = maps.new_tensor(self.vector)
            unit = unit / unit.norm()
            along = torch.einsum("nc...,c->n...", maps, unit)
            if self.power:
                cosine = along / maps.norm(dim=1).clamp(min=1e-12)
                along = along * cosine.clamp(min=0.1) ** self.power
            return along.flatten(1).mean(1)

        return Bound((node,), score)

    def __str__(self) -> str:
        power = f"^{self.power:g}" if self.power else ""
        return f"direction:{self.address}{power}"


def direction(address: str, vector: Sequence[float] | Tensor, power: float = 0.0) -> Direction:
    """The objective of a vector in a layer's channels; see `Direction`."""
    return Direction(address, tuple(float(number) for number in vector), power)

"""Objective: pictures of one objective that differ from each other."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.network import Network
from convscope.objectives.gram import gram_matrix
from convscope.objectives.maps import map_of
from convscope.objectives.objective import Bound, Objective, Values


@dataclass(frozen=True)
class Diversity(Objective):
    """How unlike the other pictures of the same ascent a picture is in its style at a layer.

        minus the mean over the others of  cos(G, G')        G the Gram matrix of the layer's values

    Between -1 (all alike) and 1; 0 for a picture alone.  The only objective of which a picture's number depends on
    the others beside it (Olah, Mordvintsev and Schubert 2017, doi:10.23915/distill.00007).

    Attributes:
        address: the layer.
    """

    address: str

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        node, as_maps = map_of(network, self.address, input_shape)

        def score(values: Values) -> Tensor:
            maps = as_maps(values[node])
            styles = F.normalize(gram_matrix(maps).flatten(1), dim=1, eps=1e-12)
            likeness = styles @ styles.T
            others = 1 - torch.eye(len(maps), dtype=maps.dtype, device=maps.device)
            return -(likeness * others).sum(1) / max(1, len(maps) - 1)

        return Bound((node,), score)

    def __str__(self) -> str:
        return f"diversity:{self.address}"

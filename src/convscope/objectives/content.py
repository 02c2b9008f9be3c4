"""Be like a photo in what a layer sees: the objective of inversion, and the content of a style transfer."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor

from convscope.network import Network
from convscope.objectives.maps import check_sizes, map_of
from convscope.objectives.objective import Bound, Objective, Values


@dataclass(frozen=True, eq=False)
class Content(Objective):
    """Match a layer's values of a photo: minus the squared distance, in units of what shall be matched.

        -|F - T|^2 / |T|^2

    0 is a perfect match; -1 is what a network that is silent everywhere reaches.  The unit is that of Mahendran
    and Vedaldi 2015 (arXiv:1412.0035); it makes layers, networks and sizes comparable.

    Attributes:
        address: the layer.
        target: T, (C, rows, columns), the layer's values of the photo.
        name: what the photo is called.
    """

    address: str
    target: Tensor = field(repr=False)
    name: str = "a photo"

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        node, as_maps = map_of(network, self.address, input_shape)

        def score(values: Values) -> Tensor:
            maps = as_maps(values[node])
            check_sizes(self.address, maps, self.target, self.name)
            target = self.target.to(maps)
            apart = (maps - target).square().flatten(1).sum(1)
            return -apart / target.square().sum().clamp(min=1e-12)

        return Bound((node,), score)

    def __str__(self) -> str:
        return f"content:{self.address}={self.name}"

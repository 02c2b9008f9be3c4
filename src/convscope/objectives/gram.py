"""Be like a photo in its style, as Gatys et al. measure it: which channels fire together, wherever they do."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor

from convscope.graph.shapes.channel_axes import channel_axis
from convscope.network import Network
from convscope.objectives.maps import check_channels, map_of, places_of_mask
from convscope.objectives.objective import Bound, Index, Objective, Pool, Values


def gram_matrix(maps: Tensor, mask: Tensor | None = None) -> Tensor:
    """The Gram matrix of maps, normalised by the number of places.

        G[i, j] = sum over places p of w[p] * F[i, p] * F[j, p],   w[p] = 1 / (rows * columns)

    In a region, w is the region's share of each place, which sums to 1 as well.  So the matrix does not depend
    on the size of the picture.

    Args:
        maps: (N, C, rows, columns).
        mask: (rows, columns) of any size, in [0, 1].

    Returns:
        (N, C, C).
    """
    return _gram(maps, places_of_mask(mask, maps))


def gram_pool(
    network: Network, address: str, mask: Tensor | None = None, input_shape: tuple[int, ...] | None = None
) -> Pool:
    """The Gram matrix of a layer as a sum over its places.

    Raises:
        AddressError: the network has no such layer.
        ObjectiveError: the layer holds no maps.
    """
    node, as_maps = map_of(network, address, input_shape)
    channels = channel_axis(network.graph(input_shape), node)

    def over(value: Tensor, index: Index, shape: tuple[int, ...]) -> Tensor:
        whole = as_maps(value[:, :1, :1, :1].expand(-1, *shape[1:]))  # has the layer's sizes, but no memory
        shares = places_of_mask(mask, whole).reshape(whole.shape[2:])
        rows, columns = (index[axis] for axis in (1, 2, 3) if axis != channels)
        return _gram(as_maps(value), shares[rows, columns].flatten())

    return Pool(node, over)


def _gram(maps: Tensor, shares: Tensor) -> Tensor:
    features = maps.flatten(2)
    return (features * shares) @ features.transpose(1, 2)


@dataclass(frozen=True, eq=False)
class GramStyle(Objective):
    """Match a layer's Gram matrix: minus the squared distance, in units of what shall be matched.

        -|G - A|^2 / |A|^2        Gatys et al. 2015, arXiv:1508.06576, up to the unit

    Several styles are blended by blending their matrices: the sum of the weighted distances to several has its
    optimum where the distance to their weighted mean has it.

    Attributes:
        address: the layer.
        target: A, (C, C), the style's Gram matrix.
        mask: (rows, columns) in [0, 1]: the region of the picture that shall have the style; None for all of it.
        name: what the style is called.
    """

    address: str
    target: Tensor = field(repr=False)
    mask: Tensor | None = field(default=None, repr=False)
    name: str = "a photo"

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        pool = gram_pool(network, self.address, self.mask, input_shape)

        def score(values: Values) -> Tensor:
            gram = pool.of(values)
            check_channels(self.address, gram, len(self.target))
            target = self.target.to(gram)
            apart = (gram - target).square().flatten(1).sum(1)
            return -apart / target.square().sum().clamp(min=1e-12)

        return Bound((pool.node,), score, (pool,))

    def __str__(self) -> str:
        return f"gram:{self.address}={self.name}"

"""Penalties: how far values are from simple ones; subtract them from what shall be maximised.

Of a layer, by default of the network's own input: the picture as it is normalised, zero where it has the mean
colour of the photos that the network was trained on.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from torch import Tensor

from convscope.network import Network
from convscope.objectives.objective import Bound, Objective
from convscope.objectives.places import Span, patch_index, spans_text

INPUT = "input"


@dataclass(frozen=True)
class Penalty(Objective):
    """A number that is small for simple values.

    Attributes:
        address: the layer.
        spans: of the rows and columns of a patch, to which the rest does not count; by default all of the layer.
    """

    address: str = INPUT
    spans: tuple[Span, ...] = ()

    kind = "penalty"

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        graph = network.graph(input_shape)
        node = graph.find(self.address)
        within = patch_index(graph, node, self.address, self.spans) if self.spans else ...
        return Bound((node,), lambda values: self.size(values[node][within]))

    @property
    def is_local(self) -> bool:
        """See `Objective.is_local`."""
        return bool(self.spans)

    @abstractmethod
    def size(self, values: Tensor) -> Tensor:
        """The penalty (N,) of values (N, ...)."""

    def __str__(self) -> str:
        patch = f"@{spans_text(self.spans)}" if self.spans else ""
        return f"{self.kind}:{self.address}{patch}"


@dataclass(frozen=True)
class L1(Penalty):
    """Mean of the magnitudes."""

    kind = "l1"

    def size(self, values: Tensor) -> Tensor:
        """See `Penalty.size`."""
        return values.flatten(1).abs().mean(1)


@dataclass(frozen=True)
class L2(Penalty):
    """Mean of the squares (Simonyan, Vedaldi and Zisserman 2014, arXiv:1312.6034)."""

    kind = "l2"

    def size(self, values: Tensor) -> Tensor:
        """See `Penalty.size`."""
        return values.flatten(1).square().mean(1)


@dataclass(frozen=True)
class TotalVariation(Penalty):
    """Mean over the values of the magnitude of their differences to the neighbours below and to the right.

        mean of ((x[row + 1, column] - x)^2 + (x[row, column + 1] - x)^2)^(1/2)

    At the last row and column the missing difference is 0 (Mahendran and Vedaldi 2015, arXiv:1412.0035).  Of a patch
    of a picture it is the gradient detector of local attribution maps (Gu and Dong 2021, arXiv:2011.11036).
    """

    kind = "tv"

    def size(self, values: Tensor) -> Tensor:
        """See `Penalty.size`."""
        down, right = values.diff(dim=-2), values.diff(dim=-1)
        squares = values.new_zeros(values.shape)
        squares[..., :-1, :] += down.square()
        squares[..., :, :-1] += right.square()
        # The root's slope at 0 is infinite: where nothing varies it is taken to be 0.
        varied = squares > 0
        lengths = squares.where(varied, squares.new_ones(())).sqrt() * varied
        return lengths.flatten(1).mean(1)

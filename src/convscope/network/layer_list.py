"""The layers of a network as a table with its totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from convscope.graph.shapes.layer_table import Layer
from convscope.network.network import Network


@dataclass(frozen=True)
class LayerList:
    """All layers of a network.

    Attributes:
        network: the network's name.
        weights: where its weights come from.
        layers: a row each, in the order of evaluation.
    """

    network: str
    weights: str
    layers: tuple[Layer, ...]

    @property
    def parameters(self) -> int:
        """Numbers learned, over all layers."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        """Multiplications, each with its addition, for one input."""
        return sum(layer.multiply_adds for layer in self.layers)

    def document(self) -> dict[str, Any]:
        """The table in plain values."""
        return {
            "network": self.network,
            "weights": self.weights,
            "layers": [layer.document() for layer in self.layers],
            "total": {"parameters": self.parameters, "multiply_adds": self.multiply_adds},
        }


def layers(network: Network) -> LayerList:
    """List every layer: address, operation, output shape, parameters, multiply-adds and receptive field.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.

    Raises:
        TraceError: the network cannot be traced.
    """
    return LayerList(network.name, network.weights, network.layers)

"""The layers of a network as a table with its totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from convscope.graph.shapes.layer_table import Layer
from convscope.network.network import Network
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import table


@dataclass(frozen=True, repr=False)
class LayerList(Displayed):
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

    def _line(self) -> str:
        totals = f"{self.parameters:,} parameters, {self.multiply_adds:,} multiply-adds"
        return f"{self.network}: {len(self.layers)} layers, {totals}"

    def _fragments(self) -> Sequence[str]:
        header = ("address", "operation", "output shape", "parameters", "multiply-adds", "receptive field")
        rows = [
            (
                layer.address,
                layer.operation,
                " x ".join(map(str, layer.output_shape)),
                layer.parameters,
                layer.multiply_adds,
                " x ".join(f"{float(field.size):g}" for field in layer.receptive_field),
            )
            for layer in self.layers
        ]
        return [table(header, rows)]


def layers(network: Network) -> LayerList:
    """List every layer: address, operation, output shape, parameters, multiply-adds and receptive field.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.

    Raises:
        TraceError: the network cannot be traced.
    """
    return LayerList(network.name, network.weights, network.layers)

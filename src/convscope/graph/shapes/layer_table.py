"""The abstract reading: every layer's shape, cost and receptive field, without computing anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from convscope.arithmetic import ReceptiveField
from convscope.graph.graph import Graph
from convscope.graph.node import TENSOR, Node
from convscope.graph.shapes.receptive_fields import receptive_fields


@dataclass(frozen=True)
class Layer:
    """One row of a network's table.

    Attributes:
        address: the layer's name.
        operation: its kind.
        output_shape: (C, ...) for one input.
        parameters: numbers learned that this layer is the first to use.
        multiply_adds: multiplications, each with its addition, for one input.
        receptive_field: what a unit sees, along each axis of the input.
    """

    address: str
    operation: str
    output_shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    receptive_field: tuple[ReceptiveField, ...]

    def document(self) -> dict[str, Any]:
        """The row in plain values."""
        return {
            "address": self.address,
            "operation": self.operation,
            "output_shape": self.output_shape,
            "parameters": self.parameters,
            "multiply_adds": self.multiply_adds,
            "receptive_field": fields_document(self.receptive_field),
        }


def fields_document(fields: Sequence[ReceptiveField]) -> dict[str, list[float]]:
    """A receptive field along each axis, in plain values."""
    return {
        "size": [float(field.size) for field in fields],
        "stride": [float(field.stride) for field in fields],
        "start": [float(field.start) for field in fields],
    }


def layer_table(graph: Graph) -> tuple[Layer, ...]:
    """All layers in the order of evaluation.

    A convolution's or linear layer's multiply-adds are its weights and biases times the places at which it uses
    them; those of other layers with weights are their weights (`convscope.arithmetic.costs`).
    """
    fields = receptive_fields(graph)
    counted: set[str] = set()
    table = []
    for node in graph.layers:
        if node is graph.input:
            continue
        tensors = {t for t in graph.ancestors(_constants(graph, node)) if t.operation == TENSOR}
        learned = {t for t in tensors if t.address in graph.parameters}
        parameters = sum(_size(t) for t in learned if t.address not in counted)
        counted |= {t.address for t in learned}
        table.append(
            Layer(
                address=node.address,
                operation=node.operation,
                output_shape=tuple(size for size in node.shape[1:] if size is not None),
                parameters=parameters,
                multiply_adds=_multiply_adds(node, learned),
                receptive_field=fields[node],
            )
        )
    return tuple(table)


def _multiply_adds(node: Node, learned: Iterable[Node]) -> int:
    if node.kind.cost == "weights once":
        return sum(map(_size, learned))
    # What slides, not all that was learned: a standardised weight (NFNet's) is scaled once, not at every place.
    slides = [node.argument(name) for name in ("weight", "bias")]
    used_at = node.shape[2:] if node.kind.cost == "weights at each place" else node.shape[1:-1]
    places = prod(size for size in used_at if size is not None)
    return places * sum(_size(tensor) for tensor in slides if isinstance(tensor, Node))


def _constants(graph: Graph, node: Node) -> list[Node]:
    return [read for read in node.inputs if read in graph.constants]


def _size(node: Node) -> int:
    return prod(size for size in node.shape if size is not None)

"""The abstract reading: every layer's shape, cost and receptive field, without computing anything."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from convscope.arithmetic import ReceptiveField
from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.shapes.multiply_adds import multiply_adds
from convscope.graph.shapes.receptive_fields import receptive_fields
from convscope.graph.shapes.sliding_rules import sliding_remarks


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
        remarks: what is easily overlooked, such as the checkerboard of a transposed convolution.
    """

    address: str
    operation: str
    output_shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    receptive_field: tuple[ReceptiveField, ...]
    remarks: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """The row in plain values."""
        return {
            "address": self.address,
            "operation": self.operation,
            "output_shape": self.output_shape,
            "parameters": self.parameters,
            "multiply_adds": self.multiply_adds,
            "receptive_field": fields_document(self.receptive_field),
            "remarks": self.remarks,
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

    What is computed on the way to a layer and is none itself, such as the weights of attention before its heads are
    put together, counts as the layer's (`convscope.graph.shapes.multiply_adds`).
    """
    fields, costs = receptive_fields(graph), multiply_adds(graph)
    layers, counted = set(graph.layers), set(graph.inputs)
    table = []
    for node in graph.layers:
        if node is graph.input:
            continue
        own = _of_layer(node, layers, counted)
        counted |= own
        table.append(
            Layer(
                address=node.address,
                operation=node.operation,
                output_shape=tuple(size for size in node.shape[1:] if size is not None),
                parameters=sum(_size(read) for read in own if read.address in graph.parameters),
                multiply_adds=sum(costs.get(one, 0) for one in own if one not in graph.constants),
                receptive_field=fields[node],
                remarks=sliding_remarks(node),
            )
        )
    return tuple(table)


def _of_layer(node: Node, layers: Collection[Node], counted: Collection[Node]) -> set[Node]:
    """A layer and all behind it, up to other layers, that no layer before has used."""
    found, stack = {node}, list(node.inputs)
    while stack:
        read = stack.pop()
        if read not in found and read not in layers and read not in counted:
            found.add(read)
            stack.extend(read.inputs)
    return found


def _size(node: Node) -> int:
    return prod(size for size in node.shape if size is not None)

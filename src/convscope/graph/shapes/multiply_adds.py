"""Multiply-adds of each node for one input: how often its operation multiplies, each time with an addition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode

from convscope.graph.graph import Graph
from convscope.graph.node import BATCH_SIZE, INPUT, TENSOR, Node

Shape = tuple[int, ...]


def multiply_adds(graph: Graph) -> dict[Node, int]:
    """Of every node; `convscope.arithmetic.costs` says what counts.

    Weights are multiplied at each place, row or step at which they are used, two values as their product needs it,
    and scales and shifts once.
    """
    shapes = _shapes(graph)
    return {node: _COSTS[node.kind.cost](graph, node, shapes) for node in graph.nodes if node.function}


def _shapes(graph: Graph) -> dict[Node, Shape]:
    """The shape of each value for one input.

    Where two values are multiplied the first dimension may count more than inputs, as that of attention's heads does,
    so that the operations run once on tensors without numbers.
    """
    shapes = {node: _shape(node) for node in graph.nodes}
    if any(_multiplies_values(graph, node) for node in graph.nodes):
        with FakeTensorMode(allow_non_fake_inputs=True) as mode, torch.no_grad():
            values: dict[Node, Any] = {}
            for node in graph.nodes:
                values[node] = _without_numbers(graph, node, values, shapes[node], mode)
                if isinstance(values[node], Tensor):
                    shapes[node] = tuple(values[node].shape)
    return shapes


def _shape(node: Node) -> Shape:
    if not node.has_batch:
        return tuple(1 if size is None else size for size in node.shape)
    return (node.rows, *(1 if size is None else size for size in node.shape[1:]))


def _multiplies_values(graph: Graph, node: Node) -> bool:
    if node.kind.cost == "weights at each place":
        return node.argument("weight") not in graph.constants
    return node.kind.cost in ("product", "added product", "attention", "summed product")


def _without_numbers(
    graph: Graph, node: Node, values: Mapping[Node, Any], shape: Shape, mode: FakeTensorMode
) -> Any:
    if node.operation == BATCH_SIZE:
        return 1
    if node.operation == TENSOR:
        return mode.from_tensor(graph.tensors[node.address])
    if node.operation == INPUT:
        held = graph.held.get(node)
        sizes = (1, *graph.input_shape) if node is graph.input else shape
        dtype = node.dtype or (graph.dtype if held is None else held.dtype)
        return torch.empty(sizes, dtype=dtype, device=graph.device)
    return node.compute(values.__getitem__)


def _once(graph: Graph, node: Node, shapes: Mapping[Node, Shape]) -> int:
    read = graph.ancestors(read for read in node.inputs if read in graph.constants)
    return sum(prod(shapes[tensor]) for tensor in read if tensor.address in graph.parameters)


def _weights(node: Node, shapes: Mapping[Node, Shape]) -> int:
    # What slides, not all that was learned: a standardised weight (NFNet's) is scaled once, not at every place.
    read = [node.argument(name) for name in ("weight", "bias")]
    return sum(prod(shapes[tensor]) for tensor in read if isinstance(tensor, Node))


def _at_each_place(_: Graph, node: Node, shapes: Mapping[Node, Shape]) -> int:
    first, _channels, *places = shapes[node]
    return first * prod(places) * _weights(node, shapes)


def _at_each_row(_: Graph, node: Node, shapes: Mapping[Node, Shape]) -> int:
    return prod(shapes[node][:-1]) * _weights(node, shapes)


def _at_each_step(graph: Graph, node: Node, shapes: Mapping[Node, Shape]) -> int:
    return prod(shapes[node.argument("input")][:-1]) * _once(graph, node, shapes)


def _product(_: Graph, node: Node, shapes: Mapping[Node, Shape]) -> int:
    return prod(shapes[node]) * shapes[node.arguments[0]][-1]


def _added_product(_: Graph, node: Node, shapes: Mapping[Node, Shape]) -> int:
    return prod(shapes[node]) * shapes[node.arguments[1]][-1]


def _attention(_: Graph, node: Node, shapes: Mapping[Node, Shape]) -> int:
    query, key, value = (shapes[node.argument(name)] for name in ("query", "key", "value"))
    return prod(query[:-1]) * key[-2] * (query[-1] + value[-1])


def _summed_product(_: Graph, node: Node, shapes: Mapping[Node, Shape]) -> int:
    """Each combination of an einsum's indices is one product, where two values are multiplied."""
    equation, operands = node.arguments[:2]
    sizes: dict[str, int] = {}
    for letters, operand in zip(equation.replace(" ", "").split("->")[0].split(","), operands, strict=True):
        shape = shapes[operand]
        named, _, after = letters.partition("...")
        sizes |= dict(zip(named, shape, strict=False))
        rest = shape[len(named) : len(shape) - len(after)] if "..." in letters else ()
        sizes |= {f"...{len(rest) - place}": size for place, size in enumerate(rest)}
        sizes |= dict(zip(after, shape[len(shape) - len(after) :], strict=True))
    return prod(sizes.values()) if len(operands) > 1 else 0


_COSTS: Mapping[str, Callable[[Graph, Node, Mapping[Node, Shape]], int]] = MappingProxyType(
    {
        "weights once": _once,
        "none": lambda *_: 0,
        "weights at each place": _at_each_place,
        "weights at each row": _at_each_row,
        "weights at each step": _at_each_step,
        "product": _product,
        "added product": _added_product,
        "attention": _attention,
        "summed product": _summed_product,
    }
)

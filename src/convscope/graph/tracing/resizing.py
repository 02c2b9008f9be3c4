"""A graph for another size of input, without tracing again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from convscope.graph.graph import Graph
from convscope.graph.node import BATCH_SIZE, INPUT, TENSOR, Node, substitute

_BATCH = 2  # any number: the first dimension of what has a batch is free


def resized(graph: Graph, input_shape: Sequence[int]) -> Graph:
    """The same operations for inputs of another size, their shapes computed anew without any numbers.

    Right only where no argument of an operation names a size of the input and where the module takes the same
    way for both sizes, which the graph alone cannot know: whoever calls this knows the architecture.  A trace is
    the general way.

    Args:
        graph: of one size.
        input_shape: (C, ...) of the other.

    Raises:
        RuntimeError: an operation cannot take what it would get, as PyTorch says it.
    """
    shape = tuple(input_shape)
    nodes: dict[Node, Node] = {}
    values: dict[Node, Any] = {}
    with torch.no_grad():
        for node in graph.nodes:
            values[node] = _abstract_value(graph, node, shape, values)
            nodes[node] = replace(
                node,
                arguments=substitute(node.arguments, nodes.__getitem__),
                keywords=substitute(node.keywords, nodes.__getitem__),
                shape=_shape(node, values[node]),
                rows=len(values[node]) // _BATCH if node.has_batch else 1,
            )
    return Graph(
        nodes=tuple(nodes.values()),
        outputs={name: nodes[output] for name, output in graph.outputs.items()},
        input_shape=shape,
        tensors=graph.tensors,
        parameters=graph.parameters,
    )


def _abstract_value(graph: Graph, node: Node, shape: tuple[int, ...], values: dict[Node, Any]) -> Any:
    """A value on the device "meta", where tensors have a shape and no memory."""
    if node.operation == INPUT:
        return torch.empty((_BATCH, *shape), device="meta")
    if node.operation == TENSOR:
        return graph.tensors[node.address].to("meta")
    if node.operation == BATCH_SIZE:
        return _BATCH
    return node.compute(values.__getitem__)


def _shape(node: Node, value: Any) -> tuple[int | None, ...]:
    if not isinstance(value, Tensor):
        return ()
    return (None, *value.shape[1:]) if node.has_batch else tuple(value.shape)

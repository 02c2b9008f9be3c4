"""The values of one run through the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import Tensor

from convscope.graph.graph import Graph
from convscope.graph.node import BATCH_SIZE, Node


class Values:
    """What is known so far: given values, computed ones until nothing reads them any more, and constants."""

    def __init__(self, graph: Graph, known: Mapping[Node, Tensor]) -> None:
        """Start from values (N, ...); that of one input beside those of many stands for all of them."""
        self._graph = graph
        self._batch = max(value.shape[0] // node.rows for node, value in known.items())
        self._values: dict[Node, Any] = {
            node: value if value.shape[0] == self._batch * node.rows else _for_all(value, self._batch)
            for node, value in known.items()
        }
        for node in self._values.keys() & graph.inputs:
            self._values[node] = _prepared(graph, self._values[node])

    def __getitem__(self, node: Node) -> Any:
        if node.operation == BATCH_SIZE:
            return self._batch
        if node in self._values:
            return self._values[node]
        return self._graph.constant(node)

    def __setitem__(self, node: Node, value: Any) -> None:
        self._values[node] = value

    def forget(self, nodes: Iterable[Node]) -> None:
        """Free what nothing reads any more."""
        for node in nodes:
            self._values.pop(node, None)


def _for_all(value: Tensor, batch: int) -> Tensor:
    """The value of one example as that of so many, each with its rows."""
    rows = value.expand(batch, *value.shape) if batch else value[:0, None]
    return rows.flatten(0, 1)


def _prepared(graph: Graph, inputs: Tensor) -> Tensor:
    """Inputs where and as the network computes; channels_last is the faster layout for convolution on a CPU."""
    inputs = inputs.to(graph.device, graph.dtype if inputs.is_floating_point() else inputs.dtype)
    return inputs.contiguous(memory_format=torch.channels_last) if inputs.dim() == 4 else inputs

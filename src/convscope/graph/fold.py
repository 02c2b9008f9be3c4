"""Batch norm folded into the convolution before it.

A batch norm in evaluation mode is an affine map of each channel, so conv and batch norm are one convolution:

    scale = gamma / sqrt(variance + epsilon)
    weight' = weight * scale        bias' = beta + (bias - mean) * scale

It is folded wherever nobody asks for the value between the two.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from convscope.graph.graph import Graph
from convscope.graph.node import Node

_TENSORS = ("weight", "bias", "running_mean", "running_var")


@dataclass(frozen=True)
class FoldedBatchNorm:
    """A convolution and the batch norm that alone reads it."""

    convolution: Node
    batch_norm: Node

    @property
    def source(self) -> Node:
        """What the convolution reads."""
        node = self.convolution.argument("input")
        assert isinstance(node, Node)
        return node

    def apply(self, graph: Graph, x: Tensor) -> Tensor:
        """Value of the batch norm for an input (N, C, ...) of the convolution."""
        sources = [
            node for node in (*self.convolution.inputs, *self.batch_norm.inputs) if node in graph.constants
        ]
        weight, bias = graph.prepare(self, sources, lambda: self._fold(graph))
        rest = [self.convolution.argument(name) for name in ("stride", "padding", "dilation", "groups")]
        assert self.convolution.function is not None
        result: Tensor = self.convolution.function(x, weight, bias, *rest)
        return result

    def _fold(self, graph: Graph) -> tuple[Tensor, Tensor]:
        def tensor(node: Node, name: str, default: float) -> Tensor:
            argument: Any = node.argument(name)
            found = torch.tensor(default) if argument is None else graph.constant(argument)
            return found.to(torch.float64)

        weight = tensor(self.convolution, "weight", 1)
        bias = tensor(self.convolution, "bias", 0)
        gamma, beta, mean, variance = (
            tensor(self.batch_norm, name, default)
            for name, default in zip(_TENSORS, (1, 0, 0, 1), strict=True)
        )
        scale = gamma / torch.sqrt(variance + self.batch_norm.argument("eps"))
        folded = (weight * scale.reshape(-1, *[1] * (weight.dim() - 1))).to(graph.dtype)
        if folded.dim() == 4:
            folded = folded.contiguous(memory_format=torch.channels_last)
        return folded, (beta + (bias - mean) * scale).to(graph.dtype)


def folded_batch_norms(
    graph: Graph, needed: Collection[Node], wanted: Collection[Node]
) -> dict[Node, FoldedBatchNorm]:
    """The batch norms among the needed nodes that can be folded, with what they are folded into."""
    folded = {}
    for node in needed:
        if node.operation != "batch_norm" or node.argument("training"):
            continue
        convolution = node.argument("input")
        if (
            convolution.operation == "conv"
            and convolution in needed
            and convolution not in wanted
            and graph.readers[convolution] == (node,)
            and graph.constants.issuperset({*convolution.inputs[1:], *node.inputs[1:]})
            and not isinstance(convolution.argument("padding"), str)
        ):
            folded[node] = FoldedBatchNorm(convolution, node)
    return folded

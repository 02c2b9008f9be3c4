"""Batch norm folded into the convolution before it.

A batch norm in evaluation mode is an affine map of each channel, so conv and batch norm are one convolution:

    scale = gamma / sqrt(variance + epsilon)
    weight' = weight * scale        bias' = beta + (bias - mean) * scale

The two are one step wherever nobody asks for the value between them.  Where a gradient follows, the forward
pass computes them apart, to the bit as the module does in the same memory layout, and only the backward pass uses
the folded weights: a rectifier's gradient jumps where its input crosses zero, so that rounding forward is not
harmless there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from convscope.graph.graph import Graph
from convscope.graph.input_gradient import Geometry, InputGradient
from convscope.graph.node import Node

_TENSORS = ("weight", "bias", "running_mean", "running_var")


@dataclass(frozen=True)
class FoldedBatchNorm:
    """A convolution and the batch norm that alone reads it."""

    convolution: Node
    batch_norm: Node

    @cached_property
    def geometry(self) -> Geometry:
        """That of the convolution."""
        found = Geometry.of(self.convolution)
        assert found
        return found

    @cached_property
    def source(self) -> Node:
        """What the convolution reads."""
        node = self.convolution.argument("input")
        assert isinstance(node, Node)
        return node

    def apply(self, graph: Graph, x: Tensor) -> Tensor:
        """Value of the batch norm for an input (N, C, ...) of the convolution, by the folded convolution."""
        return self._convolve(x, *self.weights(graph))

    def weights(self, graph: Graph) -> tuple[Tensor, Tensor]:
        """Weight and bias of the one convolution, in the memory layout of convolutions."""
        return graph.prepare(self, self._read, lambda: self._fold(graph))

    def apply_exactly(self, graph: Graph, x: Tensor) -> Tensor:
        """The same value computed in the module's steps."""
        weight, bias = (None if node is None else graph.constant(node) for node in self._weights)
        return self._normalise(graph, self._convolve(x, weight, bias))

    def input_gradient(self, graph: Graph) -> InputGradient:
        """The way back through both, which is that through the folded convolution."""

        def make() -> InputGradient:
            weight, _ = self._fold(graph)
            return InputGradient.through(weight, self.geometry, self.convolution.shape[2:])

        return graph.prepare((InputGradient, self.batch_norm), self._read, make)

    def _convolve(self, x: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
        assert self.convolution.function is not None
        stride, padding, dilation = self.geometry.stride, self.geometry.padding, self.geometry.dilation
        result: Tensor = self.convolution.function(
            x, weight, bias, stride, padding, dilation, self.geometry.groups
        )
        return result

    @cached_property
    def _weights(self) -> tuple[Node, Node | None]:
        """Where the convolution reads its weight and its bias."""
        return self.convolution.argument("weight"), self.convolution.argument("bias")

    def _normalise(self, graph: Graph, x: Tensor) -> Tensor:
        """The batch norm of a value that nobody else reads: on a CPU over its own memory, by the same kernel."""
        nodes, momentum, epsilon = self._normalisation
        tensors = [None if node is None else graph.constant(node) for node in nodes]
        result: Tensor
        if x.device.type != "cpu":
            result = torch.ops.aten.batch_norm.default(x, *tensors, False, momentum, epsilon, True)
            return result
        unused = x.new_empty(0)
        result, _, _ = torch.ops.aten.native_batch_norm.out(
            x, *tensors, False, momentum, epsilon, out=x, save_mean=unused, save_invstd=unused.clone()
        )
        return result

    @cached_property
    def _normalisation(self) -> tuple[list[Node | None], float, float]:
        """Where the batch norm reads its tensors, its momentum and its epsilon."""
        nodes = [self.batch_norm.argument(name) for name in _TENSORS]
        return nodes, self.batch_norm.argument("momentum"), self.batch_norm.argument("eps")

    @cached_property
    def _read(self) -> list[Node]:
        """The constants that both read."""
        read = (*self.convolution.inputs, *self.batch_norm.inputs)
        return [node for node in read if node not in (self.source, self.convolution)]

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
    graph: Graph, needed: Collection[Node], wanted: Collection[Node], apart: Collection[Node]
) -> dict[Node, FoldedBatchNorm]:
    """The batch norms among the needed nodes that can be folded, with what they are folded into.

    Args:
        graph: the network.
        needed: the nodes of an evaluation.
        wanted: those of them whose values are asked for.
        apart: those that must stay steps of their own.
    """
    folded = {}
    for node in needed:
        if node.operation != "batch_norm" or node.argument("training"):
            continue
        convolution = node.argument("input")
        if (
            convolution.operation == "conv"
            and convolution in needed
            and convolution not in wanted
            and not {convolution, node}.intersection(apart)
            and graph.readers[convolution] == (node,)
            and graph.constants.issuperset({*convolution.inputs[1:], *node.inputs[1:]})
            and Geometry.of(convolution)
        ):
            folded[node] = FoldedBatchNorm(convolution, node)
    return folded

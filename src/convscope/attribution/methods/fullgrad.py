"""FullGrad."""

from __future__ import annotations

from math import inf

import torch
from torch import Tensor

from convscope.attribution.maps import enlarged
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.graph import Graph, Node
from convscope.graph.rectifiers import rectifier_of


@method(
    "fullgrad",
    family="gradient",
    source="Srinivas and Fleuret 2019, arXiv:1905.00780",
    scale="positive",
)
def fullgrad(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """Contributions of the pixels and of every bias in the network, each at its position.

    Formula, with the objective S, the photo x and the bias b of each layer with rows and columns, whose values are
    z:

        M = f(x dS/dx) + sum over layers of f(b dS/dz)        f(a) = sum over channels of enlarged |a| / max |a|

    where the minimum of |a| is subtracted first, and minimum and maximum are those of the photo's whole layer.  A
    batch norm's bias is its output for zero; a clipped ReLU's is its ceiling where it is saturated.  In a network
    of convolutions, linear layers and ReLUs everything before f adds up to the score; the fact
    ``completeness_gap`` is the difference.

    Use: where biases matter: its map is complete without a baseline.
    Shapes: values (N, rows, columns); none is below zero.
    Cost: one forward and one backward pass that keep all layers, one photo at a time.
    Limits: magnitudes without sign; each layer counts alike, however little it contributes.
    """
    graph = probe.graph
    reads = [node for target in probe.targets for node in target.reads]
    needed = graph.ancestors(reads) & set(graph.layers)
    biased = [node for node in graph.layers if node in needed and _has_bias(node)]
    extents = probe.inputs.shape[2:]
    maps, gaps = [], []
    for row in range(len(probe.inputs)):
        found = probe.gradients_at([graph.input, *biased], probe.inputs[row : row + 1], torch.tensor([row]))
        adds = found.values[graph.input] * found.gradients[graph.input]
        whole, result = adds.sum(), _shown(adds, extents)
        for node in biased:
            adds = _bias(graph, node, found.values[node]) * found.gradients[node]
            whole = whole + adds.sum()
            if node.is_spatial and adds.dim() == len(extents) + 2:
                result = result + _shown(adds, extents)
        maps.append(result)
        gaps.append((whole - found.scores[0]).abs())
    return Maps(torch.stack(maps), facts={"completeness_gap": torch.stack(gaps)})


def _has_bias(node: Node) -> bool:
    if node.kind.is_weighted:
        return node.argument("bias") is not None
    return node.operation == "batch_norm" or _ceiling(node) < inf


def _ceiling(node: Node) -> float:
    rectifier = rectifier_of(node)
    return rectifier.ceiling if rectifier else inf


def _bias(graph: Graph, node: Node, values: Tensor) -> Tensor:
    """Output (1, C, ...) of a layer for an input of zero."""
    if _ceiling(node) < inf:
        return values * (values >= _ceiling(node))
    if node.operation == "linear":
        bias: Tensor = graph.constant(node.argument("bias"))
        return bias
    if node.operation == "batch_norm":
        nothing = torch.zeros_like(values)
        rest = [graph.constant(a) if isinstance(a, Node) else a for a in node.arguments[1:]]
        assert node.function is not None
        result: Tensor = node.function(nothing, *rest)
        return result
    bias = graph.constant(node.argument("bias"))
    return bias.reshape(-1, *[1] * (values.dim() - 2))


def _shown(adds: Tensor, extents: torch.Size) -> Tensor:
    """One map of the photo's size from contributions (1, C, ...)."""
    sizes = adds.abs()
    sizes = sizes - sizes.min()
    sizes = sizes / sizes.max().clamp(min=torch.finfo(sizes.dtype).tiny)
    return enlarged(sizes.sum(1, keepdim=True), extents)[0, 0]

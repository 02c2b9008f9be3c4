"""Evaluation: the values of wanted nodes from those of known ones, and nothing besides.

Give the inputs and ask for a layer: the run stops at that layer.  Give a changed layer and what stands on the
skip connections around it (`Graph.frontier`): only what depends on the change is computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from convscope.graph.forward.plan import plan
from convscope.graph.forward.values import Values
from convscope.graph.graph import Graph
from convscope.graph.node import Node


@torch.no_grad()
def evaluate(
    graph: Graph, known: Mapping[Node, Tensor], wanted: Sequence[Node], *, exact: bool = False
) -> dict[Node, Tensor]:
    """Values of the wanted nodes.

    Args:
        graph: the network.
        known: values (N, ...) of nodes from which the wanted ones follow.  A value of one input beside values of
            many stands for all of them.
        wanted: the nodes to compute; values in between are freed as soon as nothing reads them any more.
        exact: compute each value to the bit as the module does in channels_last, also where convolution and batch
            norm could be one; needed where a gradient follows.

    Returns:
        The value of each wanted node, without a gradient: `convscope.graph.backward.gradients` has those.
    """
    known = {**graph.held, **known}
    values = Values(graph, known)
    for step in plan(graph, frozenset(known), tuple(wanted)):
        node = step.node
        if step.folded:
            apply = step.folded.apply_exactly if exact else step.folded.apply
            values[node] = apply(graph, values[step.folded.source])
        elif step.rectifier and step.overwrites:
            values[node] = step.rectifier.overwrite(values[node.inputs[0]])
        else:
            values[node] = node.compute(values.__getitem__)
        values.forget(step.finished)
    return {node: values[node] for node in wanted}

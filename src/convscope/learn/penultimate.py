"""The features by which a classifier tells its classes apart: what its last layer with weights reads."""

from __future__ import annotations

from torch import nn

from convscope.errors import EvaluationError
from convscope.graph import Graph, Node


def penultimate(graph: Graph) -> Node:
    """What the last layer with weights reads: (N, D), or (N, C, ...) where that layer is a convolution.

    Raises:
        EvaluationError: the network is no classifier, or has no such layer.
    """
    if len(graph.output.shape) != 2:
        raise EvaluationError(
            f"A classifier was expected, but the network's output is of shape {graph.output.shape[1:]}.",
            "Judge a network whose output is one score for each class.",
        )
    last = [node for node in graph.ancestors([graph.output]) if node.operation in ("linear", "conv")]
    if not last:
        raise EvaluationError("The network has no layer with weights.", "Judge one that was trained.")
    read: Node = max(last, key=lambda node: node.position).argument("input")
    return read


def linear_head(module: nn.Module, graph: Graph) -> nn.Linear | None:
    """The linear layer that computes a module's scores; None where the module ends otherwise.

    Asked of the graph, as the module that was made last need not be the one that is called last.
    """
    if graph.output.operation != "linear":
        return None
    owner = module.get_submodule(graph.output.argument("weight").address.rpartition(".")[0])
    return owner if isinstance(owner, nn.Linear) else None

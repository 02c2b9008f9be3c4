"""The parts of a network that training and evaluation treat apart: blocks by depth, the head, and what it reads."""

from __future__ import annotations

from torch import nn

from convscope.errors import EvaluationError
from convscope.graph import Graph, Node
from convscope.network.task.ending import ending


def blocks_by_depth(module: nn.Module) -> list[list[nn.Module]]:
    """The blocks of a module from the first layers to the head: its children, and the children of stacks."""
    blocks: list[list[nn.Module]] = []
    for child in module.children():
        is_stack = isinstance(child, nn.Sequential | nn.ModuleList)
        blocks += [[part] for part in (child.children() if is_stack else (child,))]
    blocks = [block for block in blocks if any(True for part in block for _ in part.parameters())]
    found = {id(p) for block in blocks for part in block for p in part.parameters()}
    # Parameters that belong to no child leave no depths to tell apart.
    return blocks if all(id(p) in found for p in module.parameters()) else [[module]]


def penultimate(graph: Graph) -> Node:
    """The features by which a classifier tells its classes apart: the input of its last layer with weights.

    Its shape is (N, D), or (N, C, ...) where that layer is a convolution.

    Raises:
        EvaluationError: the network has no such layer.
    """
    last = [node for node in graph.ancestors([graph.output]) if node.kind.is_weighted]
    if not last:
        raise EvaluationError(
            "The network has no layer with weights.", "Evaluate a network that was trained."
        )
    read: Node = max(last, key=lambda node: node.position).argument("input")
    return read


def head_layer(module: nn.Module, graph: Graph) -> nn.Linear | None:
    """The linear layer that computes a module's scores; None where the module ends otherwise.

    The graph tells which it is, as the layer that was constructed last need not be the one that is called last.
    """
    scores = ending(graph).scores
    if scores.operation != "linear":
        return None
    owner = module.get_submodule(scores.argument("weight").address.rpartition(".")[0])
    return owner if isinstance(owner, nn.Linear) else None

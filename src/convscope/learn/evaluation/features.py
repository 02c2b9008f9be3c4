"""The features by which a classifier tells its classes apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from convscope.errors import EvaluationError
from convscope.graph import Graph, Node
from convscope.graph.chunks import photos_at_a_time
from convscope.network.batches import BATCH


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


def flat_features(values: Tensor) -> NDArray[np.float32]:
    """(N, D): the mean over the places where the last layer with weights is a convolution."""
    pooled = values.flatten(2).mean(2) if values.dim() > 2 else values
    array: NDArray[np.float32] = pooled.float().cpu().numpy()
    return array


def batch_size(graph: Graph) -> int:
    """How many photos to ask about at a time."""
    return min(BATCH, photos_at_a_time(graph, keeps_values=False))

"""The last layer of a classifier, where each class's score is a sum over its features."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.graph.shapes.head import linear_head
from convscope.learn.network_parts import penultimate
from convscope.network import Network


@dataclass(frozen=True, eq=False)
class LastLayer:
    """A linear layer that gives the scores: ``scores = features @ weight.T + bias``.

    Attributes:
        address: of the layer whose units the features are: the last with places where their means over the places
            are read, else what the linear layer reads.
        weight: (classes, D).
        bias: (classes,).
    """

    address: str
    weight: NDArray[np.float64] = field(repr=False)
    bias: NDArray[np.float64] = field(repr=False)


def last_layer(network: Network) -> LastLayer | None:
    """The last layer of a classifier; None where the scores are made otherwise, such as by a convolution."""
    graph, task = network.graph(), network.task
    scores = task.scores(graph)
    if scores.operation != "linear" or len(scores.shape) != 2:
        return None
    read = scores.argument("input")
    if read is not penultimate(graph):
        return None
    weight = graph.constant(scores.argument("weight")).detach().double().cpu()
    given = scores.argument("bias")
    bias = torch.zeros(len(weight)) if given is None else graph.constant(given).detach()
    head = linear_head(graph, scores)

    def by_class(outputs: Tensor) -> NDArray[np.float64]:
        # What makes classes' logits of outputs (N, outputs) is linear, and so makes their weights of weights.
        found: NDArray[np.float64] = task.class_logits(outputs).double().cpu().numpy()
        return found

    return LastLayer(
        (head.layer if head else read).address, by_class(weight.T).T, by_class(bias.double().cpu()[None])[0]
    )

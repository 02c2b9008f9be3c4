"""The scores of a network in training, from what its module gives: also behind a last softmax or sigmoid."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from convscope.graph import Graph
from convscope.network.task.ending import ending

Scores = Callable[[Tensor], Tensor]


def plain(outputs: Tensor) -> Tensor:
    """Outputs that are scores."""
    return outputs


def _of_softmax(probabilities: Tensor) -> Tensor:
    """Scores up to a constant, which the softmax does not see; a probability of 0 is the smallest number above it."""
    values = probabilities.float()
    return values.clamp_min(torch.finfo(values.dtype).tiny).log()


def _of_sigmoid(probabilities: Tensor) -> Tensor:
    """S = log(p / (1 - p)), within what single precision tells from 0 and 1."""
    values = probabilities.float()
    return torch.logit(values, torch.finfo(values.dtype).eps)


def _of_log_sigmoid(logarithms: Tensor) -> Tensor:
    """S = log p - log(1 - p)."""
    values = logarithms.float().clamp_max(-torch.finfo(torch.float32).eps)
    return values - torch.log(-torch.expm1(values))


_SCORES: Mapping[str, Scores] = {
    "softmax": _of_softmax,
    "log_softmax": plain,
    "sigmoid": _of_sigmoid,
    "log_sigmoid": _of_log_sigmoid,
}


def scores_of(graph: Graph) -> Scores:
    """How the scores follow from a network's outputs."""
    end = ending(graph)
    if end.link is None:
        return plain
    last = next(node for node in graph.nodes if end.scores in node.inputs and node.operation in _SCORES)
    return _SCORES[last.operation]

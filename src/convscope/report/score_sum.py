"""The arithmetic of one score: what each channel of the last layer adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isclose

import torch
from torch import Tensor

from convscope.attribution import Probe
from convscope.explanation import class_target
from convscope.graph import Graph, Node, evaluate
from convscope.graph.backward.gradients import gradient
from convscope.graph.shapes.affine_ending import affine_ending
from convscope.graph.shapes.head import LinearHead, linear_head
from convscope.network import Network
from convscope.objectives import Objective

# How far a sum of outputs is from a number that is one, by rounding.
_LINEAR = 1e-4


@dataclass(frozen=True)
class Term:
    """What one channel adds.

    Attributes:
        address: of the channel.
        factor: the head's weight, by which the channel's mean is multiplied; None where there is no such head.
        mean: of the channel over its places.
        contribution: to the score.
    """

    address: str
    factor: float | None
    mean: float
    contribution: float


@dataclass(frozen=True)
class ScoreSum:
    """A score as a sum over the channels of a layer.

    Attributes:
        layer: address of the layer.
        is_exact: whether the score is this sum, its terms and its ``constant`` each computed by itself: weight x mean
            and the bias, where the head is a mean over the places and a linear layer, or see `sum_of_objective`;
            else a term is the sum over the places of gradient x activation, and ``constant`` what these leave of the
            score.
        terms: the channels that add most and those that add least, from the greatest contribution to the least.
        others: number of the other channels.
        rest: what they add together.
        constant: the score without the terms, such as the bias; or what they leave.
        score: the network's own output.
    """

    layer: str
    is_exact: bool
    terms: tuple[Term, ...]
    others: int
    rest: float
    constant: float
    score: float

    @property
    def total(self) -> float:
        """Sum of the terms, the rest and the constant."""
        return sum(term.contribution for term in self.terms) + self.rest + self.constant

    @property
    def gap(self) -> float:
        """What is missing between the sum and the network's own output; nothing can be where it is not exact."""
        return abs(self.total - self.score)


def sum_of_score(
    network: Network, inputs: Tensor, index: int, *, most: int = 9, least: int = 3
) -> ScoreSum | None:
    """Arithmetic of a class's score for one photo (1, C, rows, columns), with so many terms of each end.

    Returns:
        None where the scores have places, each of which is a sum of its own.
    """
    shown = (most, least)
    graph = network.graph(inputs.shape[1:])
    scores = network.task.scores(graph)
    if scores.is_spatial:
        return None
    head = linear_head(graph, scores)
    if head is not None:
        return _linear(graph, head, inputs, network.task.column(index), shown)
    probe = Probe.of(network, inputs, [class_target(network, index)])
    score_of_one, activations, gradients = (
        values.double() for values in probe.gradients(probe.inputs, at=probe.layer)
    )
    means = activations[0].flatten(1).mean(1)
    contributions = (activations * gradients)[0].flatten(1).sum(1)
    score = float(score_of_one[0])
    constant = score - float(contributions.sum())
    found = _sorted(probe.layer.address, None, means, contributions, constant, score, shown)
    return replace(found, is_exact=False)


def sum_of_objective(
    network: Network, inputs: Tensor, objective: Objective, *, most: int = 9, least: int = 3
) -> ScoreSum | None:
    """Arithmetic of what a detector or segmenter says of one photo (1, C, rows, columns), such as a box's score.

    Where it follows by sums, moves and choices alone from a last convolution or linear layer, at whatever places,

        number = sum over the channels that it reads of the sum over the places of weight x activation, + constant

    The constant is the number once more, computed with a layer that reads zeros, all that is not affine in it held:
    the bias, and of a detector in two stages the other classes of its softmax.

    Returns:
        None where no layer with weights comes last, or several, or the number is not the sum of outputs.
    """
    graph = network.graph(inputs.shape[1:])
    bound = objective.bind(network, graph.input_shape)
    endings = [affine_ending(graph, node) for node in bound.reads]
    axes = {node: axis for ending in endings for node, axis in ending.weighted.items()}
    sources = tuple(dict.fromkeys([*axes, *(node for ending in endings for node in ending.others)]))
    known = evaluate(graph, {graph.input: inputs}, sources, exact=True)
    found = gradient(graph, known, bound.reads, bound.score, tuple(axes))
    added = [node for node in axes if found.gradients[node].any()]
    if len(added) != 1:
        return None
    layer, score = added[0], float(found.scores[0])
    outputs = evaluate(graph, known, bound.reads, exact=True)
    weights = gradient(graph, outputs, bound.reads, bound.score, bound.reads).gradients
    if not isclose(_weighed(weights, outputs), score, rel_tol=_LINEAR, abs_tol=_LINEAR):
        return None
    without = evaluate(graph, known | {layer: torch.zeros_like(found.values[layer])}, bound.reads, exact=True)
    parts = (
        (found.values[layer].double() * found.gradients[layer].double()).movedim(axes[layer], 1)[0].flatten(1)
    )
    means = found.values[layer].double().movedim(axes[layer], 1)[0].flatten(1).mean(1)
    contributions = parts.sum(1)
    constant = _weighed(weights, without)
    return _sorted(layer.address, None, means, contributions, constant, score, (most, least))


def _weighed(weights: Mapping[Node, Tensor], values: Mapping[Node, Tensor]) -> float:
    """The sum of some nodes' values times their weights."""
    return sum(float((weights[node].double() * values[node].double()).sum()) for node in weights)


def _linear(
    graph: Graph, head: LinearHead, inputs: Tensor, column: tuple[int, float], shown: tuple[int, int]
) -> ScoreSum:
    output, sign = column
    with torch.no_grad():
        values = evaluate(graph, {graph.input: inputs}, [head.pooled, head.output])
    means = values[head.pooled][0].double()
    weights = sign * graph.constant(head.weight)[output].detach().double()
    bias = sign * float(graph.constant(head.bias)[output]) if head.bias else 0.0
    score = sign * float(values[head.output][0, output])
    return _sorted(head.layer.address, weights, means, weights * means, bias, score, shown)


def _sorted(
    layer: str,
    weights: Tensor | None,
    means: Tensor,
    contributions: Tensor,
    constant: float,
    score: float,
    shown: tuple[int, int],
) -> ScoreSum:
    most, least = shown
    ranked = contributions.argsort(descending=True).tolist()
    order = ranked if len(ranked) <= most + least else ranked[:most] + ranked[len(ranked) - least :]
    terms = tuple(
        Term(
            address=f"{layer}:{channel}",
            factor=None if weights is None else float(weights[channel]),
            mean=float(means[channel]),
            contribution=float(contributions[channel]),
        )
        for channel in order
    )
    return ScoreSum(
        layer=layer,
        is_exact=True,
        terms=terms,
        others=len(contributions) - len(terms),
        rest=float(contributions.sum()) - sum(term.contribution for term in terms),
        constant=constant,
        score=score,
    )

"""Layer-wise relevance propagation as backward rules.

Relevance R of a value y is y times what comes back for it, R = y g, so that ordinary differentiation carries it:
a layer computes its result forward as ever, and passes back the gradient of another expression t of its input x,
the same in value, in which x's shares are what the rule says.  With the contributions x w of a layer z = sum of
x w + b, their positive part p and negative part n (both with the bias's), the shares of z are

    epsilon       x w / (z + epsilon |z| / z)                          epsilon in parts of the layer's mean size
    gamma         (x w + gamma (x w)+) / (z + gamma p) where z > 0, (x w + gamma (x w)-) / (z + gamma n) else
    alpha-beta    alpha (x w)+ / p - beta (x w)- / n                   beta = alpha - 1
    box           (x w - low w+ - high w-) / (their sum)               for pixels between low and high

and an activation passes all, of a gated value the signal gets all, whatever adds, averages or picks passes its
gradient.  A batch norm is one with the convolution before it.  What the biases share is lost on the way.

Source: Bach et al. 2015, doi:10.1371/journal.pone.0130140; Montavon et al. 2019, doi:10.1007/978-3-030-28954-6_10;
gamma for any sign as in Andéol et al. 2021, "Learning domain invariant representations by joint Wasserstein
distance minimization".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf, prod
from typing import Any

import torch
from torch import Tensor

from convscope.attribution.rules.relevance_shares import Affine, Share, off_zero
from convscope.graph.backward.rules import Rule, Rules
from convscope.graph.forward.folding import folded_batch_norms
from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.rectifiers import rectifier_of


def weighted_layers(graph: Graph) -> tuple[Node, ...]:
    """The convolutions and linear layers in the order of evaluation, whose weights are the network's own."""
    return tuple(
        node
        for node in graph.layers
        if node.kind.lrp == "shares" and node.argument("weight") in graph.constants
    )


def relevance_rules(graph: Graph, shares: dict[Node, Share], reads: Iterable[Node]) -> Rules:
    """Rules that pass relevance back: x times the gradient is then the relevance of x, with `off_zero` x.

    Args:
        graph: the network.
        shares: how each of its weighted layers shares what it gets.
        reads: the nodes at which relevance starts, whose values stay what they are.
    """
    live = set(graph.layers)
    behind = graph.descendants(shares)  # a layer with weights lies before these, or is one of them
    rules: dict[Node, Rule] = {}
    norms = {fold.convolution: norm for norm, fold in folded_batch_norms(graph, live, set(reads), ()).items()}
    for node in graph.layers:
        if node in shares:
            rules[node] = _weighted(graph, node, norms.get(node), shares[node])
            if node in norms:
                rules[norms[node]] = lambda x, *_: x
        elif node.kind.lrp == "product" and len(_live(node, live)) == 2:
            rules[node] = _product(node)
        elif _passes_all(node, live, first=node not in behind):
            rules[node] = _passing_all(node)
    return rules.get


def _live(node: Node, live: set[Node]) -> list[int]:
    """The places of a node's arguments that depend on the input."""
    return [place for place, value in enumerate(node.arguments) if isinstance(value, Node) and value in live]


def _passes_all(node: Node, live: set[Node], *, first: bool) -> bool:
    """Whether a node hands on all that it gets; linear ones do where they normalise the input itself."""
    if node.kind.lrp not in ("passes", "product") or node.is_computed_alone:
        return False
    if not node.kind.is_pointwise:
        return True
    rectifier, places = rectifier_of(node), _live(node, live)
    if len(places) != 1 or (rectifier and rectifier.is_native and rectifier.ceiling == inf):
        return False  # the gradient of PyTorch's relu passes the same
    return first or not node.kind.is_linear_in(places[0])


def _passing_all(node: Node) -> Callable[..., Tensor]:
    place = next(
        place for place, value in enumerate(node.arguments) if isinstance(value, Node) and value.has_batch
    )

    def rule(*arguments: Any, **keywords: Any) -> Tensor:
        assert node.function is not None
        x = arguments[place]
        y = node.function(*arguments, **keywords).detach()
        return _instead(y, x * (y / off_zero(x.detach())))

    return rule


def _product(node: Node) -> Callable[[Tensor, Tensor], Tensor]:
    a, b = node.arguments
    gate = _gate(a, b)

    def rule(x: Tensor, y: Tensor) -> Tensor:
        if gate is None:
            return _instead((x * y).detach(), x * y / 2)
        return x * y.detach() if gate is b else x.detach() * y

    return rule


def _gate(a: Node, b: Node) -> Node | None:
    """Which of two factors says how much of the other passes: the smaller one, or what a sigmoid made."""
    sizes = [prod(size for size in node.shape if size is not None) for node in (a, b)]
    if sizes[0] != sizes[1]:
        return a if sizes[0] < sizes[1] else b
    return next((node for node in (b, a) if node.kind.is_gate), None)


def _weighted(graph: Graph, node: Node, norm: Node | None, share: Share) -> Callable[..., Tensor]:
    def rule(x: Tensor, *rest: Any, **keywords: Any) -> Tensor:
        assert node.function is not None
        with torch.no_grad():
            z = node.function(x, *rest, **keywords)
            if norm is not None:
                z = _normalised(graph, norm, z)
        layer = _affine(graph, node, norm)
        return _instead(z, share(layer, x, z))

    return rule


def _affine(graph: Graph, node: Node, norm: Node | None) -> Affine:
    weight = graph.constant(node.argument("weight")).detach()
    read = node.argument("bias")
    bias = None if read is None else graph.constant(read).detach()
    if norm is not None:
        axes = [1] * (len(node.shape) - 2)
        ends = torch.tensor([0.0, 1.0], device=weight.device, dtype=torch.float64).reshape(2, 1, *axes)
        at_zero, at_one = _normalised(graph, norm, ends.repeat(1, len(weight), *axes)).flatten(1)
        scale = at_one - at_zero
        shift = at_zero if bias is None else at_zero + bias * scale
        # The output's channels stand first in a convolution's weight.
        scale = scale.reshape(-1, *[1] * (weight.dim() - 1))
        weight, bias = (weight * scale).to(weight), shift.to(weight)
    given = {name: node.argument(name) for name in node.parameters if name not in ("input", "weight", "bias")}

    def apply(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        assert node.function is not None
        result: Tensor = node.function(x, weight, bias, **given)
        return result

    return Affine(apply, weight, bias)


def _normalised(graph: Graph, norm: Node, values: Tensor) -> Tensor:
    """A batch norm of values (N, C, ...), in their own precision."""
    rest = [graph.constant(a).to(values) if isinstance(a, Node) else a for a in norm.arguments[1:]]
    assert norm.function is not None
    result: Tensor = norm.function(values, *rest)
    return result


def _instead(value: Tensor, passed: Tensor) -> Tensor:
    """A value that passes back the gradient of something else."""
    return value + (passed - passed.detach())

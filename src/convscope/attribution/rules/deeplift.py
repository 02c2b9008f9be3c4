"""DeepLIFT's rescale rule: the slope between a photo and a reference in place of the derivative.

Every value holds photos, and behind them as many references.  With the differences d of a photo from its
reference, an operation passes back the multiplier m = contribution / d:

    y = f(x) at each place      dy / dx                         the derivative where x does not differ
    y = f(a, b) at each place   the Shapley value of a, over da, to a; likewise to b
    y = a b                     which is (b + b') / 2 to a, (a + a') / 2 to b, with b', a' of the reference
    y = max over a window       with c = max(y, y'): (c - y') / dx to the photo's greatest place,
                                (y - c) / dx to the reference's

so that the contributions add up to dy; all but the first are Shapley values.  A function of one value is thus
passed by its own slope in whatever operations it is written: y (y > 0) as a ReLU, y / (1 + |y|) as a softsign.  What
only tests values passes nothing back.  All that is linear passes its gradient, as it does anyway.

Source: Shrikumar, Greenside and Kundaje 2017, arXiv:1704.02685; products and windows as in Lundberg and Lee 2017,
arXiv:1705.07874.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import permutations
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.graph.backward.rules import Rule, Rules
from convscope.graph.graph import Graph
from convscope.graph.node import Node

# Differences below this are rounding; the derivative takes over.
CLOSE = 1e-7

_POOLS: dict[int, Callable[..., tuple[Tensor, Tensor]]] = {
    1: F.max_pool1d_with_indices,
    2: F.max_pool2d_with_indices,
    3: F.max_pool3d_with_indices,
}


def deeplift_rules(graph: Graph) -> Rules:
    """A rule for each node of a graph that is not linear."""
    live, passing = set(graph.layers), set(graph.inputs)
    for node in graph.nodes:
        if node.kind.deeplift != "nothing" and not passing.isdisjoint(node.inputs):
            passing.add(node)
    passing &= live
    return {node: rule for node in graph.layers if (rule := _rule(node, live, passing)) is not None}.get


def _rule(node: Node, live: set[Node], passing: set[Node]) -> Rule | None:
    """The rule of a node, from those that depend on the input and those of them that pass something back to it."""
    changing, places = (
        tuple(
            place for place, value in enumerate(node.arguments) if isinstance(value, Node) and value in nodes
        )
        for nodes in (live, passing)
    )
    if node.is_computed_alone:
        return None
    match node.kind.deeplift:
        case "maximum":
            return _max_pool(node)
        case "halves":
            return _halves(node)
        case "product" if len(places) == 2:
            return _product
        case "rescale" | "product" if places:
            is_linear = len(changing) == 1 and node.kind.is_linear_in(places[0])
            assert node.function is not None
            return None if is_linear else partial(_shared, node.function, changing, places)
    return None


def _shared(
    function: Callable[..., Tensor],
    changing: tuple[int, ...],
    places: tuple[int, ...],
    *arguments: Any,
    **keywords: Any,
) -> Tensor:
    """An elementwise function whose arguments share its difference as Shapley values; a single one gets all.

    Args:
        function: of any arguments.
        changing: the places of those that differ between photo and reference.
        places: the places of those that get a share; what only tests values gets none.
        arguments: its own.
        keywords: its own.
    """
    result = function(*arguments, **keywords)
    if not all(value.is_floating_point() for value in (result, *(arguments[place] for place in places))):
        return result
    y, after = result.detach().chunk(2)
    if len(places) == 1:
        gains = {places[0]: y - after}
    else:
        gains = _gains(lambda values: function(*values, **keywords), changing, places, arguments)
    passed = torch.zeros_like(y)
    for place, gain in gains.items():
        x, before = arguments[place].chunk(2)
        difference = (x - before).detach()
        close = difference.abs() < CLOSE
        passed = passed + torch.where(close, 0, gain / torch.where(close, 1, difference)) * x
        if not close.any():
            continue
        # The derivative is asked for nowhere else: it may be infinite there.
        alone = [value.detach() if isinstance(value, Tensor) else value for value in arguments]
        alone[place] = torch.cat([torch.where(close, x, x.detach()), before.detach()])
        derived = function(*alone, **keywords).chunk(2)[0]
        passed = passed + torch.where(close, derived, 0)
    return _passing(result, passed)


@torch.no_grad()
def _gains(
    compute: Callable[[list[Any]], Tensor],
    changing: tuple[int, ...],
    places: tuple[int, ...],
    arguments: tuple[Any, ...],
) -> dict[int, Tensor]:
    """What each place adds on the way from reference to photo, the mean over the orders in which they change.

    What changes and gets no share changes with the first.
    """
    references = [
        value.chunk(2)[1].repeat(2, *[1] * (value.dim() - 1)) if place in changing else value
        for place, value in enumerate(arguments)
    ]
    gains: dict[int, Tensor] = {}
    orders = list(permutations(places))
    for order in orders:
        values, before = list(references), compute(references)
        for place in changing:
            if place not in places:
                values[place] = arguments[place]
        for place in order:
            values[place] = arguments[place]
            after = compute(values)
            gain = (after - before).chunk(2)[0] / len(orders)
            gains[place] = gains[place] + gain if place in gains else gain
            before = after
    return gains


def _halves(node: Node) -> Callable[..., Tensor]:
    def rule(x: Tensor, dim: int = -1) -> Tensor:
        assert node.function is not None
        function = node.function

        def joined(*halves: Tensor) -> Tensor:
            result: Tensor = function(torch.cat(halves, dim), dim)
            return result

        return _shared(joined, (0, 1), (0, 1), *x.chunk(2, dim))

    return rule


def _product(a: Tensor, b: Tensor) -> Tensor:
    (a1, a0), (b1, b0) = a.chunk(2), b.chunk(2)
    return _passing(a * b, a1 * ((b1 + b0) / 2).detach() + b1 * ((a1 + a0) / 2).detach())


def _max_pool(node: Node) -> Callable[..., Tensor]:
    def rule(x: Tensor, *_: Any, **__: Any) -> Tensor:
        axes = x.dim() - 2
        stride = node.argument("stride") or node.argument("kernel_size")
        names = ("kernel_size", "padding", "dilation", "ceil_mode")
        given = {name: node.argument(name) for name in names}
        result, greatest = _POOLS[axes](x, stride=stride, **given)
        (y, after), (here, there) = result.detach().chunk(2), greatest.chunk(2)
        photo, before = x.chunk(2)
        top = torch.maximum(y, after)
        passed = torch.zeros_like(y)
        for index, change in ((here, top - after), (there, y - top)):
            chosen, compared = (_taken(values, index) for values in (photo, before))
            difference = (chosen - compared).detach()
            passed = passed + chosen * (change / torch.where(difference == 0, 1, difference))
        return _passing(result, passed)

    return rule


def _taken(values: Tensor, index: Tensor) -> Tensor:
    """The values (N, C, ...) at places of each map that an index (N, C, ...) numbers in one row."""
    return values.flatten(2).gather(2, index.flatten(2)).reshape(index.shape)


def _passing(result: Tensor, passed: Tensor) -> Tensor:
    """A result whose first half passes back the gradient of something else, and whose second passes none."""
    photos, references = result.detach().chunk(2)
    return torch.cat([photos + (passed - passed.detach()), references])

"""DeepLIFT's rescale rule: the slope between a photo and a reference in place of the derivative.

Every value holds photos, and behind them as many references.  With the differences d of a photo from its
reference, an operation passes back the multiplier m = contribution / d:

    y = f(x) at each place      dy / dx                         the derivative where x does not differ
    y = a b                     (b + b') / 2 to a, (a + a') / 2 to b, with b', a' of the reference
    y = max over a window       with c = max(y, y'): (c - y') / dx to the photo's greatest place,
                                (y - c) / dx to the reference's

so that the contributions add up to dy; the last two rules are Shapley values.  All that is linear passes its
gradient, as it does anyway.

Source: Shrikumar, Greenside and Kundaje 2017, arXiv:1704.02685; products and windows as in Lundberg and Lee 2017,
arXiv:1705.07874.
"""

from __future__ import annotations

from collections.abc import Callable
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
    live = set(graph.layers)
    return {node: rule for node in graph.layers if (rule := _rule(node, live)) is not None}.get


def _rule(node: Node, live: set[Node]) -> Rule | None:
    places = [
        place for place, value in enumerate(node.arguments) if isinstance(value, Node) and value in live
    ]
    if node.kind.deeplift == "maximum":
        return _max_pool(node)
    if node.kind.deeplift == "product" and len(places) == 2:
        return _product
    if node.kind.deeplift == "rescale" and len(places) == 1 and not node.kind.is_linear_in(places[0]):
        return _rescaled(node, places[0])
    return None


def _rescaled(node: Node, place: int) -> Callable[..., Tensor]:
    def rule(*arguments: Any, **keywords: Any) -> Tensor:
        assert node.function is not None
        result = node.function(*arguments, **keywords)
        (x, before), (y, after) = arguments[place].chunk(2), result.chunk(2)
        difference = (x - before).detach()
        close = difference.abs() < CLOSE
        slope = (y - after).detach() / torch.where(close, 1, difference)
        return _passing(result, torch.where(close, y, slope * x))

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

"""The last layers with weights behind which a value follows by sums and moves alone."""

from __future__ import annotations

from dataclasses import dataclass

from convscope.graph.graph import Graph
from convscope.graph.node import BATCH_SIZE, Node

# Numbers that are the same, moved, added, or means of neighbours: each result is affine in what is read.
_MOVED = ("same", "regroups", "moves")
_SUMS = ("add", "sub", "rsub", "where")
# What of these says, place by place, which number is taken: with it held, the result is affine in the numbers.
_CHOOSERS = {"where": "condition", "masked_fill": "mask"}


@dataclass(frozen=True)
class AffineEnding:
    """What a value is an affine function of.

    Attributes:
        weighted: what the last convolutions and linear layers read, with the axis that counts its channels.
        others: all else that it follows from: other nodes that it is affine in, each the result of an operation that
            is not, and those that choose between numbers.
    """

    weighted: dict[Node, int]
    others: tuple[Node, ...]


def affine_ending(graph: Graph, node: Node) -> AffineEnding:
    """What a node's value is an affine function of, looking back from it to the first layers with weights."""
    weighted: dict[Node, int] = {}
    others: list[Node] = []
    seen: set[Node] = set()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one in seen or one in graph.constants:
            continue
        seen.add(one)
        moving = [s for s in one.inputs if s not in graph.constants and s.operation != BATCH_SIZE]
        if (
            chooser := one.argument(_CHOOSERS[one.kind.name]) if one.kind.name in _CHOOSERS else None
        ) in moving:
            moving.remove(chooser)
            others.append(chooser)
        if one.kind.is_weighted and moving == [one.arguments[0]]:
            weighted[moving[0]] = -1 if one.kind.name == "linear" else 1
        elif moving and _is_affine(one, moving):
            waiting += moving
        elif one.has_batch:
            others.append(one)
    return AffineEnding(weighted, tuple(others))


def _is_affine(node: Node, moving: list[Node]) -> bool:
    """Whether a node is affine in those that it reads and that depend on the input."""
    kind = node.kind
    if kind.name == "getitem":  # a part, which is affine only if parting was
        return moving[0].kind.arrangement in _MOVED
    if kind.arrangement in _MOVED or kind.receptive_field == "resizing":
        return True
    # A sum or a choice always; a product where only one of its factors depends on the input.
    return kind.is_pointwise and kind.linear == "yes" and (kind.name in _SUMS or len(moving) == 1)

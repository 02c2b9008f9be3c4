"""Which operations stand between the last sums and an element."""

from __future__ import annotations

from collections import Counter

from convscope.graph.element.places import operands_at
from convscope.graph.element.step import Index
from convscope.graph.graph import Graph
from convscope.graph.node import INPUT, Node

Place = tuple[Node, Index]


def path_to(graph: Graph, node: Node, index: Index) -> list[Place]:
    """The operations to work out for an element, in the order of evaluation, its own last.

    From the element back through operations that compute an element from one of each operand (batch norm,
    activations, reshaping), up to and with those that sum: convolutions, linear layers, poolings.  Where several
    operands meet, in an addition at the end of a residual block, only those computed in the same block are
    followed.
    """
    sizes = Counter(call for each in graph.nodes for call in each.scopes)
    found: dict[Place, None] = {}
    stack = [(node, index)]
    while stack:
        place = stack.pop()
        if place in found or place[0].operation == INPUT:
            continue
        found[place] = None
        operands = operands_at(graph, *place) or []
        block = _block(place[0], sizes)
        stack += [
            operand
            for operand in operands
            if len(operands) == 1 or block is None or block in operand[0].scopes
        ]
    return sorted(found, key=lambda place: place[0].position)


def _block(node: Node, sizes: Counter[str]) -> str | None:
    """The innermost module call around a node that computes more than it; None for the whole network."""
    return next((call for call in reversed(node.scopes) if sizes[call] > 1), None)

"""How a network ends: with scores, or with the softmax or sigmoid that makes probabilities of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal

from convscope.graph import Graph, Node

Link = Literal["softmax", "sigmoid"]


@dataclass(frozen=True)
class Ending:
    """The last step of a network.

    Attributes:
        scores: the values before it; the network's output where it ends with scores.
        link: what makes probabilities of them; None where the network does not.
    """

    scores: Node
    link: Link | None


def ending(graph: Graph) -> Ending:
    """How a network ends.

    A softmax counts that runs over the classes, and what only drops dimensions of size 1 behind it is looked through.
    """
    node = graph.output
    while (
        node.kind.arrangement in ("same", "regroups") and node.inputs and _size(node) == _size(node.inputs[0])
    ):
        node = node.inputs[0]
    link = node.kind.probabilities
    if link == "no" or (link == "softmax" and not _over_classes(node)):
        return Ending(graph.output, None)
    return Ending(node.inputs[0], link)


def _over_classes(node: Node) -> bool:
    return bool(node.argument("dim") % len(node.shape) == 1)


def _size(node: Node) -> int:
    return prod(size for size in node.shape if size is not None)

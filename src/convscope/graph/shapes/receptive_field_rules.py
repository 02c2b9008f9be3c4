"""Receptive field rules: how an operation that reads one value changes the receptive fields of its units."""

from __future__ import annotations

from collections.abc import Callable

from convscope.graph.node import Node
from convscope.graph.shapes.arrangement_rules import (
    through_dimensions,
    through_permutation,
    through_regrouping,
    through_slicing,
    through_squeezing,
)
from convscope.graph.shapes.axis_fields import AxisFields
from convscope.graph.shapes.sliding_rules import (
    through_adaptive,
    through_border,
    through_pixel_shuffle,
    through_pixel_unshuffle,
    through_resizing,
    through_sliding,
    through_transposed_sliding,
)

_Rule = Callable[[Node, Node, AxisFields], AxisFields | None]
# What is pointwise or concatenates reads several values: `convscope.graph.shapes.receptive_fields` joins them.
RULES: dict[str, _Rule] = {
    "window": through_sliding,
    "transposed window": through_transposed_sliding,
    "border": through_border,
    "slice": through_slicing,
    "squeezing": through_squeezing,
    "permutation": through_permutation,
    "regrouping": through_regrouping,
    "adaptive": through_adaptive,
    "resizing": through_resizing,
    "pixel shuffle": through_pixel_shuffle,
    "pixel unshuffle": through_pixel_unshuffle,
    "along dimensions": through_dimensions,
}


def through(node: Node, source: Node, read: AxisFields) -> AxisFields | None:
    """The receptive fields of a node's units, from those of the one value that it reads.

    Returns:
        None where it is not known to keep places: its units may see everything.
    """
    rule = RULES.get(node.kind.receptive_field)
    return rule(node, source, read) if rule else None

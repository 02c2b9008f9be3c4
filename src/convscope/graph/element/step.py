"""One operation on the way to a number, worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.convolution import Element
from convscope.graph.graph import Graph
from convscope.graph.node import Node

Array = NDArray[np.float64]
Index = tuple[int, ...]


@dataclass(frozen=True)
class Worked:
    """The arithmetic of one operation at one place.

    Attributes:
        value: the result, in double precision.
        formula: the arithmetic as text, a line a step of thought.
        numbers: the operands and what lies between them and the result, by name.
        element: the same as a convolution's element, where it is a convolution in two dimensions.
    """

    value: float
    formula: tuple[str, ...]
    numbers: Mapping[str, Any] = field(default_factory=dict)
    element: Element | None = None


@dataclass(frozen=True)
class WorkedStep:
    """One operation on the way to a number.

    Attributes:
        node: the operation.
        index: of its result's element: (channel, row, column) in a feature map.
        worked: its arithmetic; None for an operation that has no worked form.
        own: the number that the graph itself computes there.
        inputs: the operands' addresses, shapes and ranges, where there is no worked form.
    """

    node: Node
    index: Index
    worked: Worked | None
    own: float
    inputs: tuple[Mapping[str, Any], ...] = ()

    @property
    def value(self) -> float:
        """The worked result, the graph's own where nothing was worked out."""
        return self.worked.value if self.worked else self.own

    @property
    def difference(self) -> float:
        """What the worked result is above the graph's own, which is rounded to the network's precision."""
        return self.value - self.own


@dataclass(frozen=True)
class Operands:
    """What the arithmetic of an operation reads.

    Attributes:
        graph: the network.
        whole: the value (C, ...) of a node for the one input.
        number: the value of a node at an index, as worked out before where it was.
    """

    graph: Graph
    whole: Callable[[Node], Array]
    number: Callable[[Node, Index], float]

    def constant(self, node: Node) -> Array:
        """A parameter, buffer or what is computed of them alone."""
        return np.asarray(self.graph.constant(node).detach().cpu().double().numpy())

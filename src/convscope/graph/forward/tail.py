"""The network from some layers on: what depends on them is computed, the rest comes from a first run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from convscope.graph.graph import Graph
from convscope.graph.node import Node


@dataclass(frozen=True, eq=False)
class Tail:
    """A part of a network that will be computed many times, after a first run of the whole.

    Attributes:
        graph: the network.
        starts: the layers whose values will be replaced.
        wanted: what is asked for.
    """

    graph: Graph
    starts: tuple[Node, ...]
    wanted: tuple[Node, ...]

    @cached_property
    def beside(self) -> tuple[Node, ...]:
        """What the first run must keep besides: the values of the skip connections around the starts."""
        return self.graph.frontier(self.starts, self.wanted)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The starts and the layers that are computed anew."""
        needed = self.graph.ancestors(self.wanted, self.starts)
        below = self.graph.descendants(self.starts)
        computed = (needed & below) | set(self.starts)
        return tuple(node for node in self.graph.layers if node in computed)

    def known(
        self, first: Mapping[Node, Tensor], changed: Mapping[Node, Tensor], owners: Tensor
    ) -> dict[Node, Tensor]:
        """What `evaluate` and `gradient` need to go on from changed values.

        Args:
            first: values (N, ...) of the first run, at least those of `beside`.
            changed: values (B, ...) of all starts.
            owners: (B,) which input of the first run each belongs to.
        """
        row = int(owners[0])
        if bool((owners == row).all()):  # one input's value stands for all, and is not copied
            return {**{node: first[node][row : row + 1] for node in self.beside}, **changed}
        return {**{node: first[node][owners] for node in self.beside}, **changed}

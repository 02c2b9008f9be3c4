"""Scores, values and gradients of photos that are to be explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import torch
from torch import Tensor

from convscope.attribution.probe.inquiry import Inquiry
from convscope.graph import PLAIN, Gradient, Node, Rules, evaluate, gradient
from convscope.graph.engine import engine_for, forward
from convscope.graph.forward.chunks import chunk_size, engine_chunk_size, in_chunks
from convscope.objectives.connection import check_connected

T = TypeVar("T")


class Probe(Inquiry):
    """Computes scores, values and gradients of the photos, in bounded memory, and counts the passes."""

    @torch.no_grad()
    def scores(self, inputs: Tensor, owners: Tensor | None = None) -> Tensor:
        """Objectives (B,) of inputs (B, C, ...); ``owners`` (B,) says which photo's objective is asked."""
        owners = self.own if owners is None else owners
        return self.scores_of(lambda part: inputs[part], owners)

    @torch.no_grad()
    def scores_of(self, make: Callable[[slice], Tensor], owners: Tensor) -> Tensor:
        """Objectives (B,) of inputs that are made when they are computed, so that few of them exist at a time.

        Args:
            make: the inputs (b, C, ...) of a slice of the B.
            owners: (B,) which photo's objective is asked of each.
        """
        photos, reads = self.graph.input, self.reads
        engine = engine_for(self.graph, (photos,), reads, len(owners))

        def run(part: slice) -> Tensor:
            self.progress.check()
            values = forward(self.graph, engine, {photos: make(part)}, reads)
            return self.score(values, owners[part])

        self.passes.count(owners)
        size = chunk_size(self.graph, keeps_values=False, budget=self.budget)
        if engine and engine.inputs_at_once <= size:  # what it is given need not fit into its caches
            size = max(size, engine_chunk_size(self.graph, self.budget))
        return torch.cat(in_chunks(run, len(owners), size))

    @torch.no_grad()
    def first_run(self, nodes: Sequence[Node]) -> dict[Node, Tensor]:
        """Values (N, ...) of nodes for the photos."""
        wanted = tuple(dict.fromkeys(nodes))

        def run(part: slice) -> dict[Node, Tensor]:
            return evaluate(self.graph, {self.graph.input: self.inputs[part]}, wanted)

        parts = self.in_parts(run, self.own)
        return {node: torch.cat([part[node] for part in parts]) for node in wanted}

    def activations(self) -> Tensor:
        """The layer's values (N, K, ...) for the photos."""
        return self.channels_first(self.first_run([self.layer])[self.layer])

    def at_layer(self, inputs: Tensor, owners: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The layer's values and gradients (B, K, ...) for inputs (B, C, ...); see `gradients`."""
        _, values, gradients = self.gradients(inputs, owners, at=self.layer)
        return self.channels_first(values), self.channels_first(gradients)

    def channels_first(self, values: Tensor) -> Tensor:
        """Values (N, ...) of the layer as (N, K, ...), wherever it has its channels."""
        return values.movedim(self.channel_axis, 1)

    def gradients(
        self,
        inputs: Tensor,
        owners: Tensor | None = None,
        *,
        at: Node | None = None,
        rules: Rules = PLAIN,
        copies: int = 1,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Scores (B,), values and gradients (B, ...) of a node, by default of the input.

        Args:
            inputs: (B, C, ...).
            owners: (B,) which photo's objective is asked; by default each its own.
            at: the node to differentiate by.
            rules: backward rules by operation or node.
            copies: how many numbers the rules keep for each one of a layer's.
        """
        node = at or self.graph.input
        found = self.gradients_at([node], inputs, owners, rules=rules, copies=copies)
        return found.scores, found.values[node], found.gradients[node]

    def gradients_at(
        self,
        nodes: Sequence[Node],
        inputs: Tensor,
        owners: Tensor | None = None,
        *,
        rules: Rules = PLAIN,
        copies: int = 1,
    ) -> Gradient:
        """The same for several nodes in one pass."""
        owners = self.own if owners is None else owners

        def run(part: slice) -> Gradient:
            def score(values: Mapping[Node, Tensor]) -> Tensor:
                return self.score(values, owners[part])

            return gradient(self.graph, {self.graph.input: inputs[part]}, self.reads, score, nodes, rules)

        found = _joined(self.in_parts(run, owners, backward=True, copies=copies))
        check_connected(found.reached, nodes, self.reads)
        return found

    def in_parts(
        self,
        run: Callable[[slice], T],
        owners: Tensor,
        *,
        backward: bool = False,
        nodes: Sequence[Node] | None = None,
        runs: int = 1,
        copies: int = 1,
    ) -> list[T]:
        """Compute something for B inputs in parts of the budget's size, and count the passes.

        Ends with `Cancelled` before the next part when the progress is cancelled.

        Args:
            run: computes a slice of the B.
            owners: (B,) which photo each belongs to.
            backward: whether there is a backward pass, too, which needs every layer's values.
            nodes: the layers that are computed, where not all of the network.
            runs: inputs that go through the network for each one of the B.
            copies: how many numbers are kept for each one of a layer's.
        """
        self.passes.count(owners, runs * (2 if backward else 1))
        size = chunk_size(
            self.graph, keeps_values=backward, budget=self.budget // (runs * copies), nodes=nodes
        )

        def checked(part: slice) -> T:
            self.progress.check()
            return run(part)

        return in_chunks(checked, len(owners), size)


def _joined(parts: Sequence[Gradient]) -> Gradient:
    """The results of parts, one behind the other."""
    if len(parts) == 1:
        return parts[0]
    return Gradient(
        torch.cat([part.scores for part in parts]),
        {node: torch.cat([part.values[node] for part in parts]) for node in parts[0].values},
        {node: torch.cat([part.gradients[node] for part in parts]) for node in parts[0].gradients},
        parts[0].reached,
    )

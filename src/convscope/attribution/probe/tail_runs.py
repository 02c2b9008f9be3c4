"""Runs of a network from some layers on, with changed values of these layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.attribution.probe.probe import Probe
from convscope.graph import Node, evaluate, gradient
from convscope.graph.forward.tail import Tail
from convscope.objectives.connection import check_connected


@dataclass(frozen=True, eq=False)
class TailRuns:
    """Objectives as functions of some layers' values; what lies beside these layers keeps the photo's own values.

    Attributes:
        probe: the photos and their objectives.
        tail: from the changed layers to what the objectives read.
        first: values (N, ...) of the photos themselves.
    """

    probe: Probe
    tail: Tail
    first: Mapping[Node, Tensor]

    @classmethod
    def of(cls, probe: Probe, starts: Sequence[Node], *, also: Sequence[Node] = ()) -> TailRuns:
        """Run the photos once and keep the values of the layers, of skip connections around them, and of ``also``."""
        tail = Tail(probe.graph, tuple(starts), probe.reads)
        return cls(probe, tail, probe.first_run([*starts, *tail.beside, *probe.reads, *also]))

    @torch.no_grad()
    def scores(self, make: Callable[[slice], Mapping[Node, Tensor]], owners: Tensor) -> Tensor:
        """Objectives (B,) of changed values.

        Args:
            make: the values (b, ...) of the layers for a slice of the B.
            owners: (B,) whose photo's first run and objective belong to each.
        """

        def run(part: slice) -> Tensor:
            known = self.tail.known(self.first, make(part), owners[part])
            return self.probe.score(evaluate(self.probe.graph, known, self.tail.wanted), owners[part])

        return torch.cat(self.probe.in_parts(run, owners, nodes=self.tail.nodes))

    def gradients(self, make: Callable[[slice], Tensor], owners: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (B,) and gradients (B, ...) at changed values of the only layer; see `scores`."""
        (start,) = self.tail.starts

        def run(part: slice) -> tuple[Tensor, Tensor]:
            def score(values: Mapping[Node, Tensor]) -> Tensor:
                return self.probe.score(values, owners[part])

            known = self.tail.known(self.first, {start: make(part)}, owners[part])
            found = gradient(self.probe.graph, known, self.tail.wanted, score, [start])
            check_connected(found.reached, [start], self.tail.wanted)
            return found.scores, found.gradients[start]

        parts = self.probe.in_parts(run, owners, backward=True, nodes=self.tail.nodes)
        scores, gradients = zip(*parts, strict=True)
        return torch.cat(scores), torch.cat(gradients)

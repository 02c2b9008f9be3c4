"""Runs of one example: the first one, and runs that take from another all that a change does not reach."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock

import torch
from torch import Tensor

from convscope.graph.forward.evaluation import evaluate
from convscope.graph.graph import Graph
from convscope.graph.incremental import Area, LocalRun, plan_for
from convscope.graph.incremental.threads import one_thread
from convscope.graph.node import Node

KEPT = 256 * 2**20  # bytes of values that a run keeps


@dataclass(eq=False)
class Run(ABC):
    """Values of a graph's layers for one example, computed when they are asked for, and kept.

    Attributes:
        graph: whose layers they are.
    """

    graph: Graph
    _kept: dict[Node, Tensor] = field(default_factory=dict, init=False, repr=False)
    _lock: RLock = field(default_factory=RLock, init=False, repr=False)

    def values(self, nodes: Collection[Node]) -> dict[Node, Tensor]:
        """Values (1, ...) of layers."""
        with self._lock:
            found = {node: self._kept[node] for node in nodes if node in self._kept}
            missing = tuple(node for node in dict.fromkeys(nodes) if node not in found)
            if missing:
                found |= self._compute(missing)
                self._keep(found)
        return found

    @abstractmethod
    def _compute(self, missing: tuple[Node, ...]) -> Mapping[Node, Tensor]:
        """Values that are not kept."""

    def _keep(self, found: Mapping[Node, Tensor]) -> None:
        kept = {**self._kept, **found}
        self._kept = kept if sum(value.nbytes for value in kept.values()) <= KEPT else {}


@dataclass(eq=False)
class FirstRun(Run):
    """A run from the input on.

    Each value is to the bit what the module computes in channels_last, whatever else is asked for.

    Attributes:
        inputs: (1, C, ...) the example.
    """

    inputs: Tensor

    def _compute(self, missing: tuple[Node, ...]) -> Mapping[Node, Tensor]:
        return evaluate(self.graph, {self.graph.input: self.inputs}, missing, exact=True)


@dataclass(eq=False)
class ChangedRun(Run):
    """The run of a changed network: what depends on the change is computed, to the bit as the changed module does.

    Attributes:
        first: the run of the network before.
        own: for each node of the changed graph that of the old one which computes the same, where there is one.
        changes: nodes of the changed graph with values of their own: changed tensors, pinned layers.
    """

    first: Run
    own: Mapping[Node, Node]
    changes: Sequence[Node]

    @cached_property
    def reached(self) -> frozenset[Node]:
        """All nodes that depend on a change."""
        return frozenset(self.graph.descendants(self.changes))

    def _compute(self, missing: tuple[Node, ...]) -> Mapping[Node, Tensor]:
        graph = self.graph
        needed = graph.ancestors([node for node in missing if node in self.reached])
        computed = (needed & self.reached) - graph.constants
        read = {source for node in computed for source in node.inputs} - self.reached - graph.constants
        taken = {node for node in {*read, *missing} - self.reached if node.has_batch}
        first = self.first.values([self.own[node] for node in taken])
        known = {node: first[self.own[node]] for node in taken}
        wanted = tuple(node for node in missing if node in self.reached)
        found = evaluate(graph, known, wanted, exact=True) if wanted else {}
        return {node: known[node] if node in known else found[node] for node in missing}


@dataclass(eq=False)
class PaintedRun(Run):
    """The run of a changed photo: of each layer only the rectangle that the change reaches is computed.

    Equal to the run of the changed photo but for rounding; to the bit that of the photo before where nothing reaches.

    Attributes:
        first: the run of the photo before, of the same graph.
        inputs: (1, C, rows, columns) the changed photo.
        area: the rectangle outside of which it is as before.
    """

    first: Run
    inputs: Tensor
    area: Area

    def _compute(self, missing: tuple[Node, ...]) -> Mapping[Node, Tensor]:
        plan = plan_for(self.graph, missing, self.area, exact=True)
        local = LocalRun(self.graph, self.first.values([*plan.areas, *missing]))
        rows, columns = (
            slice(first, first + size) for first, size in zip(self.area.first, self.area.size, strict=True)
        )
        patch = self.inputs[:, :, rows, columns].to(self.graph.device, self.graph.dtype)
        with one_thread():
            return local.changed(plan, patch, torch.zeros(1, 2, dtype=torch.long), exact=True)

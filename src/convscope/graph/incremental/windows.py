"""An input with each of many windows changed, from one run of the input itself.

Of each layer only the rectangle that the window can reach is computed: what surrounds it is cut out of the first
run's value.  From the layer on where the rectangle is most of the map, or where a unit sees all of it, whole maps
are computed as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.graph.engine import Engine, forward
from convscope.graph.forward.evaluation import evaluate
from convscope.graph.graph import Graph
from convscope.graph.incremental.areas import Area
from convscope.graph.incremental.plan import WindowPlan, WindowStep
from convscope.graph.incremental.rectangles import Positions, cut_out, lay_into, put_back
from convscope.graph.node import Node


@dataclass(frozen=True, eq=False)
class LocalRun:
    """The first run of one input.

    Attributes:
        graph: takes (N, C, rows, columns).
        values: (1, ...) of the layers that a plan has rectangles of, and of the wanted ones.
    """

    graph: Graph
    values: Mapping[Node, Tensor]

    @classmethod
    @torch.no_grad()
    def of(cls, graph: Graph, inputs: Tensor, plans: list[WindowPlan]) -> LocalRun:
        """Run an input (1, C, rows, columns) for some plans."""
        kept = dict.fromkeys(node for plan in plans for node in (*plan.areas, *plan.wanted))
        return cls(graph, evaluate(graph, {graph.input: inputs}, tuple(kept)))

    @torch.no_grad()
    def changed(
        self,
        plan: WindowPlan,
        patches: Tensor,
        shifts: Tensor,
        engine: Engine | None = None,
        *,
        exact: bool = False,
    ) -> dict[Node, Tensor]:
        """Values (B, ...) of the wanted layers, with each window changed.

        Args:
            plan: for the window that is not moved.
            patches: (B, C, rows, columns) what stands in the windows; what hangs over the border counts as padding.
            shifts: (B, 2) by how many pixels each window is moved, multiples of the plan's stride.
            engine: what computes whole maps, from `engine_for`.
            exact: whether the plan is exact, too; see `evaluate`.
        """
        found = {self.graph.input: patches.contiguous(memory_format=torch.channels_last)}
        last_reader = {source: step.node for step in plan.steps for source in step.sources}
        for step in plan.steps:
            if step.changes:
                value = self._compute(step, plan, found, shifts)
            else:
                value = cut_out(self.values[step.node], Positions.of(step.area, shifts), 0)
            found[step.node] = value
            for source in step.sources:
                if last_reader[source] is step.node and source not in plan.ends:
                    del found[source]
        whole = {
            node: put_back(self.values[node], found[node], Positions.of(plan.areas[node], shifts))
            for node in plan.ends
        }
        if exact:
            wanted = evaluate(self.graph, whole, plan.wanted, exact=True)
        else:
            wanted = forward(self.graph, engine, whole, plan.wanted)
        for node in plan.reach.keys() - whole.keys():
            wanted[node] = self._restored(plan.reach[node], wanted[node], shifts)
        return wanted

    def _restored(self, step: WindowStep, value: Tensor, shifts: Tensor) -> Tensor:
        """A wanted layer, to the bit as in the first run wherever no window reaches."""
        first = self.values[step.node]
        if not step.changes:
            return first.expand_as(value)
        positions = Positions.of(step.area, shifts)
        reached = torch.zeros(len(shifts), 1, *first.shape[2:], dtype=torch.bool)
        ones = torch.ones(len(shifts), 1, *step.area.size, dtype=torch.bool)
        reached = put_back(reached[:1], ones, positions).to(value.device)
        return torch.where(reached, value, first)

    def _compute(
        self, step: WindowStep, plan: WindowPlan, found: Mapping[Node, Tensor], shifts: Tensor
    ) -> Tensor:
        def aligned(source: Node, fill: float, *, masks: bool = True) -> Tensor:
            return self._aligned(source, step.reads, plan.areas[source], found[source], shifts, fill, masks)

        node = step.folded.convolution if step.folded else step.node
        source = step.sources[0]
        result: Tensor
        if node.operation == "conv":
            result = self._convolution(step, node)(aligned(source, 0))
        elif node.operation == "max_pool":
            assert step.window
            x = aligned(source, float("-inf"))
            result = F.max_pool2d(x, step.window.kernel, step.window.stride, 0, step.window.dilation)
        elif node.operation == "avg_pool":
            assert step.window
            result = F.avg_pool2d(aligned(source, 0), step.window.kernel, step.window.stride)
        elif node.operation == "pad":
            result = aligned(source, node.argument("value") or 0.0)
        else:
            patches = {one: aligned(one, 0, masks=False) for one in step.sources}

            def value_of(read: Node) -> Any:
                return patches[read] if read in patches else self.graph.constant(read)

            result = node.compute(value_of)
        return result

    def _aligned(
        self, source: Node, area: Area, own: Area, patch: Tensor, shifts: Tensor, fill: float, masks: bool
    ) -> Tensor:
        """The values of a rectangle: changed ones where there are, else the first run's, else the fill."""
        rows, columns = self.values[source].shape[2:]
        outside = None
        if masks:
            outside = ~Positions.of(own, shifts).inside((rows, columns))
            outside = outside.to(patch.device) if bool(outside.any()) else None
        if area == own and outside is None:
            return patch
        value = cut_out(self.values[source], Positions.of(area, shifts), fill)
        lay_into(value, area, patch, own, outside, fill)
        return value

    def _convolution(self, step: WindowStep, node: Node) -> Callable[[Tensor], Tensor]:
        assert step.window
        assert node.function is not None
        weight: Tensor
        bias: Tensor | None
        if step.folded:
            weight, bias = step.folded.weights(self.graph)
        else:
            read = node.argument("bias")
            weight = self.graph.constant(node.argument("weight"))
            bias = None if read is None else self.graph.constant(read)
        stride, dilation, groups = step.window.stride, step.window.dilation, node.argument("groups")
        return lambda x: F.conv2d(x, weight, bias, stride, 0, dilation, groups)

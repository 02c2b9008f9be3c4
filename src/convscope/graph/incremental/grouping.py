"""Which windows are computed together."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from convscope.graph.forward.chunks import chunk_size
from convscope.graph.forward.tail import Tail
from convscope.graph.graph import Graph
from convscope.graph.incremental.areas import Area
from convscope.graph.incremental.plan import WindowPlan, plan_for
from convscope.graph.node import Node


def windows_by_plan(
    graph: Graph, wanted: Sequence[Node], windows: Sequence[Area]
) -> list[tuple[WindowPlan, Tensor]]:
    """Windows that one plan serves, as their numbers, with the plan for the first of them.

    Windows of one size that lie the same way relative to the strides of the layers reach rectangles of the same
    size, which lie as far from each other as the windows do.
    """
    rows, columns = plan_for(graph, wanted, windows[0]).stride
    groups: dict[tuple[int, ...], list[int]] = {}
    for number, window in enumerate(windows):
        row, column = window.first
        groups.setdefault((row % rows, column % columns, *window.size), []).append(number)
    return [
        (plan_for(graph, wanted, windows[members[0]], stride=(rows, columns)), torch.tensor(members))
        for members in groups.values()
    ]


def windows_at_a_time(graph: Graph, plan: WindowPlan, budget: int) -> int:
    """How many windows fit into a budget of bytes."""
    local = 6 * plan.places * graph.dtype.itemsize
    whole = chunk_size(
        graph, keeps_values=False, budget=budget, nodes=Tail(graph, plan.ends, plan.wanted).nodes
    )
    return max(1, min(budget // local, whole))

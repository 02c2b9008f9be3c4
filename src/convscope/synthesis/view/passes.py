"""Forward and backward through a network tile by tile, in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from convscope.graph import Graph, Node, evaluate
from convscope.graph.backward.rules import Rules
from convscope.graph.backward.sweep import sweep
from convscope.objectives import Pool
from convscope.objectives.connection import check_connected
from convscope.synthesis.view.tiling import Tiling


def forward(graph: Graph, inputs: Tensor, tiling: Tiling, pools: Sequence[Pool]) -> dict[Node | Pool, Tensor]:
    """Values of the nodes of the tiling, and in place of those that pools stand for, the pools' sums."""
    of_nodes = _by_node(pools, tiling)
    found: dict[Node | Pool, Tensor] = {}
    with torch.no_grad():
        for window, places in tiling:
            known = {graph.input: inputs[window]}
            for node, value in evaluate(graph, known, tuple(tiling.lattices), exact=True).items():
                place = places[node]
                if place is not None and node in of_nodes:
                    for pool in of_nodes[node]:
                        part = pool.over(value[place.inside], place.whole, tiling.whole_shape(node, value))
                        found[pool] = found[pool] + part if pool in found else part
                    continue
                if node not in found:
                    found[node] = value.new_zeros(tiling.whole_shape(node, value))
                if place is None:
                    found[node] += value / len(tiling)
                else:
                    found[node][place.whole] = value[place.inside]
    return found


def backward(
    graph: Graph, inputs: Tensor, tiling: Tiling, by_reads: Mapping[Node | Pool, Tensor], rules: Rules
) -> Tensor:
    """The gradient by the inputs (N, C, rows, columns), from that by the values that `forward` gave."""
    of_nodes = _by_node([read for read in by_reads if isinstance(read, Pool)], tiling)
    back = torch.zeros_like(inputs)
    for window, places in tiling:
        known = {graph.input: inputs[window]}
        forward = sweep(graph, known, [graph.input], tuple(tiling.lattices), rules)
        seeds = {}
        for node, value in forward.values.items():
            place = places[node]
            if place is None:
                seeds[node] = by_reads[node] / len(tiling)
                continue
            seeds[node] = torch.zeros_like(value)
            if node not in of_nodes:
                seeds[node][place.inside] = by_reads[node][place.whole]
                continue
            part, shape = value[place.inside].detach().requires_grad_(), tiling.whole_shape(node, value)
            sums = [pool.over(part, place.whole, shape) for pool in of_nodes[node]]
            by_sums = [by_reads[pool] for pool in of_nodes[node]]
            (seeds[node][place.inside],) = torch.autograd.grad(sums, part, by_sums)
        found = forward.back(seeds, [graph.input])
        check_connected(found, [graph.input], tuple(tiling.lattices))
        back[window] += found[graph.input]
    return back


def _by_node(pools: Sequence[Pool], tiling: Tiling) -> dict[Node, list[Pool]]:
    """The pools of each node that has places."""
    found: dict[Node, list[Pool]] = {}
    for pool in pools:
        if tiling.lattices[pool.node]:
            found.setdefault(pool.node, []).append(pool)
    return found

"""The one chunker: how many inputs to compute at a time.

A result never depends on it: inputs do not see each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from math import prod
from typing import TypeVar

import torch

from convscope.graph.forward.resources import ENOUGH
from convscope.graph.graph import Graph
from convscope.graph.node import Node

T = TypeVar("T")

DEFAULT_BUDGET = ENOUGH

_ENOUGH_INPUTS = 64

# Greater values are given back to the system when they are freed, which zeroes every page of the next chunk's anew:
# up to a fifth of the time of a gradient.  glibc does so from 32 MB on, and when 64 MB at the end are free.
_REUSED = 16 * 2**20


def takes_memory(node: Node) -> bool:
    """Whether a value lies in memory of its own, rather than in that of what it was computed from."""
    return node.kind.memory not in ("written over", "shared")


def chunk_size(
    graph: Graph,
    *,
    keeps_values: bool,
    budget: int = DEFAULT_BUDGET,
    nodes: Collection[Node] | None = None,
) -> int:
    """How many inputs fit into a budget.

    Args:
        graph: the network.
        keeps_values: whether the values of all layers are kept, as for a gradient, or only those that are still
            read, of which the three largest neighbours are an upper estimate.
        budget: bytes.
        nodes: the layers that are computed; by default all.
    """
    computed = graph.layers if nodes is None else nodes
    sizes = {node: node.rows * prod(size for size in node.shape if size is not None) for node in computed}
    kept = (size for node, size in sizes.items() if takes_memory(node))
    size = sum(kept) if keeps_values else 3 * max(sizes.values())
    fit = budget // max(1, size * graph.dtype.itemsize)
    if keeps_values and graph.device.type == "cpu":
        fit = min(fit, _REUSED // (max(sizes.values()) * graph.dtype.itemsize))
    return max(1, fit)


def engine_chunk_size(graph: Graph, budget: int) -> int:
    """How many inputs to hand to an engine that computes a few of them at a time.

    So many that the threads of PyTorch, which made them and look for new work for some milliseconds before they
    sleep, are asleep most of the time; a third of the budget, as making them needs as much again and more.
    """
    return max(1, min(_ENOUGH_INPUTS, budget // (3 * prod(graph.input_shape) * graph.dtype.itemsize)))


def in_chunks(run: Callable[[slice], T], count: int, size: int) -> list[T]:
    """Results of ``run`` for slices that cover ``range(count)``, halved whenever memory runs out."""
    results: list[T] = []
    start = 0
    while start < count:
        try:
            results.append(run(slice(start, min(start + size, count))))
        except (torch.OutOfMemoryError, RuntimeError, MemoryError) as error:
            if size == 1 or not is_out_of_memory(error):
                raise
            size = (size + 1) // 2
            continue
        start += size
    return results


def is_out_of_memory(error: Exception) -> bool:
    """Whether an error says that memory ran out, on whatever device."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return "not enough memory" in str(error) or "can't allocate memory" in str(error)

"""The steps of an evaluation: what is computed, in which order, and when a value is needed no more."""

from __future__ import annotations

from dataclasses import dataclass

from convscope.graph.forward.folding import FoldedBatchNorm, folded_batch_norms
from convscope.graph.graph import Graph
from convscope.graph.node import BATCH_SIZE, Node
from convscope.graph.rectifiers import RECTIFIERS

# Operations whose result is memory of its own, and whose backward pass does not read it.
_OWN_MEMORY = frozenset(("add", "batch_norm", "cat", "conv", "conv_transpose", "linear"))


@dataclass(frozen=True)
class Step:
    """One computation of a plan.

    Attributes:
        node: what is computed.
        folded: how, where it is a batch norm and its convolution in one.
        finished: the values that no later step reads.
        overwrites: whether a rectifier may write its result over what it reads.
    """

    node: Node
    folded: FoldedBatchNorm | None
    finished: tuple[Node, ...]
    overwrites: bool


def plan(
    graph: Graph, known: frozenset[Node], wanted: tuple[Node, ...], ruled: frozenset[Node] = frozenset()
) -> tuple[Step, ...]:
    """The steps from known to wanted nodes, made once for each combination of them.

    Args:
        graph: the network.
        known: nodes whose values are given.
        wanted: nodes whose values are asked for.
        ruled: nodes that must stay steps of their own, because they have a rule.
    """
    key = (known, wanted, ruled)
    if key not in graph.plans:
        graph.plans[key] = _make(graph, *key)
    made: tuple[Step, ...] = graph.plans[key]
    return made


def _make(
    graph: Graph, known: frozenset[Node], wanted: tuple[Node, ...], ruled: frozenset[Node]
) -> tuple[Step, ...]:
    needed = graph.ancestors(wanted, known) - known - graph.constants
    if graph.input in needed:
        raise ValueError(f"{wanted} do not follow from {sorted(known, key=lambda node: node.position)}")
    folded = folded_batch_norms(graph, needed, wanted, ruled)
    skipped = {fold.convolution for fold in folded.values()}
    order = [
        node
        for node in graph.nodes
        if node in needed and node not in skipped and node.operation != BATCH_SIZE
    ]
    last_reader: dict[Node, Node] = {}
    for node in order:
        for read in (folded[node].source,) if node in folded else node.inputs:
            last_reader[read] = node
    finished: dict[Node, list[Node]] = {}
    for read, reader in last_reader.items():
        if read not in wanted and read not in graph.constants:
            finished.setdefault(reader, []).append(read)
    steps = []
    for node in order:
        done = tuple(finished.get(node, ()))
        # Another reader may have made a view of the same memory, which is read after this step.
        overwrites = node.operation in RECTIFIERS and any(
            read in done
            and read not in known
            and read.operation in _OWN_MEMORY
            and graph.readers[read] == (node,)
            for read in node.inputs
        )
        steps.append(Step(node, folded.get(node), done, overwrites))
    return tuple(steps)

"""The steps of an evaluation: what is computed, in which order, and when a value is needed no more."""

from __future__ import annotations

from dataclasses import dataclass

from convscope.graph.forward.folding import FoldedBatchNorm, folded_batch_norms
from convscope.graph.graph import Graph
from convscope.graph.node import BATCH_SIZE, Node
from convscope.graph.rectifiers import Rectifier, rectifier_of


@dataclass(frozen=True)
class EvaluationStep:
    """One computation of a plan.

    Attributes:
        node: what is computed.
        folded: how, where it is a batch norm and its convolution in one.
        finished: the values that no later step reads.
        rectifier: which one it is, if it is one.
        overwrites: whether it writes its result over what it reads.
    """

    node: Node
    folded: FoldedBatchNorm | None
    finished: tuple[Node, ...]
    rectifier: Rectifier | None
    overwrites: bool


def plan(
    graph: Graph, known: frozenset[Node], wanted: tuple[Node, ...], ruled: frozenset[Node] = frozenset()
) -> tuple[EvaluationStep, ...]:
    """The steps from known to wanted nodes, made once for each combination of them.

    Args:
        graph: the network.
        known: nodes whose values are given.
        wanted: nodes whose values are asked for.
        ruled: nodes that must stay steps of their own, because they have a rule.
    """
    key = (known, wanted, ruled)
    return graph.plans.get(key, lambda: _make(graph, *key))


def _make(
    graph: Graph, known: frozenset[Node], wanted: tuple[Node, ...], ruled: frozenset[Node]
) -> tuple[EvaluationStep, ...]:
    needed = graph.ancestors(wanted, known) - known - graph.constants
    if needed.intersection(graph.inputs):
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
        rectifier = rectifier_of(node)
        # Another reader may have made a view of the same memory, which is read after this step.
        overwrites = (
            rectifier is not None
            and rectifier.is_native
            and all(
                read in done
                and read not in known
                and _can_be_overwritten(read)
                and graph.readers[read] == (node,)
                for read in node.inputs
            )
        )
        steps.append(EvaluationStep(node, folded.get(node), done, rectifier, overwrites))
    return tuple(steps)


def _can_be_overwritten(node: Node) -> bool:
    """Whether a value lies in memory of its own that no backward pass reads; that of a rectifier does."""
    return node.kind.memory in ("own", "written over") and not node.kind.is_rectifier

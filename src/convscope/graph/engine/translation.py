"""A graph's nodes as operations of OpenVINO."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from convscope.extras import extra
from convscope.graph.engine.translators import TRANSLATIONS
from convscope.graph.forward.folding import FoldedBatchNorm, folded_batch_norms
from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.shapes.multiply_adds import multiply_adds

# Of the work that is translated: what PyTorch may do beside it.
_MOST_LEFT = 1.0


@dataclass
class Translation:
    """Operations of OpenVINO for a graph, or for as much of it as can be translated from its beginning.

    Attributes:
        parameters: what takes the known values (N, ...).
        results: of the nodes of `given`.
        given: the wanted nodes; or those from which PyTorch computes them by what has no translation.
    """

    parameters: list[Any]
    results: list[Any]
    given: tuple[Node, ...]

    @classmethod
    def of(cls, graph: Graph, known: tuple[Node, ...], wanted: tuple[Node, ...]) -> Translation | None:
        """Translate what leads from known to wanted nodes; None where less than half of the work can be."""
        ops = extra("openvino.opset13", "fast")
        if any(not node.has_batch or None in node.shape[1:] for node in (*known, *wanted)):
            return None
        needed = graph.ancestors(wanted, known) - graph.constants
        folded = folded_batch_norms(graph, needed - set(known), frozenset(wanted), ())
        skipped = {fold.convolution for fold in folded.values()}
        found: dict[Node, Any] = {
            node: ops.parameter([-1, *node.shape[1:]], np.float32, name=f"value{node.position}")
            for node in known
        }
        parameters = list(found.values())
        for node in graph.nodes:
            if node in needed and node not in skipped and node not in found:
                made = _translate(ops, graph, node, folded.get(node), found)
                if made is not None:
                    found[node] = made
        done = {*found, *(folded[node].convolution for node in folded if node in found)}
        left = needed - done
        if left and _work(graph, left) > _work(graph, done) * _MOST_LEFT:
            return None
        given = (
            tuple(node for node in found if node in wanted or not left.isdisjoint(graph.readers[node]))
            if left
            else wanted
        )
        return cls(parameters, [ops.result(found[node]) for node in given], given)


def _work(graph: Graph, nodes: Collection[Node]) -> int:
    each = graph.prepare(multiply_adds, [], lambda: multiply_adds(graph))
    return sum(each.get(node, 0) for node in nodes)


def _translate(
    ops: Any, graph: Graph, node: Node, folded: FoldedBatchNorm | None, found: dict[Node, Any]
) -> Any:
    name = (folded.convolution if folded else node).kind.openvino
    sources = [found[source] for source in node.inputs if source in found]
    if folded:
        sources = [found[folded.source]] if folded.source in found else []
    if not sources or (not folded and any(s not in found and s not in graph.constants for s in node.inputs)):
        return None
    x = sources[0]
    if node.is_computed_alone or node.rows != 1:
        return None
    if name == "identity":
        return x if not node.shape or node.inputs[0].shape == node.shape else None
    if name == "reshape":
        if not node.has_batch or None in node.shape[1:]:
            return None
        return ops.reshape(x, np.array([-1, *node.shape[1:]], np.int64), special_zero=False)
    translate = TRANSLATIONS.get(name)
    return translate(ops, graph, node, folded, found, x) if translate else None

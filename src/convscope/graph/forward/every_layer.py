"""Every layer's value for one input, by one run."""

from __future__ import annotations

from torch import Tensor

from convscope.graph.forward.evaluation import evaluate
from convscope.graph.forward.folding import folded_batch_norms
from convscope.graph.graph import Graph
from convscope.graph.node import Node


class EveryLayer:
    """The values of all layers, each to the bit as an evaluation of it alone gives it.

    A convolution that is computed as one with its batch norm would change the batch norm's last digits if both
    were asked for at once; so it is computed when it is asked for, from what it reads.

    Args:
        graph: the network.
        inputs: (N, ...), as the network takes them.
    """

    def __init__(self, graph: Graph, inputs: Tensor) -> None:
        self._graph = graph
        known = {graph.input: inputs}
        self._values = {**known, **evaluate(graph, known, layers_of_a_run(graph))}

    def value(self, node: Node) -> Tensor:
        """The value (N, ...) of a layer."""
        if node in self._values:
            return self._values[node]
        return evaluate(self._graph, self._values, [node])[node]


def layers_of_a_run(graph: Graph) -> tuple[Node, ...]:
    """The layers whose values one run gives: all but convolutions that are one with their batch norm."""
    folded = folded_batch_norms(graph, graph.nodes, (), ())
    apart = {fold.convolution for fold in folded.values()}
    return tuple(node for node in graph.layers if node not in apart and node not in graph.inputs)

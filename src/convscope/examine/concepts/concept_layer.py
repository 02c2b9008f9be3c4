"""The layer whose directions are concepts, and the class that they are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.errors import ConceptError
from convscope.graph import Node, evaluate, gradient
from convscope.graph.forward.chunks import chunk_size
from convscope.network import Network

Maps = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ConceptLayer:
    """A layer on which alone a class's score depends.

    Attributes:
        network: a classifier.
        node: of feature maps (N, C, rows, columns).
        index: of the class.
    """

    network: Network = field(repr=False)
    node: Node
    index: int

    @property
    def label(self) -> str:
        """The class's name."""
        return self.network.labels.names[self.index]

    def maps(self, inputs: Tensor) -> Maps:
        """Feature maps (N, C, rows, columns) of prepared photos."""
        graph = self.network.graph()
        size = chunk_size(graph, keeps_values=False)
        with torch.no_grad():
            parts = [
                evaluate(graph, {graph.input: part}, [self.node])[self.node].float().cpu().numpy()
                for part in torch.split(inputs, size)
            ]
        return np.concatenate(parts)

    def logits(self, maps: Maps) -> NDArray[np.float64]:
        """Scores (N, classes) of maps in the layer's place."""
        graph, task = self.network.graph(), self.network.task
        scores = task.scores(graph)
        size = 16 * chunk_size(graph, keeps_values=False)
        values = torch.from_numpy(np.ascontiguousarray(maps)).to(graph.device, graph.dtype)
        with torch.no_grad():
            parts = [
                task.class_logits(evaluate(graph, {self.node: part}, [scores])[scores])
                for part in torch.split(values, size)
            ]
        return torch.cat(parts).double().cpu().numpy()

    def scores(self, maps: Maps) -> NDArray[np.float64]:
        """The class's scores (N,) of maps in the layer's place."""
        return self.logits(maps)[:, self.index]

    def gradients(self, maps: Maps) -> Maps:
        """Gradients (N, C, rows, columns) of the class's score by maps in the layer's place."""
        graph, task = self.network.graph(), self.network.task
        scores = task.scores(graph)
        values = torch.from_numpy(np.ascontiguousarray(maps)).to(graph.device, graph.dtype)
        parts = [
            gradient(
                graph,
                {self.node: part},
                [scores],
                lambda read: task.class_logits(read[scores])[:, self.index],
                [self.node],
            ).gradients[self.node]
            for part in torch.split(values, chunk_size(graph, keeps_values=True))
        ]
        return torch.cat(parts).float().cpu().numpy()


def concept_layer(network: Network, label: str, address: str | None = None) -> ConceptLayer:
    """The layer of an address, by default the last with places before the scores.

    Raises:
        ConceptError: the network is no classifier, the layer has no places, or the scores depend on more than it.
        AddressError: there is no such layer.
        ObjectiveError: there is no such class.
    """
    graph, task = network.graph(), network.task
    if not task.is_exclusive or network.preprocessing is None:
        raise ConceptError(
            f"Concepts explain classes of photos, and {network.name} has none.", "Choose a classifier."
        )
    scores = task.scores(graph)
    if address is None:
        found = [
            node
            for node in graph.ancestors([scores])
            if _has_places(node.shape) and not graph.frontier([node], [scores])
        ]
        if not found:
            raise ConceptError(f"{network.name} has no layer with places.", "Choose a convolutional network.")
        node = max(found, key=lambda one: one.position)
    else:
        node = graph.find(address)
        if not _has_places(node.shape) or node in graph.inputs or node.position >= scores.position:
            raise ConceptError(
                f"{address} has no feature maps.", "Name a layer with places, such as the end of a stage."
            )
        if beside := graph.frontier([node], [scores]):
            raise ConceptError(
                f"The scores depend on more than {address}: also on {beside[0].address}, which goes around it.",
                "Name the end of a block.",
            )
    return ConceptLayer(network, node, network.labels.find(label))


def _has_places(shape: Sequence[int | None]) -> bool:
    return len(shape) == 4 and (shape[2] or 0) * (shape[3] or 0) > 1

"""Objectives that read a classifier's output."""

from __future__ import annotations

from dataclasses import dataclass

from convscope.errors import ObjectiveError
from convscope.graph import Node
from convscope.network import Network
from convscope.objectives.objective import Bound, Objective


@dataclass(frozen=True)
class ClassScore(Objective):
    """The logit of a class.

    Attributes:
        label: its number, its synset or one of its words.
    """

    label: str | int

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        node = _logits(network, input_shape)
        index = network.labels.find(str(self.label))
        return Bound((node,), lambda values: values[node][:, index])

    def __str__(self) -> str:
        return f"class:{self.label}"


@dataclass(frozen=True)
class ClassProbability(Objective):
    """The probability of a class: the softmax of the logits.

    Attributes:
        label: its number, its synset or one of its words.
    """

    label: str | int

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        node = _logits(network, input_shape)
        index = network.labels.find(str(self.label))
        return Bound((node,), lambda values: values[node].softmax(1)[:, index])

    def __str__(self) -> str:
        return f"prob:{self.label}"


def _logits(network: Network, input_shape: tuple[int, ...] | None) -> Node:
    node = network.graph(input_shape).output
    if len(node.shape) != 2:
        raise ObjectiveError(
            f"{network.name} is no classifier: its output is of shape {node.shape[1:]}.",
            "Use a layer, channel or neuron as the objective, as in output.1:3 for the second of several outputs.",
        )
    return node

"""Objectives that read what a network says of a class; the network's task knows where and how."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from torch import Tensor

from convscope.network import Network
from convscope.objectives.objective import Bound, Objective


@dataclass(frozen=True, eq=False)
class _Places:
    """Places (rows, columns) bool of one photo; equal to themselves alone."""

    won: Tensor = field(repr=False)


@dataclass(frozen=True)
class ClassScore(Objective):
    """The score of a class: its logit, before a last softmax or sigmoid.

    Of a network that gives a class for each place it is the mean over all places, or with ``mask`` the sum over those
    where the class wins.  Where it wins is each photo's own matter, unless it is held (`Objective.held_for`).

    Attributes:
        label: its name, synset, one of its words or its number.
        mask: whether only the places count where the class wins.
        held: those places; None for where the class wins in each photo.
    """

    label: str | int
    mask: bool = False
    held: _Places | None = field(default=None, repr=False)

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        task = network.task
        node = task.scores(network.graph(input_shape))
        index = task.labels.find(str(self.label))
        where = None if self.held is None else self.held.won
        score = task.mask_score(index, where) if self.mask else task.class_score(index)
        return Bound((node,), lambda values: score(values[node]))

    def held_for(self, network: Network, inputs: Tensor) -> Objective:
        """See `Objective.held_for`."""
        if not self.mask or self.held is not None:
            return self
        index = network.task.labels.find(str(self.label))
        return replace(self, held=_Places(network.task.places_won(index, network.scores(inputs))[0]))

    def __str__(self) -> str:
        return f"class:{self.label}{'@mask' if self.mask else ''}"


@dataclass(frozen=True)
class ClassProbability(Objective):
    """The probability of a class.

    Attributes:
        label: its name, synset, one of its words or its number.
    """

    label: str | int

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        task = network.task
        node = task.scores(network.graph(input_shape))
        probability = task.class_probability(task.labels.find(str(self.label)))
        return Bound((node,), lambda values: probability(values[node]))

    def __str__(self) -> str:
        return f"prob:{self.label}"

"""Objectives: what to maximise or explain, as values that add, subtract and scale.

``channel("blocks.4", 12) - 0.5 * class_score("tabby")`` is such a value.  It knows no network; `Objective.bind`
ties it to one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import torch
from torch import Tensor

from convscope.errors import ObjectiveError
from convscope.graph import Node
from convscope.network import Network

Index = tuple[slice, ...]


@dataclass(frozen=True, eq=False)
class Pool:
    """A sum over the places of a layer, which can be added up part by part, without ever holding the whole layer.

    Attributes:
        node: the layer.
        over: the sum (N, ...) over some of its places, from their values, where these stand in the value of the
            whole layer, and the shape of that.
    """

    node: Node
    over: Callable[[Tensor, Index, tuple[int, ...]], Tensor]

    def of(self, values: Values) -> Tensor:
        """The sum over all places: as it is given, or from the value of the layer."""
        if self in values:
            return values[self]
        value = values[self.node]
        return self.over(value, (slice(None),) * value.dim(), tuple(value.shape))


# By node, or by pool where a sum takes a node's place; a mapping's keys are invariant, and most hold nodes alone.
Values = Mapping[Any, Tensor]


@dataclass(frozen=True)
class Bound:
    """An objective tied to a graph.

    Attributes:
        reads: the nodes whose values it needs.
        score: from their values (N, ...) to one number (N,) for each photo.
        pools: sums that do in place of the values of their nodes.
    """

    reads: tuple[Node, ...]
    score: Callable[[Values], Tensor]
    pools: tuple[Pool, ...] = ()

    @property
    def wholes(self) -> tuple[Node, ...]:
        """The nodes whose values no sum can replace."""
        pooled = {pool.node for pool in self.pools}
        return tuple(node for node in self.reads if node not in pooled)


class Objective(ABC):
    """A number for each photo, to be maximised.  Its text form is ``str(objective)``."""

    def as_argument(self) -> str:
        """The text by which it is parsed again."""
        return str(self)

    @abstractmethod
    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """Tie the objective to a network's graph for (C, ...) inputs.

        Raises:
            AddressError: the network has no such layer, channel or neuron.
            ObjectiveError: the network has no such class.
        """

    def held_for(self, network: Network, inputs: Tensor) -> Objective:  # noqa: ARG002  # what depends on it takes it
        """The objective for one example (1, C, ...) and whatever is done to it, of which it says the same text.

        What the objective reads may depend on the example, such as the place of its second detection or the places
        where a class wins.  An explanation changes the example, and what it reads must stay.
        """
        return self

    @property
    def is_local(self) -> bool:
        """Whether it asks about one of several like things in a photo, such as one box or one place of a layer."""
        return False

    @property
    def contrasts(self) -> bool:
        """Whether it holds something against something else, so that negative evidence has a name too."""
        return any(weight < 0 for weight, _ in _terms(self))

    def __add__(self, other: Objective) -> Objective:
        return Combination(_terms(self) + _terms(other))

    def __sub__(self, other: Objective) -> Objective:
        return self + (-other)

    def __mul__(self, factor: float) -> Objective:
        return Combination(tuple((float(factor) * weight, part) for weight, part in _terms(self)))

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> Objective:
        return self * (1 / divisor if divisor else inf)

    def __neg__(self) -> Objective:
        return self * -1.0


@dataclass(frozen=True)
class Combination(Objective):
    """A weighted sum of objectives; made by the operators."""

    terms: tuple[tuple[float, Objective], ...]

    def __post_init__(self) -> None:
        for weight, part in self.terms:
            if not isfinite(weight):
                raise ObjectiveError(
                    f"The weight of {part} must be a finite number, {weight} was given.",
                    "Write a smaller number.",
                )

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        parts = [(weight, part.bind(network, input_shape)) for weight, part in self.terms]

        def score(values: Values) -> Tensor:
            return torch.stack([weight * bound.score(values) for weight, bound in parts]).sum(0)

        reads = tuple(dict.fromkeys(node for _, bound in parts for node in bound.reads))
        wholes = {node for _, bound in parts for node in bound.wholes}
        pools = tuple(pool for _, bound in parts for pool in bound.pools if pool.node not in wholes)
        return Bound(reads, score, pools)

    def held_for(self, network: Network, inputs: Tensor) -> Objective:
        """See `Objective.held_for`."""
        return Combination(tuple((weight, part.held_for(network, inputs)) for weight, part in self.terms))

    @property
    def is_local(self) -> bool:
        """See `Objective.is_local`."""
        return any(part.is_local for _, part in self.terms)

    def __str__(self) -> str:
        text = ""
        for weight, part in self.terms:
            sign = "-" if weight < 0 else "+"
            size = "" if abs(weight) == 1 else f"{abs(weight)!r}*"
            lead = f" {sign} " if text else ("-" if weight < 0 else "")
            text += f"{lead}{size}{part}"
        return text


def _terms(objective: Objective) -> tuple[tuple[float, Objective], ...]:
    return objective.terms if isinstance(objective, Combination) else ((1.0, objective),)

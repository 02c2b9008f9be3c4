"""What a metric is given: the maps of one photo, and the network that they explain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import torch
from torch import Tensor

from convscope.attribution.maps import enlarged
from convscope.attribution.probe import Probe
from convscope.network import Network
from convscope.objectives import Objective
from convscope.progress import Progress

T = TypeVar("T")

# Explains inputs (B, C, rows, columns) by the method and options of a map: (B, rows, columns) in its resolution.
Again = Callable[[Network, Tensor, Objective], Tensor]


@dataclass(frozen=True, eq=False)
class Candidate:
    """A map to be judged.

    Attributes:
        name: of the method.
        values: (rows, columns) in any resolution; greater values are more important.
        channels: (C, rows, columns) where the method gives a value for each number of the input.
        facts: figures that the method gave beside the map.
        again: explains other inputs in the same way; None for a map that no method makes.
    """

    name: str
    values: Tensor
    channels: Tensor | None = None
    facts: Mapping[str, float] = field(default_factory=dict)
    again: Again | None = None


@dataclass(frozen=True, eq=False)
class Case:
    """One photo, the objective that was explained, and the maps to be judged.

    Attributes:
        network: read, never changed.
        photo: (C, rows, columns) as the network takes it.
        objective: what the maps explain.
        judge: the objective by which the maps are judged: the probability of a class where its score is explained.
        candidates: the maps.
        region: (rows, columns) true on the object, as annotated by a person; None without an annotation.
        seed: of all random numbers.
        progress: ends the judging when it is cancelled.
    """

    network: Network
    photo: Tensor
    objective: Objective
    judge: Objective
    candidates: tuple[Candidate, ...]
    region: Tensor | None = None
    seed: int = 0
    progress: Progress = field(default_factory=Progress)
    _shared: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def extents(self) -> tuple[int, ...]:
        """(rows, columns) of the photo."""
        return tuple(self.photo.shape[1:])

    def judged(self, inputs: Tensor) -> Tensor:
        """The judge (B,) of inputs (B, C, rows, columns), in float64."""
        return (
            self._probe("judge", self.judge)
            .scores(inputs, torch.zeros(len(inputs), dtype=torch.long))
            .double()
        )

    def scores(self, inputs: Tensor) -> Tensor:
        """The objective (B,) of inputs (B, C, rows, columns), in float64."""
        probe = self._probe("objective", self.objective)
        return probe.scores(inputs, torch.zeros(len(inputs), dtype=torch.long)).double()

    def whole(self) -> float:
        """The judge of the unchanged photo."""
        return self.shared("whole", lambda: float(self.judged(self.photo[None])[0]))

    def map(self, candidate: Candidate) -> Tensor:
        """A candidate's values (rows, columns) in the photo's resolution, interpolated linearly."""
        values = candidate.values.to(self.photo)
        return values if values.shape == self.extents else enlarged(values[None, None], self.extents)[0, 0]

    def generator(self) -> torch.Generator:
        """Random numbers, the same at each call."""
        return torch.Generator().manual_seed(self.seed)

    def shared(self, key: str, make: Callable[[], T]) -> T:
        """A value that several metrics need, computed once."""
        if key not in self._shared:
            self._shared[key] = make()
        made: T = self._shared[key]
        return made

    def _probe(self, key: str, objective: Objective) -> Probe:
        return self.shared(
            key,
            lambda: Probe.of(
                self.network, self.photo[None], [objective], seed=self.seed, progress=self.progress
            ),
        )

"""Objectives that read one detection of a detector: its score, its probability, an edge of its box."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.detection.paired import paired_ious
from convscope.errors import ObjectiveError
from convscope.network import Network
from convscope.network.detecting import boxes_task
from convscope.objectives.objective import Bound, Objective, Values

Part = Literal["score", "prob", "left", "top", "right", "bottom", "similarity"]
PARTS: tuple[Part, ...] = get_args(Part)
_EDGES: tuple[Part, ...] = ("left", "top", "right", "bottom")


@dataclass(frozen=True, eq=False)
class _Found:
    """A detection: the index of its class, and its place's numbers (4 + classes,); equal to itself alone."""

    index: int
    place: Tensor = field(repr=False)


@dataclass(frozen=True)
class DetectionPart(Objective):
    """A number of one detection, counted from 1 as `convscope.detect` lists them.

    Which detection that is depends on the photo.  An explanation of a photo holds the photo's own
    (`Objective.held_for`): whatever is then done to the photo, the number is read at the place whose box overlaps the
    held box most, of several the one whose class scores most alike; in the photo itself that is the detection's own
    place, also where its box has no area, such as one that was cut off at an edge.  Where none touches the held one,
    it is where its class scores lowest.  The parts, of a place with box b and class scores s, the held
    detection having the box B, the class c and the probabilities P:

        score                       s[c], before its sigmoid
        prob                        sigmoid(s[c])
        left, top, right, bottom    of b, in pixels of the input
        similarity                  max over all places of IoU(b, B) * cos(p, P) * max(p), with p = sigmoid(s)

    The similarity is that of D-RISE (Petsiuk et al. 2021, arXiv:2006.03204, section 3.2), the highest probability of
    a place standing for its objectness: RISE of it is D-RISE.

    Attributes:
        number: of the detection, from 1.
        part: which of its numbers.
        held: the detection that is meant; None for the one of each photo.
    """

    number: int
    part: Part = "score"
    held: _Found | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ObjectiveError(
                f"Detections are counted from 1, got {self.number}.",
                "Write detection:1 for the one of the highest score.",
            )

    @property
    def is_local(self) -> bool:
        """See `Objective.is_local`."""
        return True

    def held_for(self, network: Network, inputs: Tensor) -> Objective:
        """See `Objective.held_for`."""
        if self.held is not None:
            return self
        return replace(self, held=self._found(network, network.scores(inputs)[0]))

    def bind(self, network: Network, input_shape: tuple[int, ...] | None = None) -> Bound:
        """See `Objective.bind`."""
        task = boxes_task(network)
        node = task.scores(network.graph(input_shape))

        def score(values: Values) -> Tensor:
            return torch.stack(
                [self._of(one, self.held or self._found(network, one.detach())) for one in values[node]]
            )

        return Bound((node,), score)

    def _found(self, network: Network, places: Tensor) -> _Found:
        ranked = boxes_task(network).ranked(places, self.number)
        if len(ranked) < self.number:
            raise ObjectiveError(
                f"There is no detection {self.number}: the network proposes {len(ranked)} boxes for the photo.",
                "Ask for one of a smaller number.",
            )
        place, index = ranked[-1]
        return _Found(index, places[place].detach())

    def _of(self, places: Tensor, found: _Found) -> Tensor:
        """The number, from an example's places (places, 4 + classes)."""
        held = found.place.to(places)
        overlaps = paired_ious(places[:, :4], held[None, :4])
        if self.part == "similarity":
            probabilities, own = places[:, 4:].sigmoid(), held[4:].sigmoid()
            alike = F.cosine_similarity(probabilities, own[None])
            similarity: Tensor = (overlaps * alike * probabilities.amax(1)).amax()
            return similarity
        scores = places[:, 4 + found.index]
        overlaps = torch.where((places[:, :4] == held[:4]).all(1), 1.0, overlaps.detach())
        alike = (scores.detach() - held[4 + found.index]).abs()
        alike[overlaps < overlaps.max()] = torch.inf
        nearest = places[alike.argmin() if overlaps.any() else scores.argmin()]
        if self.part in _EDGES:
            return nearest[_EDGES.index(self.part)]
        score = nearest[4 + found.index]
        return score.sigmoid() if self.part == "prob" else score

    def __str__(self) -> str:
        return f"detection:{self.number}{'' if self.part == 'score' else f'.{self.part}'}"

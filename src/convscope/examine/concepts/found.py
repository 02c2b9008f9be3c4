"""A concept that was found in a layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.examine.concepts.concept_layer import Maps
from convscope.examine.concepts.named import Answer


@dataclass(frozen=True)
class ConceptPatch:
    """A part of a photo in which a concept is strong.

    Attributes:
        photo: place of the photo among those of the class.
        box: (top, left, bottom, right) in pixels of the network's input.
        strength: of the concept.
    """

    photo: int
    box: tuple[int, int, int, int]
    strength: float


@dataclass(frozen=True, eq=False)
class Decomposition:
    """A layer's values as sums of concepts.

    Attributes:
        directions: (K, C).
        maps: (N, K, rows, columns) strengths on the photos of the class.
        importance: (K,) as the method gives it.
        positive: (K,) share of the photos on which the concept raises the class's score.
        patches: of each concept, the strongest first, one a photo.
    """

    directions: NDArray[np.float64]
    maps: Maps
    importance: NDArray[np.float64]
    positive: NDArray[np.float64]
    patches: tuple[tuple[ConceptPatch, ...], ...]


@dataclass(frozen=True, eq=False)
class FoundConcept:
    """A concept that was found, and what the class owes to it.

    Attributes:
        number: its place in the order of importance.
        name: of a direction that was given; else empty.
        importance: craft's mean total Sobol index; by ice, and of a direction that was given, the mean derivative
            along it.
        positive: share of the photos on which the class's score grows along it.
        fall: by how much the class's score falls, the mean over photos, when its direction is removed.
        answers: classes of the data, and concepts that were shown, that it tells apart.
        raises: classes of the network whose scores fall most when it is removed.
        units: those that it is made of most, with their shares of its direction's square; negative where the
            direction speaks against the unit.
        direction: (C,) of length 1.
        patches: where it is strongest.
        maps: (N, rows, columns) its strength on the photos of the class.
    """

    number: int
    name: str
    importance: float
    positive: float
    fall: float
    answers: tuple[Answer, ...]
    raises: tuple[tuple[str, float], ...]
    units: tuple[tuple[int, float], ...]
    direction: NDArray[np.float64] = field(repr=False)
    patches: tuple[ConceptPatch, ...] = field(repr=False)
    maps: Maps = field(repr=False)

    @property
    def title(self) -> str:
        """Its name, or its number."""
        return self.name or str(self.number)

    def document(self) -> dict[str, Any]:
        """The concept in plain values."""
        return {
            "concept": self.number,
            "name": self.name,
            "importance": self.importance,
            "positive": self.positive,
            "fall": self.fall,
            "answers": [vars(one) for one in self.answers],
            "raises": [{"label": label, "fall": fall} for label, fall in self.raises],
            "units": [{"unit": unit, "share": share} for unit, share in self.units],
            "direction": self.direction.tolist(),
        }

"""One thing that a network says of an example."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Prediction:
    """One thing that a network says of an example.

    Attributes:
        index: place among what the task tells apart.
        label: its words.
        synset: WordNet's name of it, if it has one.
        probability: of a class or label; None where the task has no probabilities.
        value: the number behind it: a score before its softmax or sigmoid, a number, the share of the places that a
            class wins, the mean of a picture.
        map: (rows, columns) bool where a class wins, or (C, rows, columns) a picture in the network's own scale;
            None for other tasks.
    """

    index: int
    label: str
    synset: str | None
    probability: float | None
    value: float
    map: NDArray[np.float32] | NDArray[np.bool_] | None = field(default=None, repr=False, compare=False)

    @property
    def fraction(self) -> float | None:
        """The probability, or the share of the places; None for numbers and pictures."""
        if self.probability is not None:
            return self.probability
        return self.value if self.map is not None and self.map.dtype == np.bool_ else None

    @property
    def amount(self) -> str:
        """The probability, share or number, for people to read."""
        return f"{self.value:.4g}" if self.fraction is None else f"{self.fraction:.1%}"

    def document(self) -> dict[str, Any]:
        """The prediction in plain values, as ``--json`` prints it."""
        known = {"index": self.index, "label": self.label, "synset": self.synset}
        if self.probability is None:
            return {**known, "value": self.value}
        return {**known, "probability": self.probability}

"""What a network says of an example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.detection import Box
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import Bar, table


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
        box: (left, top, right, bottom) of a detection in pixels of the input; None for other tasks.
    """

    index: int
    label: str
    synset: str | None
    probability: float | None
    value: float
    map: NDArray[np.float32] | NDArray[np.bool_] | None = field(default=None, repr=False, compare=False)
    box: Box | None = None

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
        known: dict[str, Any] = {"index": self.index, "label": self.label, "synset": self.synset}
        if self.box is not None:
            known["box"] = list(self.box)
        if self.probability is None:
            return {**known, "value": self.value}
        return {**known, "probability": self.probability}


class Predictions(Displayed, list[Prediction]):
    """What a network says of one example, the most important first: a list that shows itself in a notebook."""

    def _line(self) -> str:
        return ", ".join(f"{one.label.partition(',')[0]} {one.amount}" for one in self) or "nothing"

    def _fragments(self) -> Sequence[str]:
        rows = [(one.label, one.amount, "" if one.fraction is None else Bar(one.fraction)) for one in self]
        return [table(("prediction", "amount", ""), rows)]

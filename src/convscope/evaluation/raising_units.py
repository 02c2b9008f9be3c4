"""The units of the last layer's features that raised a wrong class over the right one: an exact sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.evaluation.last_layer import LastLayer
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import sentence, table

SHOWN = 5


@dataclass(frozen=True)
class RaisingUnit:
    """A unit of the last layer's features that raised the wrong class over the right one.

    Attributes:
        address: of the unit.
        unit: its number.
        value: its mean over the places.
        weight: of the wrong class, less that of the right one.
        contribution: value x weight: what it adds to the difference of the two scores.
        difference_without: the difference of the scores where this unit and those before it are 0 at every place.
        said_without: name of the class that is then predicted.
    """

    address: str
    unit: int
    value: float
    weight: float
    contribution: float
    difference_without: float
    said_without: str


@dataclass(frozen=True, repr=False)
class ErrorUnits(Displayed):
    """The difference of two scores as a sum over units: of the class that was said and of the true one.

    Attributes:
        said: name of the wrong class.
        truth: name of the right one.
        units: those that add most, the greatest contribution first; only such as add.
        others: how many units there are beside.
        rest: what they add together.
        bias: that of the wrong class less that of the right one.
        difference: of the network's own scores.
        enough: how many units, those that add most first, must be silenced until the right class has the higher score
            of the two; None where all that add are not enough.
    """

    said: str
    truth: str
    units: tuple[RaisingUnit, ...]
    others: int
    rest: float
    bias: float
    difference: float
    enough: int | None

    @property
    def total(self) -> float:
        """The sum of all contributions and the bias: the difference, but for rounding."""
        return sum(one.contribution for one in self.units) + self.rest + self.bias

    def document(self) -> dict[str, object]:
        """All of it in plain values."""
        return {
            "difference": self.difference,
            "enough": self.enough,
            "units": [vars(one) for one in self.units],
            "others": self.others,
            "rest": self.rest,
            "bias": self.bias,
        }

    def _line(self) -> str:
        return (
            f"{self.said} over {self.truth} by {self.difference:.2f}: {len(self.units)} units that raise it"
        )

    def _fragments(self) -> Sequence[str]:
        rows = [
            (one.address, one.value, one.weight, one.contribution, one.difference_without, one.said_without)
            for one in self.units
        ]
        rest = (f"the other {self.others}", "", "", self.rest, "", "")
        sums = [rest, ("bias", "", "", self.bias, "", ""), ("sum", "", "", self.total, "", "")]
        header = ("unit", "mean", "x weight", "= adds", "difference without", "then predicted")
        return [
            table(header, [*rows, *sums]),
            sentence(f"What raised {self.said} over {self.truth}, in logits."),
        ]


def units_between(
    layer: LastLayer,
    features: NDArray[np.float32],
    logits: NDArray[np.float32],
    said: int,
    truth: int,
    names: Sequence[str],
    *,
    most: int = SHOWN,
) -> ErrorUnits:
    """The units that raised one class over another.

    Args:
        layer: the last layer.
        features: (D,) what it reads.
        logits: (classes,) what it gives.
        said: index of the class that was raised.
        truth: index of the other.
        names: (classes) of all classes.
        most: how many units to name.
    """
    weights = layer.weight[said] - layer.weight[truth]
    parts = weights * features
    order = np.argsort(-parts, kind="stable")
    adding = order[parts[order] > 0]
    chosen = adding[:most]
    difference = float(logits[said]) - float(logits[truth])
    turned = np.flatnonzero(np.cumsum(parts[adding]) > difference)
    # Silencing a unit takes its part out of every class's score; nothing else depends on it.
    after = logits.astype(np.float64) - np.cumsum(layer.weight[:, chosen] * features[chosen], axis=1).T
    short = [name.partition(",")[0] for name in names] if len(chosen) else []
    units = tuple(
        RaisingUnit(
            address=f"{layer.address}:{unit}",
            unit=unit,
            value=float(features[unit]),
            weight=float(weights[unit]),
            contribution=float(parts[unit]),
            difference_without=float(scores[said] - scores[truth]),
            said_without=short[int(scores.argmax())],
        )
        for unit, scores in zip(chosen.tolist(), after, strict=True)
    )
    return ErrorUnits(
        said=names[said].partition(",")[0],
        truth=names[truth].partition(",")[0],
        units=units,
        others=len(parts) - len(units),
        rest=float(parts.sum() - parts[chosen].sum()),
        bias=float(layer.bias[said] - layer.bias[truth]),
        difference=difference,
        enough=int(turned[0]) + 1 if len(turned) else None,
    )


def nearest_in_units(
    found: ErrorUnits, features: NDArray[np.float32], among: NDArray[np.float32], count: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The pictures on which the units add nearly the same.

    Args:
        found: the units of an error.
        features: (D,) of the error's photo.
        among: (M, D) of the pictures to choose from.
        count: how many; fewer where there are fewer pictures.

    Returns:
        Their rows (count,) in ``among``, the nearest first, and the distances (count,): Euclidean, between what each
        unit adds to the difference of the two scores, so in logits.
    """
    units = [one.unit for one in found.units]
    weights = np.array([one.weight for one in found.units])
    distances = np.linalg.norm((among[:, units] - features[units]) * weights, axis=1)
    rows = np.argsort(distances, kind="stable")[:count]
    return rows, distances[rows]

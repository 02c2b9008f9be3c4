"""The units that raise wrong classes most often, over all errors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from convscope.evaluation.raising_units import ErrorUnits, RaisingUnit


@dataclass(frozen=True)
class UnitBehind:
    """A unit that raised wrong classes.

    Attributes:
        address: of the unit.
        unit: its number.
        errors: in how many errors it is among the units that are named.
        contribution: the mean of what it added there to the difference of the two scores.
        said: the wrong class that it raised most often.
        truth: the right one that it was raised over most often then.
    """

    address: str
    unit: int
    errors: int
    contribution: float
    said: str
    truth: str


def units_behind(raised: Sequence[ErrorUnits], most: int = 8) -> list[UnitBehind]:
    """The units that are named in most errors; of as many those that add more.

    Args:
        raised: of each error.
        most: how many units at most.
    """
    named: dict[int, list[RaisingUnit]] = defaultdict(list)
    pairs: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for error in raised:
        for one in error.units:
            named[one.unit].append(one)
            pairs[one.unit][error.said, error.truth] += 1
    found = []
    for unit, ones in named.items():
        ((said, truth), _) = pairs[unit].most_common(1)[0]
        mean = sum(one.contribution for one in ones) / len(ones)
        found.append(UnitBehind(ones[0].address, unit, len(ones), mean, said, truth))
    found.sort(key=lambda one: (-one.errors, -one.contribution))
    return found[:most]

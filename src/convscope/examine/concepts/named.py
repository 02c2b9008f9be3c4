"""What a direction or a unit answers to: classes and concepts that it tells apart from the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Answer:
    """A group of photos that a direction answers to.

    Attributes:
        name: of the class or concept.
        auc: area under the ROC curve: the probability that the direction gets higher on a photo of the group than on
            one of another.
    """

    name: str
    auc: float


def area(inside: NDArray[np.floating], outside: NDArray[np.floating]) -> float:
    """Area under the ROC curve of values (N,) against values (M,): equal ones count a half."""
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([inside, outside]))
    return float(
        (ranks[: len(inside)].sum() - len(inside) * (len(inside) + 1) / 2) / (len(inside) * len(outside))
    )


def answers(values: NDArray[np.floating], groups: Sequence[str], most: int = 3) -> tuple[Answer, ...]:
    """The groups that values (N,) of a direction answer to, those above chance, the best first.

    Args:
        values: one for each photo.
        groups: the name of each photo's group.
        most: how many groups.
    """
    names = np.array(groups)
    found = [
        Answer(str(name), area(values[names == name], values[names != name]))
        for name in np.unique(names)
        if (names != name).any()
    ]
    found.sort(key=lambda one: (-one.auc, one.name))
    return tuple(one for one in found[:most] if one.auc > 0.5)


def answering_units(
    inside: NDArray[np.floating], outside: NDArray[np.floating], most: int = 3
) -> tuple[Answer, ...]:
    """The units that answer to a concept: whose means over its photos (N, C) lie above those over others (M, C)."""
    areas = [area(inside[:, unit], outside[:, unit]) for unit in range(inside.shape[1])]
    order = sorted(range(len(areas)), key=lambda unit: (-areas[unit], unit))
    return tuple(Answer(str(unit), areas[unit]) for unit in order[:most])

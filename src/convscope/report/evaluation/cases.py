"""The worst errors, each with the pictures that explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.evaluation.features import TrainingFeatures
from convscope.evaluation.raising_units import ErrorUnits
from convscope.evaluation.reading import Reading
from convscope.explanation.attribution import Attribution
from convscope.explanation.explaining import explain_all
from convscope.explanation.targets import class_target
from convscope.network import Network
from convscope.objectives import Objective
from convscope.progress import Progress
from convscope.report.neighbours import Neighbour, nearest_by_features, nearest_by_units

# Photos of cameras are large: so many are decoded at a time.
_BATCH = 16


@dataclass(frozen=True, eq=False)
class ExplainedError:
    """An error looked into.

    Attributes:
        photo: its path in the data set.
        truth: name of its class.
        said: what the network said.
        truth_probability: what it gave the true class.
        said_probability: what it gave the other.
        attribution: of the said class's score minus that of the true one.
        neighbours: the training pictures with the most similar features, the most similar first.
        by_units: those on which the units that raised the wrong class add nearly the same, the nearest first.
    """

    photo: str
    truth: str
    said: str
    truth_probability: float
    said_probability: float
    attribution: Attribution
    neighbours: Sequence[Neighbour]
    by_units: Sequence[Neighbour]

    def document(self) -> dict[str, Any]:
        """What belongs to it beside the error, in plain values."""
        return {
            "target": self.attribution.target,
            "nearest": [one.document("similarity") for one in self.neighbours],
            "nearest_by_units": [one.document("distance") for one in self.by_units],
        }


def look_into(
    network: Network,
    reading: Reading,
    rows: NDArray[np.intp],
    raised: Sequence[ErrorUnits],
    training: TrainingFeatures | None,
    method: str,
    *,
    seed: int,
    progress: Progress,
) -> list[ExplainedError]:
    """Look into some errors.

    Args:
        network: that made them.
        reading: of the pictures.
        rows: the errors' places in it.
        raised: of each error the units that raised the wrong class; none where they are not known.
        training: features of training pictures.
        method: explains the difference of the two scores.
        seed: of the method.
        progress: told how many errors are explained.

    Raises:
        Cancelled: somebody asked to stop.
    """
    answers = reading.answers
    found: list[ExplainedError] = []
    for first in range(0, len(rows), _BATCH):
        progress.step(first, len(rows), what="explaining errors")
        progress.check()
        part = rows[first : first + _BATCH]
        targets = [difference(network, int(answers.predicted[row]), int(answers.truth[row])) for row in part]
        photos = [reading.items[row].photo() for row in part]
        attributions = explain_all(network, photos, method, targets, seed=seed)
        near = nearest_by_features(answers.features[part], training) if training else [[] for _ in part]
        for place, row in enumerate(part):
            truth, said = int(answers.truth[row]), int(answers.predicted[row])
            of_units = raised[first + place] if raised else None
            found.append(
                ExplainedError(
                    photo=answers.photos[row],
                    truth=network.labels.short(truth),
                    said=network.labels.short(said),
                    truth_probability=float(answers.probabilities[row, truth]),
                    said_probability=float(answers.probabilities[row, said]),
                    attribution=attributions[place],
                    neighbours=near[place],
                    by_units=nearest_by_units(of_units, answers.features[row], training)
                    if training and of_units
                    else [],
                )
            )
    return found


def difference(network: Network, said: int, truth: int) -> Objective:
    """What an error is made of: the score of the class that was said less that of the true one."""
    return class_target(network, said) - class_target(network, truth)

"""The errors of a network on a sample of labelled pictures, each with the units that raised the wrong class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.datasets import Item
from convscope.evaluation.last_layer import last_layer
from convscope.evaluation.raising_units import ErrorUnits, units_between
from convscope.evaluation.reading import Reading, read_answers
from convscope.evaluation.units_behind import UnitBehind, units_behind
from convscope.network import Network
from convscope.progress import Progress


@dataclass(frozen=True, eq=False)
class SampledErrors:
    """What a network got wrong.

    Attributes:
        reading: the pictures that could be read, and the network's outputs for them.
        rows: of those that are classified wrong, the greatest loss first.
        raised: of each of them the units that raised the wrong class; none where the last layer is not linear.
        behind: the units that raised wrong classes most often.
    """

    reading: Reading
    rows: NDArray[np.intp]
    raised: Sequence[ErrorUnits]
    behind: Sequence[UnitBehind]


def sampled_errors(
    network: Network, items: Sequence[Item], classes: Sequence[str], *, progress: Progress | None = None
) -> SampledErrors:
    """Ask a classifier about pictures, and find the units behind its errors.

    Args:
        network: a classifier of photos.
        items: the pictures; their labels index ``classes``.
        classes: names of the data set's classes.
        progress: told how many pictures are done.

    Raises:
        EvaluationError: the network is no classifier, has no such class, or no picture could be read.
        Cancelled: somebody asked to stop.
    """
    reading = read_answers(network, items, classes, progress=progress)
    answers, layer = reading.answers, last_layer(network)
    wrong = np.flatnonzero(~answers.correct)
    rows = wrong[np.argsort(-answers.losses[wrong], kind="stable")]
    raised = (
        []
        if layer is None
        else [
            units_between(
                layer,
                answers.features[row],
                answers.logits[row],
                int(answers.predicted[row]),
                int(answers.truth[row]),
                answers.classes,
            )
            for row in rows
        ]
    )
    return SampledErrors(reading, rows, raised, units_behind(raised))

"""Matching a data set's classes with a network's."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.errors import EvaluationError, ObjectiveError
from convscope.network import Network


def are_taken_in_order(network: Network, classes: Sequence[str]) -> bool:
    """Whether a data set's classes are the network's in their order: as many, and nobody named the network's."""
    labels = network.labels
    return not labels.are_given and len(labels) == len(classes) and set(labels.names) != set(classes)


def matching_classes(network: Network, classes: Sequence[str]) -> list[int]:
    """The index of the network's class for each class of a data set.

    Raises:
        EvaluationError: the network has no such class, or two of them mean the same one.
    """
    if are_taken_in_order(network, classes):
        return list(range(len(classes)))
    indices = []
    for name in classes:
        try:
            indices.append(network.labels.find(name))
        except ObjectiveError as error:
            raise EvaluationError(
                f"The data have a class {name!r}, which {network.name} does not have: {error.message}",
                error.hint,
            ) from error
    for place, index in enumerate(indices):
        if index in indices[:place]:
            raise EvaluationError(
                f"The classes {classes[indices.index(index)]!r} and {classes[place]!r} of the data are one class "
                f"of {network.name}: {network.labels.names[index]}.",
                "Give one folder for each class.",
            )
    return indices

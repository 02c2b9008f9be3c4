"""What to explain of each photo: the targets asked for, else the most probable class."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from convscope.errors import ObjectiveError
from convscope.graph import Graph, Node
from convscope.network import Network
from convscope.objectives import Objective, class_score, parse

Target = str | Objective | None


def class_target(network: Network, index: int) -> Objective:
    """The score of a class, by its first word where that word means no other class, else by its number."""
    word = network.labels.short(index)
    unique = sum(word in name.split(", ") for name in network.labels.names) == 1
    return class_score(word if unique and not word.isdecimal() else index)


def objectives_of(network: Network, inputs: Tensor, targets: Sequence[Target]) -> list[Objective]:
    """An objective for each of the photos (N, C, ...): the target, parsed, or the most probable class for None.

    Raises:
        ObjectiveError: there are more or fewer targets than photos, or one cannot be read.
    """
    if len(targets) != len(inputs):
        raise ObjectiveError(
            f"{len(inputs)} photos came with {len(targets)} targets.", "Give one for each photo, or none."
        )
    return [
        most_probable(network, inputs[row : row + 1])
        if target is None
        else (parse(target) if isinstance(target, str) else target)
        for row, target in enumerate(targets)
    ]


def most_probable(network: Network, photo: Tensor) -> Objective:
    """The score of the class that one photo (1, C, ...) most probably shows."""
    return class_target(network, network.predictions(photo, top=1)[0][0].index)


def rows_by_nodes(network: Network, graph: Graph, objectives: Sequence[Objective]) -> list[list[int]]:
    """Rows of photos whose objectives read the same nodes, so that they can be explained by the same layer."""
    rows: dict[tuple[Node, ...], list[int]] = {}
    for row, objective in enumerate(objectives):
        rows.setdefault(objective.bind(network, graph.input_shape).reads, []).append(row)
    return list(rows.values())

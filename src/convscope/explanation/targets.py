"""What to explain of each example: the targets asked for, else what the network's task asks first."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral

from torch import Tensor

from convscope.errors import ObjectiveError
from convscope.graph import Graph, Node
from convscope.network import Network
from convscope.objectives import Objective, parse

# A whole number is the place of a class among the outputs.
Target = str | int | Objective | None


def class_target(network: Network, index: int) -> Objective:
    """The score of a class, by its first word where that word means no other class, else by its number."""
    return parse(f"class:{network.task.labels.word(index)}")


def objectives_of(network: Network, inputs: Tensor, targets: Sequence[Target]) -> list[Objective]:
    """An objective for each of the examples (N, C, ...): the target, parsed, or what the task asks first for None.

    It is held for its example, see `Objective.held_for`.

    Raises:
        ObjectiveError: there are more or fewer targets than photos, or one cannot be read or is no class's number.
    """
    if len(targets) != len(inputs):
        raise ObjectiveError(
            f"{len(inputs)} examples were given with {len(targets)} targets.", "Give one for each, or none."
        )
    found = []
    for row, target in enumerate(targets):
        example = inputs[row : row + 1]
        asked = first_question(network, example) if target is None else _objective(network, target)
        found.append(asked.held_for(network, example))
    return found


def _objective(network: Network, target: str | int | Objective) -> Objective:
    if isinstance(target, str):
        return parse(target)
    if isinstance(target, Objective):
        return target
    if isinstance(target, Integral) and not isinstance(target, bool):
        return class_target(network, network.labels.find(f"#{target}" if target >= 0 else str(target)))
    raise ObjectiveError(
        f"A target is an objective, its text or the number of a class, got {target!r}.",
        "Write for example class:tabby, 281 or blocks.4:12.",
    )


def first_question(network: Network, inputs: Tensor) -> Objective:
    """What the network's task asks first about one example (1, C, ...), such as the score of the likeliest class."""
    return parse(network.task.questions(network.scores(inputs))[0].target)


def rows_by_nodes(network: Network, graph: Graph, objectives: Sequence[Objective]) -> list[list[int]]:
    """Rows of photos whose objectives read the same nodes, so that they can be explained by the same layer."""
    rows: dict[tuple[Node, ...], list[int]] = {}
    for row, objective in enumerate(objectives):
        rows.setdefault(objective.bind(network, graph.input_shape).reads, []).append(row)
    return list(rows.values())

"""What depends on a unit: how the scores change where it is silenced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.graph import Node, evaluate
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.images import Photo
from convscope.network import Network


@dataclass(frozen=True)
class Effect:
    """What a unit does to a class.

    Attributes:
        label: of the class.
        change: by how much the unit raises its score, the mean over photos: the score less that without the unit.
    """

    label: str
    change: float


def effects_on_classes(
    network: Network, layer: Node, unit: int, photos: Sequence[Photo], *, most: int = 5
) -> tuple[tuple[Effect, ...], tuple[Effect, ...]]:
    """The classes that a unit raises and lowers most on some photos, by setting it to 0 at every place.

    Exact: everything that depends on the unit is computed anew, the rest comes from the first run.

    Args:
        network: whatever its task.
        layer: of the unit.
        unit: its number.
        photos: at least one.
        most: classes each way.

    Returns:
        Those that it raises, strongest first, and those that it lowers; none where the network's classes are not
        exclusive, or the layer is the scores themselves.
    """
    graph, task = network.graph(), network.task
    scores = task.scores(graph)
    if not task.is_exclusive or layer.position >= scores.position:
        return (), ()
    beside = graph.frontier([layer], [scores])
    axis = channel_axis(graph, layer)
    changes = []
    with torch.no_grad():
        for photo in photos:
            first = evaluate(graph, {graph.input: network.prepare(photo)}, [layer, *beside, scores])
            silenced = first[layer].clone()
            silenced.select(axis, unit).zero_()
            known = {**{node: first[node] for node in beside}, layer: silenced}
            after = evaluate(graph, known, [scores])[scores]
            changes.append(_logits(task.class_logits(first[scores])) - _logits(task.class_logits(after)))
    mean = torch.stack(changes).mean(0)
    order = mean.argsort(descending=True, stable=True).tolist()
    names = task.labels.names
    raised = tuple(Effect(names[n], float(mean[n])) for n in order[:most] if mean[n] > 0)
    lowered = tuple(Effect(names[n], float(mean[n])) for n in order[::-1][:most] if mean[n] < 0)
    return raised, lowered


def _logits(values: Tensor) -> Tensor:
    return values[0].double().cpu()

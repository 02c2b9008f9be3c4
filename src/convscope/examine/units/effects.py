"""Where a unit goes: the units behind it and the classes that it raises and lowers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.examine.weights.linear_effects import linear_effects
from convscope.graph import Graph, Node, evaluate
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.graph.shapes.channels import channels_end
from convscope.images import Photo
from convscope.network import Network

_MOST = 5


@dataclass(frozen=True)
class Effect:
    """What a unit does to another one, or to a class.

    Attributes:
        unit: number of the other one, or of the class.
        label: its address, or the class's label.
        change: by how much the unit raises it on its exemplars: the mean over photos and places of the value less
            that with the unit at 0 everywhere.
        by_weights: by how much it rises where the unit is raised by 1 everywhere and all layers between are made
            linear; None where they cannot be.
    """

    unit: int
    label: str
    change: float
    by_weights: float | None


@dataclass(frozen=True)
class Effects:
    """What a unit does to a layer behind it, or to the classes.

    Attributes:
        layer: the layer's address.
        raised: the units, or classes, that it raises most, strongest first.
        lowered: those that it lowers most, likewise.
        raised_by_weights: those that it raises most by the weights alone; empty where these do not say it.
        lowered_by_weights: likewise.
    """

    layer: str
    raised: tuple[Effect, ...]
    lowered: tuple[Effect, ...]
    raised_by_weights: tuple[Effect, ...]
    lowered_by_weights: tuple[Effect, ...]

    @property
    def says_the_same(self) -> bool:
        """Whether the weights name the same units as the ablation, or none."""
        named = {one.unit for one in (*self.raised_by_weights, *self.lowered_by_weights)}
        return named <= {one.unit for one in (*self.raised, *self.lowered)}

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        sides = ("raised", "lowered", "raised_by_weights", "lowered_by_weights")
        return {"layer": self.layer, **{side: [vars(one) for one in getattr(self, side)] for side in sides}}


def effects(
    network: Network, layer: Node, unit: int, photos: Sequence[Photo]
) -> tuple[Effects | None, Effects | None]:
    """What a unit does to the next layer that mixes units, and to the classes.

    By ablation it is exact: the unit is set to 0 at every place, everything that depends on it is computed anew, and
    the rest comes from the first run.

    Args:
        network: whatever its task.
        layer: of the unit.
        unit: its number.
        photos: at least one.

    Returns:
        Of the next layer with weights, None where there is none; of the classes, None where the network's are not
        exclusive or the layer is the scores themselves.
    """
    graph, task = network.graph(), network.task
    scores = task.scores(graph)
    has_classes = task.is_exclusive and layer.position < scores.position
    following = next_mixing(graph, layer, scores)
    if has_classes and following is scores:
        following = None  # its units are the classes
    targets = [node for node in (following, scores if has_classes else None) if node is not None]
    if not targets:
        return None, None
    changes = _ablated(network, layer, unit, targets, photos)
    of_next = of_classes = None
    if following is not None:
        names = [f"{following.address}:{place}" for place in range(len(changes[0]))]
        of_next = _effects(
            following.address, names, changes[0], linear_effects(graph, layer, unit, following)
        )
    if has_classes:
        weights = linear_effects(graph, layer, unit, scores) if _is_near(graph, layer, scores) else None
        of_classes = _effects(
            scores.address,
            task.labels.names,
            _of_classes(network, changes[-1]),
            None if weights is None else _of_classes(network, weights),
        )
    return of_next, of_classes


def _is_near(graph: Graph, layer: Node, scores: Node) -> bool:
    """Whether nothing lies between but what is linear: through many rectifiers weights alone say nothing."""
    between = graph.descendants([layer]) & graph.ancestors([scores], [layer]) - {layer}
    return not any(node.kind.is_rectifier or node.operation == "max_pool" for node in between)


def _of_classes(network: Network, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    logits: NDArray[np.float64] = network.task.class_logits(torch.from_numpy(scores)[None])[0].numpy()
    return logits


def next_mixing(graph: Graph, layer: Node, wanted: Node) -> Node | None:
    """The first layer with weights that mixes the units of another one, or the batch norm that alone reads it.

    None where there is none, or units are mixed by something else before.
    """
    ends = channels_end(graph, layer, [wanted])
    needed = graph.ancestors([wanted], [layer])
    mixing = {
        reader
        for end in ends
        for reader in graph.readers[end]
        if reader in needed and reader not in ends and reader.kind.is_weighted
    }
    if not mixing:
        return None
    first = min(mixing, key=lambda node: node.position)
    readers = graph.readers[first]
    return readers[0] if len(readers) == 1 and readers[0].operation == "batch_norm" else first


@torch.no_grad()
def _ablated(
    network: Network, layer: Node, unit: int, targets: Sequence[Node], photos: Sequence[Photo]
) -> list[NDArray[np.float64]]:
    """For each target (units,) the mean over photos and places of its values less those without the unit."""
    graph = network.graph()
    beside = graph.frontier([layer], targets)
    axis = channel_axis(graph, layer)
    changes: list[list[Tensor]] = [[] for _ in targets]
    for photo in photos:
        first = evaluate(graph, {graph.input: network.prepare(photo)}, [layer, *beside, *targets])
        silenced = first[layer].clone()
        silenced.select(axis, unit).zero_()
        after = evaluate(graph, {**{node: first[node] for node in beside}, layer: silenced}, targets)
        for of_target, node in zip(changes, targets, strict=True):
            change = (first[node].double() - after[node].double()).cpu()
            by_unit = change.movedim(channel_axis(graph, node), 1)[0]
            of_target.append(by_unit.reshape(len(by_unit), -1).mean(1))
    return [torch.stack(of_target).mean(0).numpy() for of_target in changes]


def _effects(
    layer: str, names: Sequence[str], change: NDArray[np.float64], weights: NDArray[np.float64] | None
) -> Effects:
    def named(place: int) -> Effect:
        return Effect(
            place, names[place], float(change[place]), None if weights is None else float(weights[place])
        )

    def strongest(values: NDArray[np.float64] | None, sign: int) -> tuple[Effect, ...]:
        if values is None:
            return ()
        order = np.argsort(-sign * values, kind="stable")[:_MOST].tolist()
        return tuple(named(place) for place in order if sign * values[place] > 0)

    return Effects(
        layer, strongest(change, 1), strongest(change, -1), strongest(weights, 1), strongest(weights, -1)
    )

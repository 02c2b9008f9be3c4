"""What a visualization consists of: one subject a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convscope.errors import SynthesisError
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.makers.visualization.settings import VisualizeSettings
from convscope.network import Network
from convscope.objectives import Objective, diversity, l1, l2, parse, total_variation
from convscope.objectives.classes import ClassProbability, ClassScore
from convscope.objectives.units import Layer


@dataclass(frozen=True, eq=False)
class Subject:
    """One picture to make.

    Attributes:
        unit: what it shows.
        sign: 1 to make the unit as high as possible, -1 as low.
        objective: what is climbed: the unit with its sign, penalties and what keeps several pictures apart.
        seed: of its noise and movements.
        start: where it begins.
    """

    unit: Objective
    sign: int
    objective: Objective
    seed: int
    start: str

    @property
    def caption(self) -> str:
        """The unit, with its sign."""
        return f"{'-' if self.sign < 0 else ''}{self.unit}"


def subjects_of(
    network: Network, settings: VisualizeSettings, input_shape: tuple[int, ...]
) -> list[list[Subject]]:
    """The subjects of all units in their order; those that must be climbed together in one list.

    Raises:
        ConvscopeError: a unit that the network does not have.
    """
    signs = {"positive": (1,), "negative": (-1,), "both": (1, -1)}[settings.sign]
    sets = []
    for unit in _units(network, settings, input_shape):
        start = settings.start or ("zeros" if isinstance(unit, ClassScore | ClassProbability) else "noise")
        for sign in signs:
            objective = sign * unit if sign < 0 else unit
            for weight, penalty in ((settings.l1, l1), (settings.l2, l2), (settings.tv, total_variation)):
                objective = objective - weight * penalty() if weight else objective
            if settings.diverse > 1:
                objective = objective + settings.diversity * diversity(
                    _map_before(network, unit, input_shape)
                )
            sets.append(
                [
                    Subject(
                        unit,
                        sign,
                        objective,
                        settings.seed + number,
                        "noise" if settings.diverse > 1 else start,
                    )
                    for number in range(settings.diverse)
                ]
            )
    return sets


def _units(
    network: Network, settings: VisualizeSettings, input_shape: tuple[int, ...]
) -> Iterator[Objective]:
    """The units that are named; for a layer alone all its channels."""
    graph = network.graph(input_shape)
    for text in settings.units:
        unit = parse(text)
        unit.bind(network, input_shape)
        if not isinstance(unit, Layer):
            yield unit
            continue
        node = graph.find(unit.address)
        channels = node.shape[channel_axis(graph, node)]
        if channels is None:
            raise SynthesisError(f"The layer {unit.address} has no channels.", "Name another layer.")
        for number in range(min(channels, settings.first or channels)):
            yield parse(f"{unit.address}:{number}")


def _map_before(network: Network, unit: Objective, input_shape: tuple[int, ...]) -> str:
    """Address of the last layer with places that a unit depends on, where its pictures shall differ."""
    graph = network.graph(input_shape)
    before = graph.ancestors(unit.bind(network, input_shape).reads)
    maps = [node for node in graph.layers if node in before and node.is_spatial and len(node.shape) == 4]
    if not maps:
        raise SynthesisError(f"Nothing before {unit} has places, by which pictures could differ.", "")
    return maps[-1].address


def batches_of(sets: Sequence[Sequence[Subject]], at_most: int) -> list[list[Subject]]:
    """Sets put together into batches; a set that is larger than a batch is one by itself."""
    batches: list[list[Subject]] = []
    for subjects in sets:
        if batches and len(batches[-1]) + len(subjects) <= at_most:
            batches[-1].extend(subjects)
        else:
            batches.append(list(subjects))
    return batches

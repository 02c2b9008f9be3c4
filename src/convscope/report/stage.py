"""What a photo makes of each stage of a network: the maps of the strongest channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.arithmetic import ReceptiveField
from convscope.graph import Graph, evaluate
from convscope.graph.shapes.receptive_fields import receptive_fields
from convscope.graph.shapes.stages import stage_ends

LEVELS = 255


@dataclass(frozen=True, eq=False)
class FeatureMap:
    """One channel's values, rounded to one of 256 levels.

    Attributes:
        address: of the channel, such as ``blocks.4:12``.
        levels: (rows, columns); the value is ``stage.low + level * stage.step``.
    """

    address: str
    levels: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Stage:
    """The last layer of one spatial resolution.

    Attributes:
        address: of the layer.
        operation: its kind.
        shape: (C, rows, columns).
        fields: what its units see along the rows and along the columns of the photo.
        low: the least value of the maps.
        step: from one level to the next; values are exact to half of it.
        maps: the strongest channels, those that vary most from place to place, the greatest variance first.
    """

    address: str
    operation: str
    shape: tuple[int, ...]
    fields: tuple[ReceptiveField, ...]
    low: float
    step: float
    maps: tuple[FeatureMap, ...]

    @property
    def high(self) -> float:
        """The greatest value of the maps."""
        return self.low + LEVELS * self.step


def read_stages(graph: Graph, inputs: Tensor, *, channels: int = 8) -> tuple[Stage, ...]:
    """Stages of a network for one photo (1, C, rows, columns)."""
    ends = stage_ends(graph)
    fields = receptive_fields(graph)
    with torch.no_grad():
        values = evaluate(graph, {graph.input: inputs}, ends)
    stages = []
    for node in ends:
        layer = values[node][0].float()
        # A channel that is as high everywhere says little of the photo: what varies from place to place counts.
        strength = layer.flatten(1).var(1, correction=0)
        strongest = strength.topk(min(channels, len(strength))).indices
        low, step, levels = quantize(layer[strongest].cpu().numpy())
        stages.append(
            Stage(
                address=node.address,
                operation=node.operation,
                shape=tuple(layer.shape),
                fields=fields[node],
                low=low,
                step=step,
                maps=_maps(node.address, strongest.tolist(), levels),
            )
        )
    return tuple(stages)


def quantize(values: NDArray[np.floating]) -> tuple[float, float, NDArray[np.uint8]]:
    """The least value, the step, and the nearest of 256 levels for each value: ``low + level * step``."""
    low, high = float(values.min()), float(values.max())
    step = (high - low) / LEVELS or 1.0
    return low, step, np.rint((values.astype(np.float64) - low) / step).astype(np.uint8)


def _maps(address: str, channels: Sequence[int], levels: NDArray[np.uint8]) -> tuple[FeatureMap, ...]:
    return tuple(
        FeatureMap(f"{address}:{channel}", level) for channel, level in zip(channels, levels, strict=True)
    )

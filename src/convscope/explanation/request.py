"""What is asked of maps: by which methods they are made, of what, and by which metrics they are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from convscope.attribution import Method
from convscope.errors import MethodError, MetricError
from convscope.explanation.targets import Target
from convscope.trust import Metric

NO_OPTIONS: Mapping[str, Any] = {}


@dataclass(frozen=True, eq=False)
class Request:
    """Maps to make, and what to judge them by.

    Attributes:
        methods: that explain each photo.
        metrics: that judge each map.
        target: what to explain of each photo; None for what the network's task asks, such as its most probable class.
        layer: by which layer class activation maps explain; None for the last one with rows and columns.
        regions: where the object is, by the photo's name: (rows, columns) of the network's view.
        options: of methods and metrics, by their names.
        seed: of all random numbers.

    Raises:
        MethodError: there are options of something else, or wrong ones of a method.
        MetricError: there are wrong options of a metric, or it needs regions and has none.
    """

    methods: tuple[Method[Any], ...]
    metrics: tuple[Metric[Any], ...]
    target: Target
    layer: str | None
    regions: Mapping[str, Tensor]
    options: Mapping[str, Mapping[str, Any]]
    seed: int

    def __post_init__(self) -> None:
        known: dict[str, Method[Any] | Metric[Any]] = {each.name: each for each in self.methods}
        known |= {each.name: each for each in self.metrics}
        for name, given in self.options.items():
            if name not in known:
                raise MethodError(
                    f"There are options for {name!r}, which is not asked for.",
                    f"Asked for are {', '.join(known)}.",
                )
            known[name].parse_options(given)
        for metric in self.metrics:
            if metric.needs_region and not self.regions:
                raise MetricError(
                    f"{metric.name} needs to know where the object is.",
                    "Give regions: a folder of masks or of VOC files.",
                )

    def layer_of(self, method: Method[Any]) -> str | None:
        """The layer by which a method explains; None for one that takes no layer."""
        return self.layer if method.uses_layer else None

    def options_of(self, name: str) -> Mapping[str, Any]:
        """The options of a method or metric."""
        return self.options.get(name, NO_OPTIONS)

    def settings(self) -> dict[str, Any]:
        """What was asked in plain values, but for the regions."""
        return {
            "methods": [method.name for method in self.methods],
            "metrics": [metric.name for metric in self.metrics],
            "target": None if self.target is None else str(self.target),
            "layer": self.layer,
            "options": {name: dict(given) for name, given in self.options.items()},
            "seed": self.seed,
        }

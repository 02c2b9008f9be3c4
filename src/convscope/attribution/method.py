"""What an attribution method is: a function with a name, options and facts about it, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from convscope.attribution.maps import Maps
from convscope.attribution.probe import Probe
from convscope.attribution.registered import O, Options, Registered
from convscope.errors import MethodError
from convscope.graph import Graph
from convscope.graph.shapes.stages import feature_maps
from convscope.plugins import Registry, members

__all__ = ["METHODS", "Family", "Maps", "Method", "Options", "method"]

Family = Literal["gradient", "class activation map", "perturbation"]


@dataclass(frozen=True, kw_only=True)
class Method(Registered[Probe, O, Maps]):
    """A method of the registry; it computes the maps of all photos of a probe.

    Attributes:
        family: what it computes from: gradients, activations of a layer, or perturbed photos.
        scale: how it is shown: ``signed``, or ``positive`` where the paper shows what is above zero only; of a
            contrast (A minus B) both sides are shown whatever the method.
        drawn: how its paper draws it: as an ``overlay`` of colours, as a ``relief`` on grey, or as ``brightness``.
        uses_layer: whether it explains by a layer, so that its maps have the layer's resolution.
        points_everywhere: whether it weighs a channel alike at all places: asked about one of several things, it
            points at all that are like it.
        full_resolution: whether its maps have the input's resolution even though it explains by a layer.
        needs_rectifiers: whether it equals another method in networks without ReLU.
        scores_only: whether it explains scores of the last layer and nothing before it.
        linear: whether its maps, before `Maps.channels` are reduced to one value a position, are linear in the
            objective.
        random: whether its maps depend on the seed.
        may_be_zero: whether its map may rightly be zero everywhere.
    """

    family: Family
    scale: Literal["signed", "positive"]
    drawn: Literal["overlay", "relief", "brightness"]
    uses_layer: bool
    points_everywhere: bool
    full_resolution: bool
    needs_rectifiers: bool
    scores_only: bool
    linear: bool
    random: bool
    may_be_zero: bool

    def fits(self, graph: Graph) -> bool:
        """Whether it applies to a network: a method of rectifiers needs one, one of layers a layer with places."""
        if self.uses_layer and not feature_maps(graph):
            return False
        return not self.needs_rectifiers or has_rectifiers(graph)


def has_rectifiers(graph: Graph) -> bool:
    """Whether any layer of a network is a rectifier."""
    return any(node.kind.is_rectifier for node in graph.layers)


METHODS: Registry[Method[Any]] = Registry(
    Method,
    "method",
    lambda: members("convscope.attribution.methods", Method),
    MethodError,
    lambda: "`convscope methods` lists them.",
)


def method(
    name: str,
    *,
    family: Family,
    source: str,
    options: type[O] = Options,  # type: ignore[assignment]  # the default fits every method without options
    scale: Literal["signed", "positive"] = "signed",
    drawn: Literal["overlay", "relief", "brightness"] = "overlay",
    uses_layer: bool = False,
    points_everywhere: bool = False,
    full_resolution: bool = False,
    needs_rectifiers: bool = False,
    scores_only: bool = False,
    linear: bool = False,
    random: bool = False,
    may_be_zero: bool = False,
) -> Callable[[Callable[[Probe, O], Maps]], Method[O]]:
    """Make a method of a function; `convscope.registry` finds it.  `Method` says what each argument means."""

    def register(function: Callable[[Probe, O], Maps]) -> Method[O]:
        return Method(
            name=name,
            source=source,
            function=function,
            options=options,
            family=family,
            scale=scale,
            drawn=drawn,
            uses_layer=uses_layer,
            points_everywhere=points_everywhere,
            full_resolution=full_resolution,
            needs_rectifiers=needs_rectifiers,
            scores_only=scores_only,
            linear=linear,
            random=random,
            may_be_zero=may_be_zero,
        )

    return register

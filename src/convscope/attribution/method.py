"""What an attribution method is: a function with a name and options, nothing else."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal

from torch import Tensor

from convscope.attribution.options import O, Options, parsed
from convscope.attribution.probe import Probe

__all__ = ["Family", "Maps", "Method", "Options", "method"]

Family = Literal["gradient", "class activation map", "perturbation"]


@dataclass(frozen=True)
class Maps:
    """What a method returns for N photos.

    Attributes:
        values: (N, rows, columns), signed and unscaled; one axis or three for other networks.
        channels: (N, C, rows, columns) where the method gives a value for each number of the input.
        facts: (N,) figures about each map that belong beside it, such as the completeness gap.
    """

    values: Tensor
    channels: Tensor | None = None
    facts: Mapping[str, Tensor] = field(default_factory=dict)


@dataclass(frozen=True)
class Method(Generic[O]):
    """A method of the registry.

    Attributes:
        name: the paper's, in lower case with hyphens.
        family: what it is made of.
        source: the paper.
        function: computes the maps of all photos of a probe.
        options: the pydantic model of its options.
        scale: how it is shown: ``signed``, or ``positive`` where the paper shows what is above zero only; of a
            contrast (A minus B) both sides are shown whatever the method.
        uses_layer: whether it explains by a layer, so that its maps have the layer's resolution.
        needs_rectifiers: whether it is another method's twin in networks without ReLU.
    """

    name: str
    family: Family
    source: str
    function: Callable[[Probe, O], Maps]
    options: type[O]
    scale: Literal["signed", "positive"]
    uses_layer: bool
    needs_rectifiers: bool

    @property
    def summary(self) -> str:
        """The first sentence of the method's documentation."""
        return (inspect.getdoc(self.function) or "").split("\n")[0].rstrip(".")

    @property
    def documentation(self) -> str:
        """The method's documentation: formula, shapes, cost, source, limits."""
        return inspect.getdoc(self.function) or ""

    def parse_options(self, given: Mapping[str, Any]) -> O:
        """The method's options from given ones and defaults.

        Raises:
            MethodError: the method has no such option, or cannot take its value.
        """
        return parsed(self.options, given, self.name)

    def __call__(self, probe: Probe, **options: Any) -> Maps:
        """Maps of all photos of a probe."""
        return self.function(probe, self.parse_options(options))


def method(
    name: str,
    *,
    family: Family,
    source: str,
    options: type[O] = Options,  # type: ignore[assignment]  # the default fits every method without options
    scale: Literal["signed", "positive"] = "signed",
    uses_layer: bool = False,
    needs_rectifiers: bool = False,
) -> Callable[[Callable[[Probe, O], Maps]], Method[O]]:
    """Make a method of a function; `convscope.registry` finds it."""

    def register(function: Callable[[Probe, O], Maps]) -> Method[O]:
        return Method(name, family, source, function, options, scale, uses_layer, needs_rectifiers)

    return register

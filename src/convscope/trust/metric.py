"""What a metric is: a function with a name, a direction and options, nothing else."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from convscope.attribution import Options
from convscope.attribution.options import parsed
from convscope.trust.case import Case

O = TypeVar("O", bound=Options)  # noqa: E741  # the options of a metric

Kind = Literal["faithfulness", "robustness", "form", "localisation", "sanity"]


@dataclass(frozen=True)
class Score:
    """What a metric says of one map.

    Attributes:
        value: None where the metric does not apply to the map.
        curve: the numbers that the value sums up, where there are some.
    """

    value: float | None
    curve: tuple[float, ...] = ()


@dataclass(frozen=True)
class Metric(Generic[O]):
    """A metric of the registry.

    Attributes:
        name: the paper's, in lower case with hyphens.
        kind: what it measures.
        better: which values are better.
        source: the paper.
        function: scores all maps of a case, in their order.
        options: the pydantic model of its options.
        needs_region: whether somebody must have said where the object is.
    """

    name: str
    kind: Kind
    better: Literal["higher", "lower"]
    source: str
    function: Callable[[Case, O], Sequence[Score]]
    options: type[O]
    needs_region: bool

    @property
    def summary(self) -> str:
        """The first sentence of the metric's documentation."""
        return (inspect.getdoc(self.function) or "").split("\n")[0].rstrip(".")

    @property
    def documentation(self) -> str:
        """The metric's documentation: formula, range, cost, source, limits."""
        return inspect.getdoc(self.function) or ""

    def parse_options(self, given: Mapping[str, Any]) -> O:
        """The metric's options from given ones and defaults.

        Raises:
            MethodError: the metric has no such option, or cannot take its value.
        """
        return parsed(self.options, given, self.name)

    def __call__(self, case: Case, **options: Any) -> Sequence[Score]:
        """Score all maps of a case."""
        return self.function(case, self.parse_options(options))


def metric(
    name: str,
    *,
    kind: Kind,
    better: Literal["higher", "lower"],
    source: str,
    options: type[O] = Options,  # type: ignore[assignment]  # the default fits every metric without options
    needs_region: bool = False,
) -> Callable[[Callable[[Case, O], Sequence[Score]]], Metric[O]]:
    """Make a metric of a function; `convscope.registry` finds it."""

    def register(function: Callable[[Case, O], Sequence[Score]]) -> Metric[O]:
        return Metric(name, kind, better, source, function, options, needs_region)

    return register

"""What a metric is: a function with a name, a direction and options, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from convscope.attribution.registered import O, Options, Registered
from convscope.errors import ConvscopeError, MetricError
from convscope.plugins import Registry, members
from convscope.trust.case import Case

Kind = Literal["faithfulness", "robustness", "form", "localisation", "sanity"]


@dataclass(frozen=True)
class Score:
    """What a metric says of one map.

    Attributes:
        value: None where the metric does not apply to the map.
        curve: the numbers that the value summarises; may be empty.
    """

    value: float | None
    curve: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Metric(Registered[Case, O, Sequence[Score]]):
    """A metric of the registry; it scores all maps of a case, in their order.

    Attributes:
        kind: what it measures.
        better: which values are better.
        needs_region: whether it needs an annotation of the object.
    """

    error: ClassVar[type[ConvscopeError]] = MetricError

    kind: Kind
    better: Literal["higher", "lower"]
    needs_region: bool


METRICS: Registry[Metric[Any]] = Registry(
    Metric,
    "metric",
    lambda: members("convscope.trust.metrics", Metric),
    MetricError,
    lambda: "`convscope metrics` lists them.",
)


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
        return Metric(
            name=name,
            source=source,
            function=function,
            options=options,
            kind=kind,
            better=better,
            needs_region=needs_region,
        )

    return register

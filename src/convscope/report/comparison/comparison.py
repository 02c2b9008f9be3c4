"""The result of a comparison: a row for each method and control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from convscope.attribution import Method
from convscope.evaluation import Estimate
from convscope.explanation.attribution import Attribution
from convscope.report.provenance import Provenance
from convscope.trust import Metric, Score


@dataclass(frozen=True, eq=False)
class Row:
    """A method with its scores by the metrics.

    Attributes:
        name: of the method, or of the control.
        method: None for a control.
        scores: of each metric, one a photo.
        estimates: of each metric, the mean over the photos with its interval; those that apply.
        equals: the methods that gave the same map on every photo, itself among them; none for a control.
        leads: the metrics by which no other method is significantly better.
        rank: mean of its ranks by the metrics, the same for methods of equal maps; None for a control.
        seconds: that a photo took, on average.
        passes: forward and backward passes that a photo took, on average.
        shown: its maps of the first photos.
    """

    name: str
    method: Method[Any] | None
    scores: Mapping[str, tuple[Score, ...]]
    estimates: Mapping[str, Estimate]
    equals: tuple[str, ...]
    leads: frozenset[str]
    rank: float | None
    seconds: float
    passes: float
    shown: tuple[Attribution, ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Methods compared on photos.

    Attributes:
        photos: names of the photos.
        targets: what was explained of each.
        metrics: by which the methods are compared.
        rows: the methods, best mean rank first, then the controls.
        provenance: how this was made.
    """

    photos: tuple[str, ...]
    targets: tuple[str, ...]
    metrics: tuple[Metric[Any], ...]
    rows: tuple[Row, ...]
    provenance: Provenance

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows for people: of methods with equal maps only the first, which bears all their names."""
        return tuple(
            replace(row, name=", ".join(row.equals)) if row.equals else row
            for row in self.rows
            if row.name in (row.equals or (row.name,))[:1]
        )

"""The result of a comparison: a row for each method and control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from convscope.attribution import Method
from convscope.errors import ImageError
from convscope.evaluation import Estimate
from convscope.explanation.attribution import Attribution
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import pictures, sentence, table
from convscope.report.provenance import Provenance
from convscope.trust import Metric, Score
from convscope.trust.known import warning_about

# Of the first photo, in a notebook.
MAPS = 8


@dataclass(frozen=True, eq=False, repr=False)
class Row:
    """A method with its scores by the metrics.

    Attributes:
        name: of the method, or of the control.
        method: None for a control.
        scores: of each metric, one a photo.
        estimates: of each metric, the mean over the photos with its interval; those that apply.
        equals: the methods that gave the same map on every photo, itself among them; none for a control.
        leads: the metrics by which no other method is significantly better and no control as good.
        p_values: of being worse than the best by each metric, after Holm's correction; none for a control, and
            none for a single photo.
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
    p_values: Mapping[str, float]
    rank: float | None
    seconds: float
    passes: float
    shown: tuple[Attribution, ...]

    def __repr__(self) -> str:
        scores = ", ".join(f"{name} {one.value:.4g}" for name, one in self.estimates.items())
        return f"<Row {self.name}: {scores}>"


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Recorded, Displayed):
    """Methods compared on photos.

    Attributes:
        photos: names of the photos.
        targets: what was explained of each.
        metrics: by which the methods are compared.
        rows: the methods, best mean rank first, then the controls.
        failures: why other photos are not among them.
        provenance: how this was made.
    """

    photos: tuple[str, ...]
    targets: tuple[str, ...]
    metrics: tuple[Metric[Any], ...]
    rows: tuple[Row, ...]
    failures: tuple[ImageError, ...]
    provenance: Provenance

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows for people: of methods with equal maps only the first, which bears all their names."""
        return tuple(
            replace(row, name=", ".join(row.equals)) if row.equals else row
            for row in self.rows
            if row.name in (row.equals or (row.name,))[:1]
        )

    def figures(self) -> list[Any]:
        """All that was found, in plain values; the times that it took are not among it."""
        found = {
            row.name: {name: [one.value for one in scores] for name, scores in row.scores.items()}
            for row in self.rows
        }
        return [list(self.targets), found]

    def _line(self) -> str:
        methods = sum(row.method is not None for row in self.rows)
        photos = f"{len(self.photos)} photo{'s' * (len(self.photos) != 1)}"
        metrics = f"{len(self.metrics)} metric{'s' * (len(self.metrics) != 1)}"
        judged = f"{methods} methods on {photos} by {metrics}"
        best = self.rows[0].name if methods else "none"
        return f"{self.provenance.network}: {judged}, best mean rank: {best}"

    def _fragments(self) -> Sequence[str]:
        header = ("method", "mean rank", *(f"{one.name} ({one.better} is better)" for one in self.metrics))
        rows = [
            (row.name, row.rank, *(self._figure(row, metric.name) for metric in self.metrics))
            for row in self.shown
        ]
        warnings = (warning for row in self.rows if (warning := warning_about(row.name)))
        maps = [(row.name, row.shown[0].overlay()) for row in self.shown if row.shown][:MAPS]
        return [
            table(
                header,
                rows,
                caption="Means over the photos; * leads: no method is significantly better, no control as good.",
            ),
            pictures(maps),
            *map(sentence, warnings),
            *(sentence(error.message) for error in self.failures),
        ]

    @staticmethod
    def _figure(row: Row, metric: str) -> str:
        found = row.estimates.get(metric)
        return "" if found is None else f"{found.value:.3f}" + (" *" if metric in row.leads else "")

"""A captioner of regions beside the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convscope.errors import ImageError
from convscope.evaluation.known import known_or_none
from convscope.evaluation.region_figures import JudgedRegions
from convscope.evaluation.resampling import Estimate
from convscope.network import Network
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import table

# Photos that the document names, those with the fewest phrases that are right.
_WORST = 20


@dataclass(frozen=True, eq=False, repr=False)
class RegionEvaluation(Recorded, Displayed):
    """A captioner of regions beside what people, or whoever composed the photos, tell of them.

    Attributes:
        network: that was judged.
        data: name of the data.
        split: of the data.
        score: least score of the regions that count as told.
        photos: each judged, with all regions of a score of 0.05 or more.
        estimates: the figures of `region_figures` with their intervals.
        failures: photos that cannot be read, and why.
        seconds: that it took.
    """

    network: Network
    data: str
    split: str
    score: float
    photos: tuple[JudgedRegions, ...]
    estimates: dict[str, Estimate]
    failures: tuple[ImageError, ...]
    seconds: float

    @property
    def metrics(self) -> dict[str, float]:
        """All figures by their names."""
        return {name: one.value for name, one in self.estimates.items()}

    @property
    def worst(self) -> list[dict[str, Any]]:
        """The photos that are told worst, with what was told and what is there, in plain values."""
        return [
            {"photo": one.photo, "regions": list(self._told(one)), "true": [*map(_text, one.truth)]}
            for one in sorted(self.photos, key=self._goodness)[:_WORST]
        ]

    def _told(self, photo: JudgedRegions) -> tuple[str, ...]:
        return photo.phrases[: int((photo.scores >= self.score).sum())]

    def _goodness(self, photo: JudgedRegions) -> float:
        """The mean of the likenesses of what is told and of what is missed, 0 where nothing is there and told."""
        told = int((photo.scores >= self.score).sum())
        most = max(told, len(photo.truth))
        return float(np.clip(photo.likenesses[:told], 0, 1).sum()) / most if most else 1.0

    def document(self) -> dict[str, Any]:
        """The evaluation in plain values; null for a figure of nothing."""
        return {
            "network": self.network.name,
            "digest": self.network.digest,
            "data": self.data,
            "split": self.split,
            "score": self.score,
            "photos": len(self.photos),
            "regions": sum(len(one.truth) for one in self.photos),
            "metrics": {name: known_or_none(value) for name, value in self.metrics.items()},
            "intervals": {
                name: [known_or_none(one.low), known_or_none(one.high)]
                for name, one in self.estimates.items()
            },
            "worst": self.worst,
            "unreadable": [str(error) for error in self.failures],
        }

    def _line(self) -> str:
        of = f"{self.network.name} on {self.data} ({self.split})"
        return f"{of}: mean AP {self.metrics['mean AP']:.2%}"

    def _fragments(self) -> Sequence[str]:
        return [table(("figure", "value"), [(name, f"{value:.4f}") for name, value in self.metrics.items()])]


def _text(region: Any) -> str:
    return " / ".join(region.phrases)

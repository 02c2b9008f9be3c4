"""Which methods fail the randomization check, as measured by this project."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

# A map that still correlates by a half when the upper half of the layers is random shows the photo more than what the
# network learned.
FAILS_FROM = 0.5


@dataclass(frozen=True)
class Measured:
    """The randomization check of the methods, as ``python -m benchmarks trust`` measured it.

    Attributes:
        network: on which it was measured.
        photos: how many.
        likeness: of each method, Spearman's correlation of its map with that of the network whose layers from the
            output down to the middle one are random, mean over the photos.
    """

    network: str
    photos: int
    likeness: Mapping[str, float]


@cache
def measured() -> Measured:
    """The record that the package carries."""
    text = resources.files("convscope.trust").joinpath("randomization.json").read_text("utf-8")
    return Measured(**json.loads(text))


def warning_about(method: str) -> str:
    """One sentence where a method fails the randomization check, and on which network that was; else nothing."""
    record = measured()
    likeness = record.likeness.get(method, 0.0)
    if likeness < FAILS_FROM:
        return ""
    return (
        f"{method} fails the randomization check: with half of the layers random its map stays alike (rank "
        f"correlation {likeness:.2f}, {record.network}), so that it shows edges more than what was learned."
    )

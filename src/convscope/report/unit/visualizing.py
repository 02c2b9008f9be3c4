"""The pictures that excite a unit most, and how far above real photos they get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np
from PIL import Image

from convscope.errors import SynthesisError
from convscope.examine.scans.units import ScannedUnit
from convscope.graph import Node
from convscope.graph.rectifiers import rectifier_of
from convscope.makers.kinds.visualizations import is_kept
from convscope.makers.making import make
from convscope.makers.picture_cache import PictureCache
from convscope.makers.progress import Making
from convscope.makers.visualization.settings import VisualizeSettings
from convscope.network import Network
from convscope.progress import Part, Progress

DIVERSE = 4


@dataclass(frozen=True, eq=False)
class Visualized:
    """A picture that was made to excite a unit, or to inhibit it.

    Attributes:
        kind: ``highest``, ``lowest``, or ``diverse`` for one of several that differ from each other.
        objective: what was climbed.
        picture: as it was judged.
        peak: what the unit reaches on it.
        of_strongest: that in parts of what it reaches on the strongest photo of the scan (for ``lowest`` on the
            weakest); None where the two have different signs, or nothing compares with it.
        of_quantile: in parts of what it exceeds on one photo in a thousand; None likewise.
    """

    kind: str
    objective: str
    picture: Image.Image = field(repr=False)
    peak: float
    of_strongest: float | None
    of_quantile: float | None

    def document(self) -> dict[str, Any]:
        """All but the picture, in plain values."""
        return {name: value for name, value in vars(self).items() if name != "picture"}


def visualized(
    network: Network, layer: Node, unit: ScannedUnit, *, makes: bool, cache: PictureCache, progress: Progress
) -> tuple[Visualized, ...]:
    """The pictures of a unit: as high as possible, as low, and several that differ.

    A unit that a rectifier cuts off gets no lower than zero, and no higher than the ceiling that some have: pictures
    beyond are of what the rectifier reads.

    Args:
        network: of the unit.
        layer: of the unit.
        unit: what real photos do to it.
        makes: whether pictures that are not in the cache are made.
        cache: where finished pictures are.
        progress: told of each step; cancelling it leaves out what is not finished.
    """
    asked = list(_asked(layer, unit))
    found: list[Visualized] = []
    for place, (kind, settings) in enumerate(asked):
        parsed = VisualizeSettings.model_validate(settings)
        try:
            if not makes and not is_kept(network, parsed, cache):
                continue
            part = Part(progress, place * parsed.steps, len(asked) * parsed.steps, what="visualizing")
            making = Making(part, cache=cache)
            made = make("visualize", network, settings, making=making)
        except SynthesisError:  # nothing before the unit has places by which pictures could differ
            continue
        if making.stopped:
            break
        found += [
            _visualized(kind, one["objective"], image, one["peak"], unit)
            for image, one in zip(made.images, made.facts["pictures"], strict=True)
        ]
    return tuple(found)


def _asked(layer: Node, unit: ScannedUnit) -> Iterator[tuple[str, Mapping[str, Any]]]:
    number = unit.address.rpartition(":")[2]
    rectifier = rectifier_of(layer)
    before = f"{layer.inputs[0].address}:{number}" if rectifier else unit.address
    climbed = before if rectifier and isfinite(rectifier.ceiling) else unit.address
    yield "highest", {"units": [climbed]}
    yield "lowest", {"units": [before], "sign": "negative"}
    yield "diverse", {"units": [climbed], "diverse": DIVERSE}


def _visualized(kind: str, objective: str, image: Any, peak: float, unit: ScannedUnit) -> Visualized:
    picture = Image.fromarray(np.rint(image.squeeze() * 255).astype(np.uint8)).convert("RGB")
    if objective != unit.address:
        return Visualized(kind, objective, picture, peak, None, None)
    if kind == "lowest":
        return Visualized(kind, objective, picture, peak, _multiple(peak, unit.weakest[0].value), None)
    strongest, quantile = unit.exemplars[0].value, unit.quantiles[0.999]
    return Visualized(kind, objective, picture, peak, _multiple(peak, strongest), _multiple(peak, quantile))


def _multiple(peak: float, of_photo: float) -> float | None:
    return peak / of_photo if peak * of_photo > 0 else None

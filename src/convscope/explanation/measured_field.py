"""The receptive field of a unit, as it follows from the layers and as its gradient shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from convscope.arithmetic import ReceptiveField
from convscope.errors import PictureError
from convscope.graph.backward.effective_field import central_interval, deviation, effective_field
from convscope.graph.shapes.layer_table import fields_document
from convscope.graph.shapes.receptive_fields import receptive_fields
from convscope.images import Photo, PhotoSource
from convscope.network import Network
from convscope.objectives import unit_element
from convscope.record import Recorded, recorded
from convscope.render import draw_field
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, picture

SHARE = 0.95
SAMPLES = 16
# Grey that stands for a photo where there is none.
PAPER = 235

Interval = tuple[int, int]


@dataclass(frozen=True, eq=False, repr=False)
class MeasuredField(Recorded, Displayed):
    """What a unit can see, and what it does see.

    Attributes:
        network: the network's name.
        weights: where its weights come from.
        unit: whose field it is.
        receptive_field: what the unit can see, along each axis of the input.
        interval: the same as (first, end) of the input, along each axis.
        effective: (first, end) along each axis that holds `SHARE` of the gradient; None where it is zero.
        deviation: standard deviation in pixels of the gradient along each axis; through many layers it is nearly
            a Gaussian (Luo et al. 2016, arXiv:1701.04128), which has 95 % within 1.96 of it.  None where it is zero.
        gradient: mean magnitude of the gradient at each place of the input.
        view: (rows, columns, 3) the first photo as the network sees it; None without one.
    """

    network: str
    weights: str
    unit: str
    receptive_field: tuple[ReceptiveField, ...]
    interval: tuple[Interval, ...]
    effective: tuple[Interval, ...] | None
    deviation: tuple[float, ...] | None
    gradient: NDArray[Any]
    view: NDArray[np.uint8] | None

    def picture(self) -> Image.Image:
        """Both fields over the first photo.

        Raises:
            PictureError: the input has not two axes.
        """
        if self.gradient.ndim != 2:
            raise PictureError(
                f"The picture shows two axes, but the input of {self.network} has {self.gradient.ndim}.",
                "Leave the picture out.",
            )
        paper = np.full((*self.gradient.shape, 3), PAPER, np.uint8)
        photo = paper if self.view is None else np.broadcast_to(self.view, paper.shape).copy()
        caption = f"{self.unit} of {self.network} can see what is in the blue frame."
        if self.effective:
            caption += f" The green one holds {100 * SHARE:g} % of its gradient along each axis."
        effective = None if self.effective is None else (self.effective[0], self.effective[1])
        return draw_field(photo, self.gradient, (self.interval[0], self.interval[1]), effective, caption)

    def document(self) -> dict[str, Any]:
        """All but the pictures in plain values."""
        return {
            "network": self.network,
            "weights": self.weights,
            "unit": self.unit,
            "receptive_field": fields_document(self.receptive_field),
            "interval": self.interval,
            "effective": {"share": SHARE, "interval": self.effective, "deviation": self.deviation},
        }

    def _line(self) -> str:
        size = " x ".join(f"{float(field.size):g}" for field in self.receptive_field)
        return f"{self.unit} of {self.network} sees {size}"

    def _fragments(self) -> Sequence[str]:
        span = [
            " x ".join(f"{first} to {end}" for first, end in one or ())
            for one in (self.interval, self.effective)
        ]
        spread = " x ".join(f"{one:.3g}" for one in self.deviation or ())
        about = {
            "can see": span[0],
            f"{SHARE:.0%} of the gradient": span[1] or None,
            "its standard deviation": spread or None,
        }
        return [picture(self.picture()) if self.gradient.ndim == 2 else "", facts(about)]

    def _preview(self) -> Image.Image | None:
        return self.picture() if self.gradient.ndim == 2 else None


def _span(interval: Sequence[Interval]) -> str:
    return " x ".join(f"{first} to {end}" for first, end in interval)


@recorded(reads=("sources",))
def receptive_field(
    network: Network, unit: str, sources: Sequence[PhotoSource | Photo] = (), *, seed: int = 0
) -> MeasuredField:
    """Measure the theoretical receptive field of a unit, and the part that holds 95 % of its gradient.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        unit: ``LAYER:CHANNEL@ROW,COLUMN`` as in ``blocks.1:12@7,7``, or ``class:LABEL``.
        sources: photos to average the gradient over; by default 16 pictures of noise.
        seed: of the noise.

    Raises:
        AddressError: the network has no such unit.
        ImageError: a photo cannot be read.
    """
    element = unit_element(network, unit)
    graph = network.graph()
    fields = receptive_fields(graph)[element.node]
    # A unit without a place sees everything, and any place of it will do.
    places = element.place if len(element.place) == len(fields) else (0,) * len(fields)
    extents = network.input_shape[1:]
    intervals = [f.interval(place, extent) for f, place, extent in zip(fields, places, extents, strict=True)]
    inputs = network.prepare(*sources) if sources else _noise(network, seed)
    gradient = effective_field(graph, inputs, element.node, element.index)
    profiles = [
        gradient.sum(tuple(other for other in range(gradient.ndim) if other != axis))
        for axis in range(gradient.ndim)
    ]
    found = [
        central_interval(profile, float(f.start + place * f.stride + (f.size - 1) / 2), SHARE)
        for profile, f, place in zip(profiles, fields, places, strict=True)
    ]
    effective = tuple(interval for interval in found if interval is not None)
    view = network.inputs[0].look(sources[0], inputs[0]) if sources else None
    return MeasuredField(
        network.name,
        network.weights,
        unit,
        fields,
        tuple(intervals),
        effective if len(effective) == len(fields) else None,
        tuple(map(deviation, profiles)) if gradient.any() else None,
        gradient,
        view,
    )


def _noise(network: Network, seed: int) -> Tensor:
    """Noise of the mean and spread that the network's inputs are normalised to."""
    return torch.randn(SAMPLES, *network.input_shape, generator=torch.Generator().manual_seed(seed))

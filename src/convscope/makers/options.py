"""The settings of the makers as keyword arguments of Python's functions, for the type checker and the editor.

They are those of the pydantic models in `convscope.makers.settings`, which say what each means and check it; a test
holds the two to the same names and types.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal, TypeAlias, TypedDict

from convscope import images

# In memory, too.
Photo: TypeAlias = "images.PhotoSource | images.Photo"
Folder = str | os.PathLike[str]
Optimizer = Literal["adam", "lbfgs", "sgd"]


class VisualizeOptions(TypedDict, total=False):
    """Of `convscope.visualize`."""

    recipe: Literal["distill", "classes", "maco", "simonyan", "mahendran", "yosinski", "inceptionism", "none"]
    first: int | None
    sign: Literal["positive", "negative", "both"]
    diverse: int
    diversity: float
    steps: int
    size: int | None
    start: str | None
    contrast: float
    space: Literal["fourier", "pixels", "pyramid", "phase"]
    power: float
    decorrelated: bool
    range: Literal["sigmoid", "clamp", "free"]
    stepper: Optimizer
    rate: float
    falling: bool
    transforms: Literal["standard", "crops", "resized-crops", "jitter", "none"]
    l1: float
    l2: float
    tv: float
    blur: float
    clip: float
    tolerance: float | None
    transparency: bool
    against: Folder | None
    patches: int
    seed: int


class DreamOptions(TypedDict, total=False):
    """Of `convscope.dream`."""

    guide: Photo | None
    size: int | None
    octaves: int
    scale: float
    steps: int
    rate: float
    jitter: int
    keep_colours: bool
    zoom: int
    zoom_by: float
    turn: float
    then: Sequence[str]
    tile: int
    seed: int


class InvertOptions(TypedDict, total=False):
    """Of `convscope.invert`."""

    size: int | None
    steps: int
    stepper: Optimizer
    rate: float | None
    tv: float
    seed: int


class StyleOptions(TypedDict, total=False):
    """Of `convscope.style`."""

    blend: Sequence[float]
    masks: Sequence[Photo]
    style_layers: Sequence[str]
    content_layers: Sequence[str]
    style_weight: float
    content_weight: float
    tv: float
    match: Literal["gram", "patches"]
    colours: Literal["style", "luminance", "match"]
    size: int | None
    scales: int
    style_scale: float
    steps: int
    stepper: Optimizer
    rate: float | None
    memory: str
    seed: int


class CaricatureOptions(TypedDict, total=False):
    """Of `convscope.caricature`."""

    size: int | None
    steps: int
    rate: float
    power: float
    seed: int

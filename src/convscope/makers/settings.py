"""What decides a synthesised picture: a pydantic model for each maker.

Names, defaults, bounds and meanings of the settings are written here alone; the command line makes its options of
them, and Python's functions take the same names.  Importing them loads no torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """All that decides a picture besides the network; a PNG carries it as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(0, ge=0, lt=2**63, description="Seed of everything random.")

    def photos(self) -> Sequence[Path]:
        """The photos that the picture is made of; their digests are kept beside the settings."""
        return ()


class DreamSettings(Settings):
    """What decides a dream."""

    photo: Path = Field(description="The photo; with a film to be written, also a film.")
    layers: tuple[str, ...] = Field(
        (),
        description="What to see more of: a layer, LAYER:CHANNEL or class:LABEL, with a strength as in "
        "'0.5*blocks.4'; several are balanced. By default the last stage but one.",
    )
    guide: Path | None = Field(None, description="Another photo, of which the layers shall see more.")
    size: int | None = Field(
        None, ge=32, le=8192, description="Longest side in pixels; by default the photo's, at most 640."
    )
    octaves: int = Field(4, ge=1, le=20, description="How many sizes, from small to large.")
    scale: float = Field(1.4, gt=1, le=4, description="Factor from one size to the next.")
    steps: int = Field(10, ge=1, le=10_000, description="Steps at each size.")
    rate: float = Field(0.01, gt=0, le=1, description="Mean change of a pixel at each step, white being 1.")
    jitter: int = Field(32, ge=0, le=256, description="Pixels by which the picture is moved at random.")
    keep_colours: bool = Field(False, description="Keep the photo's colours and change its brightness alone.")
    zoom: int = Field(
        0, ge=0, le=10_000, description="Dream so many times more, each time nearer; a film shows them."
    )
    zoom_by: float = Field(1.05, gt=1, le=4, description="How much nearer each time.")
    turn: float = Field(0, ge=-45, le=45, description="Degrees by which each dream of a zoom is turned.")
    then: tuple[str, ...] = Field(
        (),
        description="What a zoom sees more of later, named as the layers are; of several one after the other, each "
        "fading into the next over an equal part of the way.",
    )
    tile: int = Field(
        512, ge=64, le=4096, multiple_of=32, description="Longest side in pixels that is computed at once."
    )

    def photos(self) -> Sequence[Path]:
        """See `Settings.photos`."""
        return [self.photo, *([self.guide] if self.guide else [])]


class InvertSettings(Settings):
    """What decides an inversion."""

    photo: Path = Field(description="The photo.")
    layers: tuple[str, ...] = Field((), description="From which layers; by default one at each stage.")
    size: int | None = Field(
        None, ge=32, le=4096, description="Longest side in pixels; by default as the network sees the photo."
    )
    steps: int = Field(100, ge=1, le=100_000, description="Steps for each layer.")
    stepper: Literal["adam", "lbfgs", "sgd"] = Field("lbfgs", description="Optimizer.")
    rate: float | None = Field(None, gt=0, description="Size of a step; by default the optimizer's.")
    tv: float = Field(0.0, ge=0, description="Weight of the total variation, against noise.")

    def photos(self) -> Sequence[Path]:
        """See `Settings.photos`."""
        return [self.photo]


class StyleSettings(Settings):
    """What decides a style transfer."""

    content: Path = Field(description="The photo that is redrawn; with a film to be written, also a film.")
    styles: tuple[Path, ...] = Field(min_length=1, description="The pictures in whose style.")
    blend: tuple[float, ...] = Field(
        (), description="Weight of each style, in their order; by default all alike."
    )
    masks: tuple[Path, ...] = Field(
        (), description="For each style a picture of the region that shall have it, white on black."
    )
    style_layers: tuple[str, ...] = Field(
        (),
        description="Layers of the style, LAYER or LAYER=WEIGHT; by default those of the network's family.",
    )
    content_layers: tuple[str, ...] = Field((), description="Layers of the content, likewise.")
    style_weight: float = Field(1.0, ge=0, description="Weight of the style.")
    content_weight: float = Field(0.07, ge=0, description="Weight of the content.")
    tv: float = Field(0.02, ge=0, description="Weight of the total variation, against noise.")
    match: Literal["gram", "patches"] = Field(
        "gram",
        description="Match the styles' statistics, or whole patches: a hundred times the work, so take size 256.",
    )
    colours: Literal["style", "luminance", "match"] = Field(
        "style",
        description="The style's colours; luminance: the photo's, with new brightness; match: the style is first "
        "given the photo's.",
    )
    size: int | None = Field(
        None, ge=32, le=4096, description="Longest side in pixels; by default the photo's, at most 640."
    )
    scales: int = Field(
        4, ge=1, le=8, description="How many sizes, from coarse to fine, each twice the one before."
    )
    style_scale: float = Field(1.0, gt=0, le=4, description="Size of the styles beside the content.")
    steps: int = Field(50, ge=1, le=10_000, description="Steps at each size.")
    stepper: Literal["lbfgs", "adam", "sgd"] = Field("lbfgs", description="Optimizer.")
    rate: float | None = Field(None, gt=0, description="Size of a step; by default the optimizer's.")
    memory: str = Field(
        "800MB",
        description="Memory for values of layers and copies of the picture, besides the network; less is slower.",
    )

    def photos(self) -> Sequence[Path]:
        """See `Settings.photos`."""
        return [self.content, *self.styles, *self.masks]


class CaricatureSettings(Settings):
    """What decides a caricature."""

    photo: Path = Field(description="The photo.")
    layer: str | None = Field(None, description="The layer that sees it; by default the last stage but one.")
    size: int | None = Field(320, ge=32, le=4096, description="Longest side in pixels.")
    steps: int = Field(200, ge=1, le=100_000, description="Steps of the ascent.")
    rate: float = Field(0.05, gt=0, description="Size of a step.")
    power: float = Field(2.0, ge=0, le=100, description="Power of the cosine: how much the direction counts.")

    def photos(self) -> Sequence[Path]:
        """See `Settings.photos`."""
        return [self.photo]

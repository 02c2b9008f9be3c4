"""What decides a feature visualization."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from convscope.makers.settings import Settings
from convscope.makers.visualization.recipes import RECIPES, Recipe, recipe_for

STARTS = ("noise", "grey", "zeros")


class VisualizeSettings(Settings):
    """What decides a feature visualization."""

    units: tuple[str, ...] = Field(
        min_length=1,
        description="LAYER:CHANNEL, LAYER:CHANNEL@ROW,COLUMN, class:LABEL or a sum; LAYER alone for a sheet of "
        "all its channels.",
    )
    recipe: Recipe = Field(
        "distill",
        description="A method of the literature: the defaults of all other settings, of which those that are given "
        "replace parts; by default distill, for classes alone classes.",
    )
    first: int | None = Field(None, ge=1, description="Of LAYER alone, only so many channels.")
    sign: Literal["positive", "negative", "both"] = Field(
        "positive", description="Make the units as high as possible, as low, or both."
    )
    diverse: int = Field(1, ge=1, le=64, description="Pictures of each unit that differ from each other.")
    diversity: float = Field(20.0, ge=0, description="Weight of their difference.")
    steps: int = Field(256, ge=1, le=100_000, description="Steps of the ascent.")
    size: int | None = Field(None, ge=8, le=4096, description="Rows and columns; by default the network's.")
    start: str | None = Field(
        None, description="noise, grey, zeros or a photo; by default zeros for classes, else noise."
    )
    contrast: float = Field(
        0.05, gt=0, le=4, description="Contrast of the noise at the start, a photo's being 1."
    )
    space: Literal["fourier", "pixels", "pyramid", "phase"] = Field(
        "fourier", description="Coordinates in which the picture is searched."
    )
    power: float = Field(
        1.0, ge=0, le=3, description="Waves are as strong as 1 / frequency to this power, in fourier."
    )
    decorrelated: bool = Field(True, description="Whether colours are decorrelated as in photos.")
    range: Literal["sigmoid", "clamp", "free"] = Field("sigmoid", description="How values become colours.")
    stepper: Literal["adam", "sgd", "lbfgs"] = Field("adam", description="Optimizer.")
    rate: float = Field(0.08, gt=0, description="Size of a step.")
    falling: bool = Field(False, description="Whether the rate falls to zero by the last step.")
    transforms: Literal["standard", "crops", "resized-crops", "jitter", "none"] = Field(
        "standard", description="Random movements that the picture must survive."
    )
    l1: float = Field(0, ge=0, description="Penalty: mean magnitude.")
    l2: float = Field(0, ge=0, description="Penalty: mean square.")
    tv: float = Field(0, ge=0, description="Penalty: total variation.")
    blur: float = Field(0, ge=0, le=20, description="Blur after each step, in pixels.")
    clip: float = Field(0, ge=0, lt=1, description="Share of pixels that become grey after each step.")
    tolerance: float | None = Field(
        None, ge=0, description="Stop once the objective rises by less than this share of itself."
    )
    transparency: bool = Field(False, description="Show only where the ascent pulled most.")
    against: Path | None = Field(None, description="A folder of photos to compare with.")
    patches: int = Field(4, ge=1, le=32, description="Photo patches beside each picture.")

    def photos(self) -> Sequence[Path]:
        """See `Settings.photos`."""
        from convscope.images import photos_in

        return [*self.start_photos(), *(photos_in([self.against]) if self.against else [])]

    def start_photos(self) -> Sequence[Path]:
        """The photo that the ascent begins with, if it does."""
        return [] if self.start in (None, *STARTS) else [Path(str(self.start))]

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        recipe = str(given.get("recipe") or recipe_for(given.get("units", ())))
        return {**RECIPES.get(recipe, {}), **given, "recipe": recipe}

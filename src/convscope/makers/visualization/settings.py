"""What decides a feature visualization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from convscope.images import photos_in
from convscope.makers.registration import Settings
from convscope.synthesis import STANDARD, STEPPERS, Climb, Jitter
from convscope.synthesis.climb import Constraint
from convscope.synthesis.constraints import Blur, ClipSmallNorm
from convscope.synthesis.parameterization import Range
from convscope.synthesis.start import STARTS
from convscope.synthesis.transforms import NONE, Crop, Transform


class VisualizeSettings(Settings):
    """What decides a feature visualization."""

    units: tuple[str, ...] = Field(
        min_length=1, description="Objectives; a layer alone stands for its channels."
    )
    first: int | None = Field(None, ge=1, description="Of a layer alone, only so many channels.")
    sign: Literal["positive", "negative", "both"] = Field("positive", description="What to reach.")
    diverse: int = Field(1, ge=1, le=64, description="Finished of each unit that differ from each other.")
    diversity: float = Field(20.0, ge=0, description="Weight of their difference.")
    steps: int = Field(256, ge=1, le=100_000, description="Steps of the ascent.")
    size: int | None = Field(None, ge=8, le=4096, description="Rows and columns; by default the network's.")
    start: str | None = Field(
        None, description="noise, grey, zeros or a photo; by default zeros for classes, else noise."
    )
    contrast: float = Field(0.05, gt=0, le=4, description="Of the noise at the start, a photo's being 1.")
    space: Literal["fourier", "pixels", "pyramid", "phase"] = Field("fourier", description="Coordinates.")
    decorrelated: bool = Field(True, description="Whether colours are decorrelated as in photos.")
    range: Range = Field("sigmoid", description="How values become colours.")
    stepper: Literal["adam", "sgd", "lbfgs"] = Field("adam", description="How a gradient becomes a step.")
    rate: float = Field(0.08, gt=0, description="Size of a step.")
    transforms: Literal["standard", "crops", "jitter", "none"] = Field(
        "standard", description="Random movements that the picture must survive."
    )
    l1: float = Field(0, ge=0, description="Penalty: mean magnitude.")
    l2: float = Field(0, ge=0, description="Penalty: mean square.")
    tv: float = Field(0, ge=0, description="Penalty: total variation.")
    blur: float = Field(0, ge=0, le=20, description="Blur after each step, in pixels.")
    clip: float = Field(0, ge=0, lt=1, description="Share of the pixels that become grey after each step.")
    tolerance: float | None = Field(
        None, ge=0, description="Stop when the objective rises by less than this part."
    )
    transparency: bool = Field(False, description="Show only where the ascent pulled most.")
    against: Path | None = Field(None, description="A folder of photos to compare with.")
    patches: int = Field(4, ge=1, le=32, description="Photo patches beside each picture.")

    def photos(self) -> Sequence[Path]:
        """See `Settings.photos`."""
        return [*self.start_photos(), *(photos_in([self.against]) if self.against else [])]

    def start_photos(self) -> Sequence[Path]:
        """The photo that the ascent begins with, if it does."""
        return [] if self.start in (None, *STARTS) else [Path(str(self.start))]

    def climb(self, side: int) -> Climb:
        """How to climb, pictures of a side."""
        transforms: Mapping[str, tuple[Transform, ...]] = {
            "standard": STANDARD,
            "crops": (Crop(0.5, 0.95, side),),
            "jitter": (Jitter(16),),
            "none": NONE,
        }
        constraints: list[Constraint] = []
        if self.blur:
            constraints.append(Blur(self.blur))
        if self.clip:
            constraints.append(ClipSmallNorm(self.clip))
        return Climb(
            steps=self.steps,
            stepper=STEPPERS[self.stepper](self.rate),
            transforms=transforms[self.transforms],
            constraints=constraints,
            tolerance=self.tolerance,
            attention=self.transparency,
        )

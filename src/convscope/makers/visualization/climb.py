"""How a visualization climbs."""

from __future__ import annotations

from collections.abc import Mapping

from convscope.makers.visualization.settings import VisualizeSettings
from convscope.synthesis import STANDARD, STEPPERS, Climb, Jitter
from convscope.synthesis.climb import Constraint
from convscope.synthesis.constraints import Blur, ClipSmallNorm
from convscope.synthesis.transforms import NONE, Crop, Mirror, Rotate, Transform


def climb_of(settings: VisualizeSettings, side: int) -> Climb:
    """How to climb, pictures of a side."""
    transforms: Mapping[str, tuple[Transform, ...]] = {
        "standard": STANDARD,
        "crops": (Crop(0.5, 0.95, side),),
        "resized-crops": (Crop(0.35, 1.0, side, beyond=0), Rotate(8), Mirror()),
        "jitter": (Jitter(16),),
        "none": NONE,
    }
    constraints: list[Constraint] = []
    if settings.blur:
        constraints.append(Blur(settings.blur))
    if settings.clip:
        constraints.append(ClipSmallNorm(settings.clip))
    return Climb(
        steps=settings.steps,
        stepper=STEPPERS[settings.stepper](settings.rate),
        transforms=transforms[settings.transforms],
        constraints=constraints,
        falling=settings.falling,
        tolerance=settings.tolerance,
        attention=settings.transparency,
    )

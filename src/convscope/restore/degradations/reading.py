"""The degradation that a user asks for."""

from __future__ import annotations

from convscope.errors import TrainingError
from convscope.restore.degradations.blur import Blur
from convscope.restore.degradations.degradation import Degradation, Step
from convscope.restore.degradations.jpeg import Jpeg
from convscope.restore.degradations.missing import Missing
from convscope.restore.degradations.noise import CameraNoise, Noise
from convscope.restore.degradations.shrink import Shrink
from convscope.restore.degradations.span import read_span

_CAMERA = "camera"


def degradation_of(
    *,
    noise: str | None = None,
    blur: str | None = None,
    jpeg: str | None = None,
    missing: str | None = None,
    scale: int = 1,
) -> Degradation:
    """Blur, shrinking, noise and JPEG, in the order in which a camera does them, and holes in what it made.

    Args:
        noise: standard deviation of Gaussian noise on the scale of 0 to 255, as ``25`` or ``0-55``, or ``camera``.
        blur: standard deviation of a Gaussian in pixels, as ``1.6`` or ``0.5-3``.
        jpeg: quality, as ``10`` or ``5-60``.
        missing: share of the pixels that are missing, as ``0.25`` or ``0.1-0.4``.
        scale: how many times shorter the sides become.

    Raises:
        TrainingError: one of them is something else, or nothing is to be done, or holes are to be enlarged.
    """
    steps: list[Step] = []
    if blur is not None:
        steps.append(Blur(read_span(blur, "Blur", 0.1, 10)))
    if scale > 1:
        steps.append(Shrink(scale))
    if noise is not None:
        is_camera = noise.strip() == _CAMERA
        steps.append(CameraNoise() if is_camera else Noise(read_span(noise, "Noise", 0, 100)))
    if jpeg is not None:
        steps.append(Jpeg(read_span(jpeg, "The quality of a JPEG", 1, 100)))
    if missing is not None:
        steps.append(Missing(read_span(missing, "The share that is missing", 0.01, 0.75)))
    if missing is not None and scale > 1:
        raise TrainingError(
            "Holes are filled in a photo that keeps its size, and the network makes it larger.",
            "Leave missing out, or choose inpaint-resunet.",
        )
    if not steps:
        raise TrainingError(
            "Nothing is done to photos that a network could learn to undo.",
            "Give noise=25, blur=1.6, jpeg=10 or missing=0.25, or an upscaler such as espcn-x2.",
        )
    return Degradation(tuple(steps), scale)

"""The ways to change training pictures, by name; the transforms are torchvision's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """A way to change a picture.

    Attributes:
        strength: the default.
        most: the greatest strength that makes sense.
        meaning: of the strength.
        make: torchvision's transform for a strength and (rows, columns).
    """

    strength: float
    most: float
    meaning: str
    make: Callable[[float, tuple[int, int]], Any]


def torchvision_v2() -> Any:
    """Torchvision's transforms, imported when they are needed."""
    from torchvision.transforms import v2

    return v2


def _bilinear() -> Any:
    return torchvision_v2().InterpolationMode.BILINEAR


def _crop(strength: float, size: tuple[int, int]) -> Any:
    return torchvision_v2().RandomResizedCrop(
        size, scale=(1 - strength, 1), ratio=(0.8, 1.25), antialias=True
    )


def _shift(strength: float, size: tuple[int, int]) -> Any:
    padding = [max(1, round(strength * side)) for side in size]
    return torchvision_v2().RandomCrop(size, padding=[padding[1], padding[0]], padding_mode="reflect")


def _scale(strength: float, size: tuple[int, int]) -> Any:  # noqa: ARG001
    return torchvision_v2().RandomAffine(
        0,
        translate=(strength / 2, strength / 2),
        scale=(1 - strength, 1 + strength),
        interpolation=_bilinear(),
    )


def _affine(strength: float, size: tuple[int, int]) -> Any:  # noqa: ARG001
    return torchvision_v2().RandomAffine(
        90 * strength,
        translate=(strength, strength),
        scale=(1 - strength, 1 + strength),
        shear=45 * strength,
        interpolation=_bilinear(),
    )


# Wang et al. 2020, "CNN-generated images are surprisingly easy to spot... for now", arXiv:1912.11035.
_MOST_BLUR = 3.0
_JPEG_QUALITIES = (30, 100)


def _blur(strength: float, size: tuple[int, int]) -> Any:
    # The kernel of four deviations to either side; what it mirrors at the edges lies within the picture.
    reach = min(round(4 * _MOST_BLUR), min(size) - 1)
    blur = torchvision_v2().GaussianBlur(2 * reach + 1, sigma=(0.01, _MOST_BLUR))
    return torchvision_v2().RandomApply([blur], strength)


def _jpeg(strength: float, size: tuple[int, int]) -> Any:  # noqa: ARG001
    return torchvision_v2().RandomApply([torchvision_v2().JPEG(_JPEG_QUALITIES)], strength)


KINDS: dict[str, Kind] = {
    "flip": Kind(
        0.5,
        1,
        "how often left and right change places",
        lambda s, _: torchvision_v2().RandomHorizontalFlip(s),
    ),
    "mirror": Kind(
        0.5,
        1,
        "how often top and bottom change places",
        lambda s, _: torchvision_v2().RandomVerticalFlip(s),
    ),
    "scale": Kind(0.25, 0.9, "greatest change of size, and half as much of place", _scale),
    "crop": Kind(0.4, 0.95, "greatest share of the area that is cut away before resizing", _crop),
    "shift": Kind(0.125, 0.5, "greatest shift, in parts of the side; the border is mirrored", _shift),
    "rotation": Kind(
        15,
        180,
        "greatest angle in degrees",
        lambda s, _: torchvision_v2().RandomRotation(s, interpolation=_bilinear()),
    ),
    "shear": Kind(
        10,
        45,
        "greatest angle in degrees",
        lambda s, _: torchvision_v2().RandomAffine(0, shear=[-s, s, -s, s], interpolation=_bilinear()),
    ),
    "affine": Kind(
        0.1, 0.5, "greatest shift, scale, shear and rotation together, 1 being 90 degrees", _affine
    ),
    "colour": Kind(
        0.3,
        1,
        "greatest change of brightness, contrast and saturation; of hue a tenth",
        lambda s, _: torchvision_v2().ColorJitter(s, s, s, s / 10),
    ),
    "randaugment": Kind(
        9, 30, "magnitude of two operations", lambda s, _: torchvision_v2().RandAugment(2, round(s))
    ),
    "erasing": Kind(
        0.25,
        1,
        "how often a rectangle becomes grey",
        lambda s, _: torchvision_v2().RandomErasing(s, scale=(0.04, 0.2), value=127),
    ),
    "blur": Kind(0.5, 1, "how often a Gaussian blurs, of a deviation of up to 3 pixels", _blur),
    "jpeg": Kind(0.5, 1, "how often it is written as JPEG of a quality from 30 to 100", _jpeg),
}
# These mix the pictures of a batch and their labels; the strength is alpha of the Beta distribution.
MIXING = {"mixup": 0.2, "cutmix": 1.0}
WORDS = {
    "none": "",
    "light": "flip, shift",
    "medium": "flip, crop, rotation, colour 0.2",
    "strong": "flip, crop 0.6, rotation 20, shear, colour 0.4, erasing",
}
# Grey pictures are digits, letters, X-rays: mirrored they may mean something else.
GREY_WORDS = {
    "none": "",
    "light": "shift 0.07, rotation 8",
    "medium": "affine 0.08",
    "strong": "affine 0.12, erasing",
}

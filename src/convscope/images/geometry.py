"""Where the network's input lies on the resized photo, with the roundings of torchvision and timm."""

from __future__ import annotations

from typing import Literal, NamedTuple

# How a photo meets a frame; `own` photos meet none.
Fit = Literal["exact", "cover", "contain", "own"]


class Placement(NamedTuple):
    """A photo's size after the resize, and where the crop begins on it (negative where there is a border)."""

    resized: tuple[int, int]
    top: int
    left: int


def place(
    photo: tuple[int, int],
    resize: int | tuple[int, int] | None,
    fit: Fit,
    crop: tuple[int, int],
) -> Placement:
    """Place the central crop on the resized photo.

    Args:
        photo: (rows, columns) of the photo.
        resize: shorter side, or frame, or None for no resize.
        fit: how the photo meets a frame.
        crop: (rows, columns) of the network's input.
    """
    if resize is None:
        resized = photo
    elif isinstance(resize, int):
        resized = _to_shorter_side(photo, resize)
    elif fit == "exact":
        resized = resize
    else:
        resized = _to_frame(photo, resize, fit)
    return Placement(resized, _start(resized[0], crop[0]), _start(resized[1], crop[1]))


def _to_shorter_side(photo: tuple[int, int], length: int) -> tuple[int, int]:
    # torchvision.transforms.Resize with one number: the longer side is cut off, not rounded.
    rows, columns = photo
    if columns <= rows:
        return int(length * rows / columns), length
    return length, int(length * columns / rows)


def _to_frame(photo: tuple[int, int], frame: tuple[int, int], fit: Fit) -> tuple[int, int]:
    # timm's ResizeKeepRatio, which rounds both sides.  A very narrow photo keeps one pixel.
    ratios = photo[0] / frame[0], photo[1] / frame[1]
    ratio = min(ratios) if fit == "cover" else max(ratios)
    return max(1, round(photo[0] / ratio)), max(1, round(photo[1] / ratio))


def _start(length: int, crop: int) -> int:
    # torchvision's center_crop: a border's smaller half comes first; a crop's start is rounded half to even.
    return -((crop - length) // 2) if crop > length else round((length - crop) / 2)

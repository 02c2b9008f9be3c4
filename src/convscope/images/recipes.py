"""Preprocessing as networks of timm and torchvision ask for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, cast

from convscope.errors import ImageError
from convscope.images.preprocessing import IMAGENET, Preprocessing


def preprocessing_of_timm(config: Mapping[str, Any]) -> Preprocessing:
    """Read a configuration of timm, as ``model.pretrained_cfg`` or ``resolve_data_config`` give it.

    The result equals ``create_transform(**config, is_training=False)`` on every pixel, for crop modes
    center, squash and border; a key that is missing has the default of ``resolve_data_config``.

    Raises:
        ImageError: mean and standard deviation do not fit the channels of ``input_size``.
    """
    channels, rows, columns = config.get("input_size") or (3, *IMAGENET.size)
    mean = tuple(config.get("mean") or IMAGENET.mean)
    std = tuple(config.get("std") or IMAGENET.std)
    if len(mean) != channels:
        raise ImageError(
            f"The configuration has {channels} channels, but a mean of {len(mean)} numbers.",
            "Give it one mean and standard deviation a channel.",
        )
    crop = config.get("crop_pct") or 0.875
    mode = config.get("crop_mode") or "center"
    frame = (math.floor(rows / crop), math.floor(columns / crop))
    # timm's squash fills the frame, its border shows the whole photo, and its center does so only when
    # square.
    fit = cast(
        Literal["exact", "cover", "contain"], {"squash": "exact", "border": "contain"}.get(mode, "cover")
    )
    return Preprocessing(
        size=(rows, columns),
        resize=frame[0] if fit == "cover" and frame[0] == frame[1] else frame,
        interpolation=config.get("interpolation") or "bicubic",
        mean=mean,
        std=std,
        fit=fit,
        border=tuple(round(255 * value) for value in mean) if fit == "contain" else None,
    )


def preprocessing_of_torchvision(transforms: Any) -> Preprocessing:
    """Read the preset that ``Weights.transforms()`` of a classifier of torchvision gives.

    Args:
        transforms: an ``ImageClassification`` preset, with crop_size, resize_size, mean, std and
            interpolation.

    Raises:
        ImageError: another kind of preset.
    """
    try:
        crop, resize = list(transforms.crop_size), list(transforms.resize_size)
        interpolation = str(transforms.interpolation.value)
        mean, std = tuple(transforms.mean), tuple(transforms.std)
    except (AttributeError, TypeError) as error:
        raise ImageError(
            f"Preprocessing can be read from an ImageClassification preset of torchvision, but this is "
            f"{type(transforms).__name__}.",
            "Give Weights.transforms() of a classifier, or make a Preprocessing yourself.",
        ) from error
    return Preprocessing(
        size=(crop[0], crop[-1]),
        resize=resize[0] if len(resize) == 1 else (resize[0], resize[1]),
        interpolation=interpolation,
        mean=mean,
        std=std,
    )

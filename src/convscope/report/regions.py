"""Annotated objects: masks or boxes, in the network's view of the photo."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.errors import ImageError
from convscope.images import Photo, PhotoSource, Preprocessing, decode
from convscope.network import Network

_HALF = 127


# Where the object is in each photo, by the photo's name: (rows, columns) of the network's view, or the folder with
# its annotations.
Regions = Mapping[str, Tensor] | str | os.PathLike[str]


@dataclass(frozen=True, eq=False)
class GivenRegions:
    """The regions of a report's photos, and what a manifest says of them.

    Attributes:
        by_photo: (rows, columns) of the network's view, by the photo's name.
        folder: that holds their annotations; None where they were given as tensors, or none were.
    """

    by_photo: Mapping[str, Tensor]
    folder: str | None

    def settings(self) -> dict[str, Any]:
        """The folder, and a digest of the regions; nothing where there are none."""
        if not self.by_photo:
            return {}
        whole = hashlib.sha256()
        for name, region in sorted(self.by_photo.items()):
            whole.update(f"{name} {tuple(region.shape)}".encode() + region.bool().numpy(force=True).tobytes())
        return {"regions": {"folder": self.folder, "digest": whole.hexdigest()[:16]}}


def given_regions(
    network: Network, sources: Sequence[PhotoSource | Photo], given: Regions | None
) -> GivenRegions:
    """The regions of these photos, read where a folder holds them.

    Raises:
        ImageError: as `regions_of` does.
    """
    if given is None or isinstance(given, Mapping):
        return GivenRegions(given or {}, None)
    return GivenRegions(regions_of(network, sources, Path(given)), str(Path(given)))


def regions_of(network: Network, photos: Sequence[PhotoSource | Photo], folder: Path) -> dict[str, Tensor]:
    """Regions (rows, columns) of the network's view, by the photos' names.

    Args:
        network: whose preprocessing places them.
        photos: with a file's name each.
        folder: holds STEM.png, in which the object is not black, or STEM.xml with boxes as PASCAL VOC writes them.

    Raises:
        ImageError: a photo has neither, or they do not fit it.
    """
    preprocessing = network.preprocessing
    if preprocessing is None:
        raise ImageError(f"{network.name} takes no photos, so that no region can be placed.")
    regions = {}
    for source in photos:
        photo = source if isinstance(source, Photo) else decode(source)
        regions[photo.name] = _region(photo, Path(photo.name), folder, preprocessing)
    return regions


def _region(photo: Photo, path: Path, folder: Path, preprocessing: Preprocessing) -> Tensor:
    mask, boxes = folder / f"{path.stem}.png", folder / f"{path.stem}.xml"
    if mask.is_file():
        drawn = decode(mask).pixels.max(2) > 0
    elif boxes.is_file():
        drawn = _boxes(boxes, (photo.rows, photo.columns))
    else:
        raise ImageError(
            f"{folder} has no annotation of {path.name}.", f"It needs {mask.name} or {boxes.name}."
        )
    if drawn.shape != (photo.rows, photo.columns):
        raise ImageError(
            f"The mask {mask} has {drawn.shape[0]} x {drawn.shape[1]} pixels, but {path.name} has "
            f"{photo.rows} x {photo.columns}.",
            "Draw it in the photo's size.",
        )
    white = np.repeat(drawn[:, :, None], 3, axis=2).astype(np.uint8) * np.uint8(255)
    return torch.from_numpy(preprocessing.look(Photo(path.name, white))[:, :, 0] > _HALF)


def _boxes(path: Path, extents: tuple[int, int]) -> NDArray[np.bool_]:
    """Places inside any of the boxes, whose corners count from 1 and belong to the box."""
    drawn = np.zeros(extents, dtype=bool)
    try:
        for box in ElementTree.parse(path).iter("bndbox"):
            left, top, right, bottom = (
                round(float(box.findtext(name, ""))) for name in ("xmin", "ymin", "xmax", "ymax")
            )
            drawn[max(0, top - 1) : bottom, max(0, left - 1) : right] = True
    except (ElementTree.ParseError, ValueError) as error:
        raise ImageError(f"{path} is not an annotation of PASCAL VOC: {error}.") from error
    return drawn

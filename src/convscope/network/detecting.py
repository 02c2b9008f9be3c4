"""What a detector finds in photos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL.Image import Image

from convscope.detection import Detections
from convscope.detection.box_mask import painted, run_lengths
from convscope.errors import BoxError, ImageError, NetworkError
from convscope.images import Photo, PhotoSource, decode
from convscope.images.tiles import checked_overlap
from convscope.network.batches import batch_size, prepared_batches
from convscope.network.detecting_tiles import found_on
from convscope.network.found import found
from convscope.network.network import Network
from convscope.network.placing import on_photo
from convscope.network.task.boxes import SCORE, Boxes
from convscope.progress import Progress
from convscope.render.boxes import DrawnBox, draw_boxes
from convscope.render.class_map import class_overlay
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import picture


@dataclass(frozen=True, repr=False)
class DetectedPhoto(Displayed):
    """A photo with what a detector finds in it.

    Attributes:
        photo: decoded.
        detections: in pixels of the photo, the highest score first.
    """

    photo: Photo
    detections: Detections

    def picture(self) -> Image:
        """The photo with the boxes, their classes and scores, and under them the masks if there are some."""
        boxes = [DrawnBox(one.box, one.index, f"{one.label} {one.score:.2f}") for one in self.detections]
        return draw_boxes(self._with_masks(), boxes[::-1])

    def _with_masks(self) -> Image:
        masks = [one.mask for one in self.detections if one.mask is not None]
        if not masks:
            return self.photo.to_pil()
        numbers = painted(masks, (self.photo.rows, self.photo.columns))
        labels = np.array([one.index for one in self.detections])
        names = ["thing"] * (int(labels.max()) + 1)
        # What is no thing is of no class, whose number is greater than all others.
        classes = np.append(len(names), labels)[numbers]
        return class_overlay(self.photo.pixels, classes, names, parts=numbers)

    def document(self) -> dict[str, Any]:
        """The result in plain values; a mask as COCO writes one, in run lengths."""
        size = self.photo.rows, self.photo.columns
        return {
            "photo": self.photo.name,
            "detections": [
                one.document() | ({} if one.mask is None else {"segmentation": run_lengths(one.mask, size)})
                for one in self.detections
            ],
        }

    def _line(self) -> str:
        return f"{self.photo.name}: {len(self.detections)} detections"

    def _fragments(self) -> Sequence[str]:
        return [picture(self.picture()), *self.detections._fragments()]

    def _preview(self) -> Image:
        return self.picture()


def detect(
    network: Network,
    photo: PhotoSource | Photo,
    *,
    score: float = SCORE,
    overlap: float | None = None,
    tile: int | None = None,
    progress: Progress | None = None,
) -> DetectedPhoto:
    """Find things in a photo.

    Args:
        network: a detector, such as one that `convscope.train` made of photos with boxes.
        photo: to look at.
        score: least score of a detection.
        overlap: greatest IoU of two detections of a class; by default the detector's own.
        tile: see a large photo in tiles of so many rows and columns, in its own pixels, each of which the network
            sees as it would see a whole photo of that size; neighbours overlap by a quarter, and a thing that one
            cuts is taken from the one that holds it whole.  By default the photo is seen as a whole.
        progress: told how many tiles are done.

    Returns:
        The detections with their boxes in pixels of the photo, and the photo with them drawn.

    Raises:
        NetworkError: the network finds no boxes, or a tile is too small.
        BoxError: a threshold is out of its range.
        ImageError: the photo cannot be read.
        Cancelled: somebody asked to stop.
    """
    boxes_task(network)
    check_thresholds(score, overlap)
    shared = 0 if tile is None else checked_overlap(tile)
    decoded = network.photo(photo)
    things = found_on(
        network, decoded, least=score, overlap=overlap, tile=tile, shared=shared, progress=progress
    )
    return DetectedPhoto(decoded, things)


def detect_all(
    network: Network,
    places: Sequence[Path],
    *,
    score: float = SCORE,
    overlap: float | None = None,
    tile: int | None = None,
) -> Iterator[tuple[Path, DetectedPhoto | ImageError]]:
    """Find things in many photos, each told when it is done; one that cannot be read with what is wrong with it.

    Raises:
        NetworkError: the network finds no boxes, or a tile is too small.
        BoxError: a threshold is out of its range.
    """
    boxes_task(network)
    check_thresholds(score, overlap)
    if tile is not None:
        for place in places:
            try:
                yield place, detect(network, place, score=score, overlap=overlap, tile=tile)
            except ImageError as error:
                yield place, error
        return
    for batch in prepared_batches(network, places, decode, batch_size(network.graph())):
        done: dict[Path, DetectedPhoto | ImageError] = dict(batch.failures)
        if batch.inputs is not None:
            each = found(network, batch.inputs, least=score, overlap=overlap, passes=len(places))
            for place, photo, mine in zip(batch.sources, batch.photos, each, strict=True):
                done[place] = DetectedPhoto(photo, on_photo(mine, network, photo))
        for place in batch.order:
            yield place, done[place]


def boxes_task(network: Network) -> Boxes:
    """The task of a detector.

    Raises:
        NetworkError: the network is none, or takes words as well.
    """
    if not isinstance(network.task, Boxes):
        raise NetworkError(
            f"{network.name} finds no boxes: its task is {network.task.name}.",
            "Train a detector, such as fcos:efficientnet-lite0.",
        )
    if len(network.inputs) > 1:
        raise NetworkError(
            f"{network.name} says what regions show, and takes words beside the photo.",
            "`convscope caption` tells both, the boxes and the words.",
        )
    return network.task


def check_thresholds(score: float, overlap: float | None) -> None:
    """Refuse what is no threshold.

    Raises:
        BoxError: naming it.
    """
    for name, value in (("score", score), ("overlap", overlap)):
        if value is not None and not 0 <= value <= 1:
            raise BoxError(f"The {name} lies between 0 and 1, got {value:g}.", f"Write {name}=0.5.")

"""What a detector finds in photos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from PIL.Image import Image

from convscope.detection import Box, Detection, Detections
from convscope.detection.box_mask import BoxMask, painted, run_lengths
from convscope.errors import BoxError, ImageError, NetworkError
from convscope.images import Photo, PhotoSource, Preprocessing, decode
from convscope.network.batches import batch_size, prepared_batches
from convscope.network.found import found
from convscope.network.network import Network
from convscope.network.task.boxes import SCORE, Boxes
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
    network: Network, photo: PhotoSource | Photo, *, score: float = SCORE, overlap: float | None = None
) -> DetectedPhoto:
    """Find things in a photo.

    Args:
        network: a detector, such as one that `convscope.train` made of photos with boxes.
        photo: to look at.
        score: least score of a detection.
        overlap: greatest IoU of two detections of a class; by default the detector's own.

    Returns:
        The detections with their boxes in pixels of the photo, and the photo with them drawn.

    Raises:
        NetworkError: the network finds no boxes.
        BoxError: a threshold is out of its range.
        ImageError: the photo cannot be read.
    """
    boxes_task(network)
    check_thresholds(score, overlap)
    decoded = network.photo(photo)
    (mine,) = found(network, network.prepare(decoded), least=score, overlap=overlap)
    return DetectedPhoto(decoded, on_photo(mine, network, decoded))


def detect_all(
    network: Network, places: Sequence[Path], *, score: float = SCORE, overlap: float | None = None
) -> Iterator[tuple[Path, DetectedPhoto | ImageError]]:
    """Find things in many photos, each told when it is done; one that cannot be read with what is wrong with it.

    Raises:
        NetworkError: the network finds no boxes.
        BoxError: a threshold is out of its range.
    """
    boxes_task(network)
    check_thresholds(score, overlap)
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
        NetworkError: the network is none.
    """
    if not isinstance(network.task, Boxes):
        raise NetworkError(
            f"{network.name} finds no boxes: its task is {network.task.name}.",
            "Train a detector, such as fcos:efficientnet-lite0.",
        )
    return network.task


def on_photo(detections: Sequence[Detection], network: Network, photo: Photo) -> Detections:
    """Detections in pixels of the network's input as such in pixels of the photo, cut off at its edges."""
    size, edges = (photo.rows, photo.columns), cast(Preprocessing, network.preprocessing)
    return Detections(_on_photo(one, edges, size) for one in detections)


def _on_photo(one: Detection, preprocessing: Preprocessing, size: tuple[int, int]) -> Detection:
    box, (rows, columns) = _placed(one.box, preprocessing, size), size
    left, top, right, bottom = box
    inside = (
        min(max(left, 0.0), float(columns)),
        min(max(top, 0.0), float(rows)),
        min(max(right, 0.0), float(columns)),
        min(max(bottom, 0.0), float(rows)),
    )
    mask = None if one.mask is None else BoxMask(one.mask.values, box)
    return Detection(one.index, one.label, one.score, inside, mask)


def _placed(box: Box, preprocessing: Preprocessing, size: tuple[int, int]) -> Box:
    top, left, bottom, right = preprocessing.region_of(size)
    row, column = (bottom - top) / preprocessing.size[0], (right - left) / preprocessing.size[1]
    return left + box[0] * column, top + box[1] * row, left + box[2] * column, top + box[3] * row


def check_thresholds(score: float, overlap: float | None) -> None:
    """Refuse what is no threshold.

    Raises:
        BoxError: naming it.
    """
    for name, value in (("score", score), ("overlap", overlap)):
        if value is not None and not 0 <= value <= 1:
            raise BoxError(f"The {name} lies between 0 and 1, got {value:g}.", f"Write {name}=0.5.")

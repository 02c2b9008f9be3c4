"""What a detector finds in photos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from PIL.Image import Image

from convscope.detection import Box, Detection, Detections
from convscope.errors import BoxError, ImageError, NetworkError
from convscope.images import Photo, PhotoSource, Preprocessing, decode
from convscope.network.batches import batch_size, prepared_batches
from convscope.network.network import Network
from convscope.network.task.boxes import SCORE, Boxes
from convscope.render.boxes import DrawnBox, draw_boxes
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
        """The photo with the boxes, their classes and scores."""
        boxes = [DrawnBox(one.box, one.index, f"{one.label} {one.score:.2f}") for one in self.detections]
        return draw_boxes(self.photo.to_pil(), boxes[::-1])

    def document(self) -> dict[str, Any]:
        """The result in plain values."""
        return {"photo": self.photo.name, "detections": [one.document() for one in self.detections]}

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
    task = boxes_task(network)
    check_thresholds(score, overlap)
    decoded = network.photo(photo)
    found = task.detections(network.scores(network.prepare(decoded)), least=score, overlap=overlap)[0]
    return DetectedPhoto(decoded, on_photo(found, network, decoded))


def detect_all(
    network: Network, places: Sequence[Path], *, score: float = SCORE, overlap: float | None = None
) -> Iterator[tuple[Path, DetectedPhoto | ImageError]]:
    """Find things in many photos, each told when it is done; one that cannot be read with what is wrong with it.

    Raises:
        NetworkError: the network finds no boxes.
        BoxError: a threshold is out of its range.
    """
    task = boxes_task(network)
    check_thresholds(score, overlap)
    for batch in prepared_batches(network, places, decode, batch_size(network.graph())):
        done: dict[Path, DetectedPhoto | ImageError] = dict(batch.failures)
        if batch.inputs is not None:
            scores = network.scores(batch.inputs, passes=len(places))
            found = task.detections(scores, least=score, overlap=overlap)
            for place, photo, mine in zip(batch.sources, batch.photos, found, strict=True):
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


def on_photo(found: Sequence[Detection], network: Network, photo: Photo) -> Detections:
    """Detections in pixels of the network's input as such in pixels of the photo, cut off at its edges."""
    size, edges = (photo.rows, photo.columns), cast(Preprocessing, network.preprocessing)
    return Detections(
        Detection(one.index, one.label, one.score, _placed(one.box, edges, size)) for one in found
    )


def _placed(box: Box, preprocessing: Preprocessing, size: tuple[int, int]) -> Box:
    top, left, bottom, right = preprocessing.region_of(size)
    row, column = (bottom - top) / preprocessing.size[0], (right - left) / preprocessing.size[1]
    x = [min(max(left + value * column, 0.0), float(size[1])) for value in box[::2]]
    y = [min(max(top + value * row, 0.0), float(size[0])) for value in box[1::2]]
    return x[0], y[0], x[1], y[1]


def check_thresholds(score: float, overlap: float | None) -> None:
    """Refuse what is no threshold.

    Raises:
        BoxError: naming it.
    """
    for name, value in (("score", score), ("overlap", overlap)):
        if value is not None and not 0 <= value <= 1:
            raise BoxError(f"The {name} lies between 0 and 1, got {value:g}.", f"Write {name}=0.5.")

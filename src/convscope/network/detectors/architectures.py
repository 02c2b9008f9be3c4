"""Detectors by name: ``faster-rcnn:TRUNK``, the trunk being any network that is known by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch import nn

from convscope.errors import NetworkError
from convscope.images import Preprocessing
from convscope.network.architecture import Architecture
from convscope.network.detectors.detector import Detector
from convscope.network.detectors.fast_rcnn import FastRCNN
from convscope.network.detectors.faster_rcnn import FasterRCNN
from convscope.network.detectors.fcos import FCOS
from convscope.network.detectors.yolo import YOLO
from convscope.network.task.boxes import Boxes
from convscope.network.trunk import STRIDES, Trunk, trunk_of

# Made of a trunk, the number of classes, and how photos become the trunk's input.
DETECTORS: Mapping[str, Callable[[Trunk, int, Preprocessing], Detector]] = {
    "fcos": lambda trunk, classes, _: FCOS(trunk, classes),
    "fast-rcnn": FastRCNN,
    "faster-rcnn": lambda trunk, classes, _: FasterRCNN(trunk, classes),
    "yolo": lambda trunk, classes, _: YOLO(trunk, classes),
}

# Of COCO, where nobody says how many.
_CLASSES = 80
# (rows, columns) where nobody says more.
_FRAME = (384, 384)


def is_detector(spec: str) -> bool:
    """Whether a name is that of a detector on a trunk."""
    return spec.partition(":")[0] in DETECTORS


def detector_architecture(spec: str, trunk: Architecture) -> Architecture:
    """A detector on a trunk; what ``download`` gives has the trunk's trained weights, and heads that nobody trained.

    Args:
        spec: ``fcos:TRUNK``, or another of `DETECTORS`.
        trunk: the architecture of that name.

    Raises:
        NetworkError: the trunk takes no colour photos.
    """
    make, photo = DETECTORS[spec.partition(":")[0]], trunk.preprocessing
    if photo is None or photo.channels != 3:
        raise NetworkError(
            f"{trunk.name} takes no colour photos, as the trunk of a detector does.",
            "Choose another network.",
        )

    def on(module: nn.Module, classes: int | None) -> nn.Module:
        found = trunk_of(module, trunk.name, (3, *photo.size), of="a detector")
        return make(found, classes or _CLASSES, photo)

    framed = in_frame(photo, _FRAME)
    return Architecture(
        name=spec,
        build=lambda classes: on(trunk.build(None), classes),
        download=lambda: on(trunk.download(), None),
        weights="",
        classes=_CLASSES,
        preprocessing=framed,
        preprocessing_untrained=framed,
        task=Boxes.name,
    )


def in_frame(photo: Preprocessing, frame: tuple[int, int]) -> Preprocessing:
    """A trunk's normalisation for a whole photo in a frame, its aspect ratio kept, the rest of the frame grey.

    Args:
        photo: the trunk's preprocessing.
        frame: (rows, columns), which become multiples of 32.
    """
    rows, columns = (max(1, round(side / STRIDES[-1])) * STRIDES[-1] for side in frame)
    grey = tuple(round(255 * mean) for mean in photo.mean)
    return Preprocessing(
        (rows, columns), (rows, columns), "bilinear", photo.mean, photo.std, fit="contain", border=grey
    )

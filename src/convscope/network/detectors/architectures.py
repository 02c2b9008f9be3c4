"""Detectors by name: ``faster-rcnn:TRUNK``, the trunk being any network that is known by its name."""

from __future__ import annotations

from collections.abc import Mapping

from convscope.images import Preprocessing
from convscope.network.detectors.fast_rcnn import FastRCNN
from convscope.network.detectors.faster_rcnn import FasterRCNN, Head
from convscope.network.detectors.fcos import FCOS
from convscope.network.detectors.gbd import GatedHead
from convscope.network.detectors.mask_rcnn import MaskRCNN
from convscope.network.detectors.rcnn import RCNN
from convscope.network.detectors.yolo import YOLO
from convscope.network.on_trunk import Heads, OnTrunk, grey_of, in_strides
from convscope.network.task.boxes import Boxes
from convscope.network.task.instances import Instances

DETECTORS: Mapping[str, Heads] = {
    "fcos": lambda trunk, classes, _: FCOS(trunk, classes),
    "fast-rcnn": FastRCNN,
    "faster-rcnn": lambda trunk, classes, _: FasterRCNN(trunk, Head(trunk.channels, classes)),
    "gbd": lambda trunk, classes, _: FasterRCNN(trunk, GatedHead(trunk.channels, classes)),
    "mask-rcnn": lambda trunk, classes, _: MaskRCNN(trunk, classes),
    "rcnn": RCNN,
    "yolo": lambda trunk, classes, _: YOLO(trunk, classes),
}

# Of COCO, where nobody says how many.
_CLASSES = 80
# (rows, columns) where nobody says more.
_FRAME = (384, 384)


def detector_task(spec: str) -> str:
    """The name of the task of a detector on a trunk."""
    return Instances.name if spec.partition(":")[0] == "mask-rcnn" else Boxes.name


def in_frame(photo: Preprocessing, frame: tuple[int, int]) -> Preprocessing:
    """A trunk's normalisation for a whole photo in a frame, its aspect ratio kept, the rest of the frame grey.

    Args:
        photo: the trunk's preprocessing.
        frame: (rows, columns), which become multiples of 32.
    """
    size = in_strides(frame)
    return Preprocessing(size, size, "bilinear", photo.mean, photo.std, fit="contain", border=grey_of(photo))


_KIND = OnTrunk(
    DETECTORS,
    of="a detector",
    classes=lambda: _CLASSES,
    seen=lambda photo: in_frame(photo, _FRAME),
    task=detector_task,
)
is_detector, detector_architecture = _KIND.makes, _KIND.architecture

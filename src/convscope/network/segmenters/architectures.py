"""Segmenters by name: ``unet:TRUNK``, ``fcn:TRUNK`` and ``deeplab:TRUNK``, any network that is known by its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from convscope.images import Preprocessing
from convscope.network.on_trunk import Heads, OnTrunk, grey_of, in_strides
from convscope.network.segmenters.deeplab import DeepLab
from convscope.network.segmenters.fcn import FCN
from convscope.network.segmenters.unet import UNet
from convscope.network.task.places import Segmentation
from convscope.network.trunk import FINE

SEGMENTERS: Mapping[str, Heads] = {
    "unet": lambda trunk, classes, _: UNet(trunk, classes),
    "fcn": lambda trunk, classes, _: FCN(trunk, classes),
    "deeplab": lambda trunk, classes, _: DeepLab(trunk, classes),
}

# Of VOC, where nobody says how many.
_CLASSES = 21
# (rows, columns) where nobody says more.
_SIZE = (320, 320)


def seen_photos(photo: Preprocessing, size: tuple[int, int], longer: int | None = None) -> Preprocessing:
    """A trunk's normalisation for photos in their own pixels, or shrunk or enlarged as a whole.

    Args:
        photo: the trunk's preprocessing.
        size: (rows, columns) of what is seen where a single input is asked for, which become multiples of 32.
        longer: side of the frame that photos are resized into; None for their own pixels.
    """
    own = Preprocessing(
        in_strides(size), None, "bilinear", photo.mean, photo.std, fit="own", border=grey_of(photo)
    )
    return own if longer is None else replace(own, resize=(longer, longer), fit="contain")


_KIND = OnTrunk(
    SEGMENTERS,
    of="a segmenter",
    classes=lambda: _CLASSES,
    seen=lambda photo: seen_photos(photo, _SIZE),
    task=lambda _: Segmentation.name,
    finer=FINE,
)
is_segmenter, segmenter_architecture = _KIND.makes, _KIND.architecture

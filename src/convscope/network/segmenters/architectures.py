"""Segmenters by name: ``unet:TRUNK``, ``fcn:TRUNK`` and ``deeplab:TRUNK``, any network that is known by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from torch import nn

from convscope.errors import NetworkError
from convscope.images import Preprocessing
from convscope.network.architecture import Architecture
from convscope.network.segmenters.deeplab import DeepLab
from convscope.network.segmenters.fcn import FCN
from convscope.network.segmenters.unet import UNet
from convscope.network.task.places import Segmentation
from convscope.network.trunk import FINE, STRIDES, Trunk, trunk_of

SEGMENTERS: Mapping[str, Callable[[Trunk, int], nn.Module]] = {"unet": UNet, "fcn": FCN, "deeplab": DeepLab}

# Of VOC, where nobody says how many.
_CLASSES = 21
# (rows, columns) where nobody says more.
_SIZE = (320, 320)


def is_segmenter(spec: str) -> bool:
    """Whether a name is that of a segmenter on a trunk."""
    return spec.partition(":")[0] in SEGMENTERS


def segmenter_architecture(spec: str, trunk: Architecture) -> Architecture:
    """A segmenter on a trunk; what ``download`` gives has the trunk's trained weights, and a decoder without.

    Args:
        spec: ``unet:TRUNK``.
        trunk: the architecture of that name.

    Raises:
        NetworkError: the trunk takes no colour photos.
    """
    make, photo = SEGMENTERS[spec.partition(":")[0]], trunk.preprocessing
    if photo is None or photo.channels != 3:
        raise NetworkError(
            f"{trunk.name} takes no colour photos, as the trunk of a segmenter does.",
            "Choose another network.",
        )

    def on(module: nn.Module, classes: int | None) -> nn.Module:
        found = trunk_of(module, trunk.name, (3, *photo.size), of="a segmenter", finer=FINE)
        return make(found, classes or _CLASSES)

    seen = seen_photos(photo, _SIZE)
    return Architecture(
        name=spec,
        build=lambda classes: on(trunk.build(None), classes),
        download=lambda: on(trunk.download(), None),
        weights="",
        classes=_CLASSES,
        preprocessing=seen,
        preprocessing_untrained=seen,
        task=Segmentation.name,
    )


def seen_photos(photo: Preprocessing, size: tuple[int, int], longer: int | None = None) -> Preprocessing:
    """A trunk's normalisation for photos in their own pixels, or shrunk or enlarged as a whole.

    Args:
        photo: the trunk's preprocessing.
        size: (rows, columns) of what is seen where a single input is asked for, which become multiples of 32.
        longer: side of the frame that photos are resized into; None for their own pixels.
    """
    rows, columns = (max(1, round(side / STRIDES[-1])) * STRIDES[-1] for side in size)
    grey = tuple(round(255 * mean) for mean in photo.mean)
    own = Preprocessing((rows, columns), None, "bilinear", photo.mean, photo.std, fit="own", border=grey)
    return own if longer is None else replace(own, resize=(longer, longer), fit="contain")

"""Restorers by name: ``dncnn``, ``ffdnet``, ``resunet``, ``inpaint-resunet`` leave sizes, ``espcn-x2`` enlarges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from torch import nn

from convscope.errors import NetworkError
from convscope.images import Preprocessing
from convscope.network.architecture import Architecture, NetworkEntry
from convscope.network.restorers.dncnn import DnCNN
from convscope.network.restorers.edsr import EDSR
from convscope.network.restorers.espcn import ESPCN
from convscope.network.restorers.ffdnet import FFDNet
from convscope.network.restorers.inpaint_resunet import InpaintResUNet
from convscope.network.restorers.resunet import ResUNet
from convscope.network.restorers.srcnn import SRCNN
from convscope.network.task.places import Picture

_LIBRARY = "convscope"
_UPSCALERS: Mapping[str, Callable[[int, int], nn.Module]] = {"srcnn": SRCNN, "espcn": ESPCN, "edsr": EDSR}
_SCALES = (2, 3, 4)


def _made(make: Callable[[int, int], nn.Module], scale: int, channels: int) -> nn.Module:
    return make(channels, scale)


# Made of the number of channels of a photo.
_RESTORERS: Mapping[str, Callable[[int], nn.Module]] = {
    "dncnn": DnCNN,
    "ffdnet": FFDNet,
    "resunet": ResUNet,
    "inpaint-resunet": InpaintResUNet,
    **{
        f"{name}-x{scale}": partial(_made, make, scale)
        for name, make in _UPSCALERS.items()
        for scale in _SCALES
    },
}
_CHANNELS = 3
# Rows and columns of the input where a single one is asked for.
_SIZE = 96


def restorer_names() -> list[str]:
    """What `restorer_architecture` takes."""
    return list(_RESTORERS)


def restorer_entries() -> list[NetworkEntry]:
    """The restorers for the list of networks."""
    shape = (_CHANNELS, _SIZE, _SIZE)
    return [NetworkEntry(f"{_LIBRARY}/{name}", "restorers", shape, "none") for name in _RESTORERS]


def restorer_architecture(name: str) -> Architecture:
    """A restorer, which nobody has trained; its outputs are the channels of a picture.

    Args:
        name: of `restorer_names`.
    """

    def download() -> nn.Module:
        raise NetworkError(f"{name} comes untrained.", "Train it on photos: `convscope train`.")

    seen = in_own_pixels(_CHANNELS)
    return Architecture(
        name=f"{_LIBRARY}/{name}",
        build=lambda channels: _RESTORERS[name](channels or _CHANNELS),
        download=download,
        weights="",
        classes=_CHANNELS,
        preprocessing=seen,
        preprocessing_untrained=seen,
        task=Picture.name,
    )


def in_own_pixels(channels: int) -> Preprocessing:
    """How a restorer sees photos: in their own pixels, on the scale of 0 to 1."""
    return Preprocessing((_SIZE, _SIZE), None, "bicubic", (0.0,) * channels, (1.0,) * channels, fit="own")

"""Networks from picture to picture, such as ``dncnn``, ``ffdnet``, ``inpaint-resunet`` and ``espcn-x2``."""

from convscope.network.restorers.architectures import (
    in_own_pixels,
    restorer_architecture,
    restorer_entries,
    restorer_names,
)
from convscope.network.restorers.ffdnet import NOISE_MAP, FFDNet
from convscope.network.restorers.inpaint_resunet import HOLE, InpaintResUNet

__all__ = [
    "HOLE",
    "NOISE_MAP",
    "FFDNet",
    "InpaintResUNet",
    "in_own_pixels",
    "restorer_architecture",
    "restorer_entries",
    "restorer_names",
]

"""Networks from picture to picture: ``dncnn``, ``ffdnet`` and ``resunet``, and upscalers such as ``espcn-x2``."""

from convscope.network.restorers.architectures import (
    in_own_pixels,
    restorer_architecture,
    restorer_entries,
    restorer_names,
)
from convscope.network.restorers.ffdnet import NOISE_MAP, FFDNet

__all__ = [
    "NOISE_MAP",
    "FFDNet",
    "in_own_pixels",
    "restorer_architecture",
    "restorer_entries",
    "restorer_names",
]

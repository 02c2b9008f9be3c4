"""Where an ascent begins."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from convscope.images import decode
from convscope.network import Network
from convscope.synthesis.parameterization import Parameterization


def start_from(
    kind: str, network: Network, parameterization: Parameterization, seed: int, contrast: float
) -> Tensor:
    """Parameters (1, ...) to begin with.

    Args:
        kind: ``noise``; ``grey``; ``zeros``: what the network takes for zero, the mean colour of the photos that
            it was trained on; or the path of a photo.
        network: whose preprocessing says what zero is.
        parameterization: of the pictures.
        seed: of the noise.
        contrast: of the noise, 1 being about a photo's.

    Raises:
        ImageError: the photo cannot be read.
    """
    if kind == "noise":
        return parameterization.start(torch.Generator().manual_seed(seed), contrast)
    shape = parameterization.space.shape
    preprocessing = network.preprocessing
    if kind == "grey":
        image = torch.full(shape, 0.5)
    elif kind == "zeros":
        image = torch.zeros(shape) if preprocessing is None else preprocessing.to_display(torch.zeros(shape))
    else:
        seen = network.prepare(decode(kind))
        shown = seen if preprocessing is None else preprocessing.to_display(seen)
        image = interpolate(shown, shape[1:], mode="bilinear", antialias=True)[0].clamp(0, 1)
    return parameterization.of(image[None])

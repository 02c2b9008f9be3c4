"""LPIPS: how unlike two pictures look, by the features of AlexNet, weighted as people judged them."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.errors import EvaluationError

NAMES = ("LPIPS (AlexNet)", "LPIPS (AlexNet) before")
# Of smaller pictures the last features have no place.
_LEAST = 32
Distance = Callable[[NDArray[np.uint8], NDArray[np.uint8]], float]


def installed_lpips() -> Distance | None:
    """LPIPS of two pictures (rows, columns, 3), 0 of equal ones; None where its weights are not on disk.

    LPIPS = sum over layers of the mean over places of w . (f / |f| - f' / |f'|)^2, with AlexNet's features f after
    each ReLU and weights w >= 0 that were fitted to what people find more alike (version 0.1).  These come with
    torchmetrics; AlexNet's own are torchvision's, in the folder where PyTorch keeps what it downloads, and nothing
    is downloaded here.  Pictures of fewer than 32 rows or columns are mirrored until they have as many.

    Raises:
        EvaluationError: the file of AlexNet's weights is broken.

    Source: Zhang, Isola, Efros, Shechtman and Wang 2018, "The unreasonable effectiveness of deep features as a
    perceptual metric", arXiv:1801.03924.
    """
    from torchvision.models import AlexNet_Weights

    file = Path(torch.hub.get_dir()) / "checkpoints" / Path(AlexNet_Weights.DEFAULT.url).name
    if not file.is_file() or find_spec("torchmetrics") is None:
        return None
    from torchmetrics.image.lpip import LearnedPerceptualImagePatchSimilarity

    try:
        measure = LearnedPerceptualImagePatchSimilarity(net_type="alex", normalize=True)
    except Exception as error:
        raise EvaluationError(
            f"{file} cannot be read as AlexNet's weights, by which LPIPS is measured.",
            "Delete it: it can be downloaded again.",
        ) from error

    @torch.no_grad()
    def distance(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
        return float(measure(_seen(first), _seen(second)))

    return distance


def _seen(picture: NDArray[np.uint8]) -> Tensor:
    """(1, 3, rows, columns) on the scale of 0 to 1."""
    missing = [max(0, _LEAST - side) for side in picture.shape[:2]]
    filled = np.pad(picture, ((0, missing[0]), (0, missing[1]), (0, 0)), "symmetric")
    return torch.from_numpy(filled).permute(2, 0, 1)[None].float() / 255

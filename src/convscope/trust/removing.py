"""What takes the place of what is removed from a photo."""

from __future__ import annotations

from typing import Literal

import torch
from scipy.ndimage import gaussian_filter
from torch import Tensor

from convscope.attribution.baseline import baseline_of
from convscope.trust.case import Case

Removed = Literal["blur", "grey", "mean", "black", "white"]

# In parts of the photo's longer side: enough that hardly a network still knows what is in the photo.
BLUR = 1 / 20


def without_photo(case: Case, removed: Removed) -> Tensor:
    """The photo (C, rows, columns) of which everything was removed."""
    if removed == "blur":
        return case.shared("blurred", lambda: blurred(case.photo))
    return baseline_of(removed, case.photo[None], case.network.preprocessing)[0]


def blurred(photo: Tensor) -> Tensor:
    """A photo (C, rows, columns) without detail: a Gaussian blur of 1/20 of its longer side."""
    deviation = BLUR * max(photo.shape[1:])
    return torch.from_numpy(gaussian_filter(photo.cpu().numpy(), (0, deviation, deviation))).to(photo)

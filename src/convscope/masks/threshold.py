"""Masks of the values above a threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from skimage.filters import threshold_otsu

from convscope.errors import MaskError

Values = NDArray[np.floating]
Mask = NDArray[np.bool_]


def quantile(values: Values, share: float) -> Mask:
    """Mask the given share of all pixels with the greatest values, as far as they are above zero.

    Args:
        values: (rows, columns).
        share: of all pixels, above 0 and below 1.

    Raises:
        MaskError: no value is above zero, or the share is impossible.
    """
    if not 0 < share < 1:
        raise MaskError(
            f"A mask holds a share of the pixels between 0 and 1, but {share:g} was asked for.",
            "Write quantile:0.2 for the strongest fifth.",
        )
    check_positive(values)
    mask: Mask = (values >= np.quantile(values, 1 - share)) & (values > 0)
    return mask


def otsu(values: Values) -> Mask:
    """Mask the values above Otsu's threshold, which maximises the variance between the classes of positive values.

    Source: Otsu 1979, doi:10.1109/TSMC.1979.4310076; scikit-image computes it.

    Args:
        values: (rows, columns).

    Raises:
        MaskError: no value is above zero.
    """
    check_positive(values)
    positive = np.clip(values, 0, None)
    mask: Mask = positive > threshold_otsu(positive)
    return mask if mask.any() else positive > 0


def check_positive(values: Values) -> None:
    """Refuse a map without positive values."""
    if not (values > 0).any():
        raise MaskError(
            "The map has no value above zero: nothing in the photo is evidence for what it explains.",
            "Explain another target.",
        )

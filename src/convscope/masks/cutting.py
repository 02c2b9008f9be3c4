"""Masks by GrabCut, seeded by a map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from skimage.measure import label

from convscope.errors import MaskError
from convscope.extras import extra
from convscope.masks.threshold import Mask, Values, check_positive

# Shares of the pixels from which the colour models are learned; those of the paper.
FOREGROUND, BACKGROUND = 0.05, 0.3
ITERATIONS = 3


def grabcut(values: Values, photo: NDArray[np.uint8]) -> Mask:
    """Segment the object whose strongest pixels a map shows, by its colours and borders.

    Two colour models, mixtures of five Gaussians, are learned from the 5 % of the pixels with the greatest values
    and from the 30 % with the least.  A graph cut then divides the photo so that pixels fit their model and the
    border runs where neighbours differ; the first stay foreground.  Models and cut are computed three times in
    turn (GrabCut).  The mask is the connected part that holds most of the first 5 %.

    Source: Simonyan, Vedaldi and Zisserman 2013, arXiv:1312.6034, section 3.2, for the seeds; Rother, Kolmogorov
    and Blake 2004, doi:10.1145/1015706.1015720, for the cut, which OpenCV computes.

    Args:
        values: (rows, columns), as large as the photo.
        photo: (rows, columns, 3) sRGB.

    Raises:
        MaskError: no value is above zero, or all values are alike.
        ExtraError: OpenCV is not installed.
    """
    cv2 = extra("cv2", "grabcut")
    check_positive(values)
    sure = (values >= np.quantile(values, 1 - FOREGROUND)) & (values > 0)
    least = (values <= np.quantile(values, BACKGROUND)) & ~sure
    if not least.any():
        raise MaskError(
            "The map is the same everywhere: foreground and background cannot be told apart.",
            "Explain by another method or layer.",
        )
    pixels = np.ascontiguousarray(photo[:, :, ::-1])
    foreground, background = np.zeros((1, 65)), np.zeros((1, 65))
    nowhere = (0, 0, 0, 0)  # OpenCV asks for a rectangle where it takes a mask
    cv2.setRNGSeed(0)  # the models begin with a clustering from random centres
    seeds = sure | least
    alone = np.where(sure[seeds], cv2.GC_FGD, cv2.GC_BGD).astype(np.uint8)[None]
    whole = np.where(sure, cv2.GC_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    # Without a step the models are learned and nothing is cut: of the seeds alone, not of what lies between.
    cv2.grabCut(pixels[seeds][None], alone, nowhere, background, foreground, 0, cv2.GC_INIT_WITH_MASK)
    cv2.grabCut(pixels, whole, nowhere, background, foreground, 1, cv2.GC_EVAL_FREEZE_MODEL)
    cv2.grabCut(pixels, whole, nowhere, background, foreground, ITERATIONS, cv2.GC_EVAL)
    return _part_with_most(np.isin(whole, (cv2.GC_FGD, cv2.GC_PR_FGD)), sure)


def _part_with_most(mask: Mask, seeds: Mask) -> Mask:
    """The connected part of a mask that holds most seeds."""
    parts = label(mask, connectivity=1)
    return np.asarray(parts == np.bincount(parts[seeds & mask]).argmax())

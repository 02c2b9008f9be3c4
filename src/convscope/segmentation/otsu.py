"""Things without a network: brighter or darker than the rest, split where they touch; the classical comparison."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

# Smaller things are noise, in pixels.
_LEAST = 20
# Of the smoothing before the threshold, and of the distances before their peaks are sought.
_SIGMA = 1.0
# Pixels between the middles of two things, at least.
_APART = 5


def otsu_things(pixels: NDArray[np.uint8]) -> NDArray[np.int32]:
    """The number of each place's thing, from 1 on, 0 where there is none.

    A threshold parts the smoothed luminance in two (Otsu 1979, IEEE Transactions on Systems, Man, and Cybernetics 9);
    the smaller part are the things, without holes.  Where they touch, they are split by a watershed from the peaks of
    the distance to the background (Vincent and Soille 1991, IEEE Transactions on Pattern Analysis 13).

    Args:
        pixels: (rows, columns, 3) of a photo.
    """
    from skimage.color import rgb2gray
    from skimage.feature import peak_local_max
    from skimage.filters import gaussian, threshold_otsu
    from skimage.segmentation import watershed

    grey = gaussian(rgb2gray(pixels), _SIGMA)
    if grey.max() <= grey.min():
        return np.zeros(grey.shape, np.int32)
    bright = grey > threshold_otsu(grey)
    is_thing = scipy.ndimage.binary_fill_holes(bright if bright.mean() <= 0.5 else ~bright)
    distance = gaussian(scipy.ndimage.distance_transform_edt(is_thing), _SIGMA)
    peaks = peak_local_max(distance, min_distance=_APART, labels=is_thing.astype(np.int32))
    markers = np.zeros(grey.shape, np.int32)
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    found: NDArray[np.int32] = watershed(-distance, markers, mask=is_thing)
    small = np.bincount(found.ravel()) < _LEAST
    return np.where(small[found], 0, found).astype(np.int32)

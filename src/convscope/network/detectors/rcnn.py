"""R-CNN: each region of selective search is cut out, warped to one size, and judged by itself.

Source: Girshick et al. 2014, "Rich feature hierarchies for accurate object detection and semantic segmentation",
arXiv:1311.2524.
"""

from __future__ import annotations

import math
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.detection.coding import clipped, decoded, enlarged
from convscope.detection.proposals import is_filling
from convscope.detection.regions import regions
from convscope.detection.selective_search import searched
from convscope.images import Preprocessing
from convscope.network.detectors.detector import Detector
from convscope.network.trunk import STRIDES, Trunk

# Regions that are judged of a photo.
REGIONS = 500
# Rows and columns of a warped region, and the part of them on each side that shows what is around: 16 of 227 pixels.
SIDE, _CONTEXT = 64, 16 / 227
# Which of the trunk's maps is read, and how many features it gives at most: those of the paper's last layer but one.
_MAP, _MOST = 1, 4096
# The score of what is no region: nothing.
_NOTHING = -30.0


class RCNN(Detector):
    """The detector; its trunk stays as it is, its head is learned by support vectors and ridge regression.

    Attributes:
        trunk: gives the features of a warped region.
        head: from the features of a region to its scores and boxes.
    """

    searches: ClassVar[bool] = True
    overlap: ClassVar[float] = 0.3  # the paper's

    def __init__(self, trunk: Trunk, classes: int, photos: Preprocessing) -> None:
        """Put a new head for so many classes on a trunk."""
        features = Features(trunk.maps, trunk.channels[_MAP])
        super().__init__(trunk._replace(maps=features))
        self.head = Head(features.count, classes)
        self._mean, self._std = photos.mean, photos.std

    def forward(self, photos: Tensor) -> Tensor:
        """Boxes and scores (N, regions, 4 + classes)."""
        rows, columns = photos.shape[2:]
        seen = searched(photos, self._mean, self._std, REGIONS)
        return self.judged(self.features(photos, seen), seen, (rows, columns))

    def features(self, photos: Tensor, seen: Tensor) -> Tensor:
        """The features (N, K, F) of regions (N, K, 4)."""
        found: Tensor = self.trunk(warped(photos, seen).flatten(0, 1))
        return found.reshape(*seen.shape[:2], found.shape[1])

    def judged(self, features: Tensor, seen: Tensor, size: tuple[int, int]) -> Tensor:
        """What is found in regions, (N, K, 4 + classes); of the boxes of all classes that of the best score.

        Args:
            features: (N, K, F).
            seen: (N, K, 4) the regions, those without area filling up.
            size: (rows, columns) of the photos.
        """
        scores, offsets = self.head(features)
        best = scores.argmax(-1)[..., None, None].expand(-1, -1, 1, 4)
        boxes = decoded(offsets.gather(2, best)[:, :, 0], seen)
        known = scores.masked_fill(is_filling(seen)[..., None], _NOTHING)
        return torch.cat([clipped(boxes, size), known], -1)


class Features(nn.Module):
    """What a trunk sees in a warped region: its map of stride 16, place by place.

    The mean over the last map, by which the classifier told what a picture shows, does not know where in the region
    a thing ends.  The paper's regressors read a map as well, its last one of 6 x 6 places.
    """

    def __init__(self, maps: nn.Module, channels: int) -> None:
        """Read the map of so many channels, with 4 x 4 places or, where there are many channels, fewer."""
        super().__init__()
        self.maps = maps
        self._places = min(SIDE // STRIDES[_MAP], max(1, math.isqrt(_MOST // channels)))
        self.count = channels * self._places**2

    def forward(self, pictures: Tensor) -> Tensor:
        """(N, count) from pictures (N, C, 64, 64)."""
        values: Tensor = self.maps(pictures)[str(_MAP)]
        return F.adaptive_avg_pool2d(values, self._places).flatten(1).float()


class Head(nn.Module):
    """What stands on the trunk: a linear layer for the scores of the classes, and one for a box of each."""

    def __init__(self, features: int, classes: int) -> None:
        super().__init__()
        self.scores, self.offsets = nn.Linear(features, classes), nn.Linear(features, 4 * classes)
        for layer in (self.scores, self.offsets):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (N, K, classes), logits, and offsets (N, K, classes, 4) of regions' features (N, K, F)."""
        return self.scores(features), self.offsets(features).unflatten(-1, (-1, 4))


def warped(photos: Tensor, seen: Tensor) -> Tensor:
    """Regions (N, K, 4) of photos (N, C, rows, columns) and what is around them, (N, K, C, 64, 64).

    What lies outside the photo is the mean colour, as in the paper.
    """
    found: Tensor = regions([photos], with_context(seen), [1.0], SIDE, "align")
    return found


def with_context(boxes: Tensor) -> Tensor:
    """Boxes (..., 4) so much larger that, warped, they have 16 of 227 pixels of what is around on each side."""
    return enlarged(boxes, 1 / (1 - 2 * _CONTEXT))

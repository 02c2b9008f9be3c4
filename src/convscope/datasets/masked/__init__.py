"""Photos with masks, a class for each pixel: read from the forms that annotation tools write, and checked."""

from convscope.datasets.masked.masked_dataset import MaskedDataset, MaskedPhoto
from convscope.datasets.masked.opening_masks import masks_at, open_masked

__all__ = ["MaskedDataset", "MaskedPhoto", "masks_at", "open_masked"]

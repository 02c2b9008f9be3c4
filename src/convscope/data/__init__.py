"""Data sets: labelled pictures, what is in them, how they are divided, decoded and augmented."""

from convscope.data.dataset import UNDIVIDED, Dataset, Item, divided
from convscope.data.opening import open_dataset

__all__ = ["UNDIVIDED", "Dataset", "Item", "divided", "open_dataset"]

"""Data sets: labelled pictures, what is in them, how they are divided, decoded and augmented."""

from convscope.datasets.dataset import UNDIVIDED, Dataset, Item, divided
from convscope.datasets.opening import open_dataset

__all__ = ["UNDIVIDED", "Dataset", "Item", "divided", "open_dataset"]

"""Data sets: labelled pictures, what is in them, how they are divided, decoded and augmented."""

from convscope.datasets.dataset import UNDIVIDED, Dataset, Item
from convscope.datasets.opening import open_dataset
from convscope.datasets.splitting import divided, divided_by_content, merged

__all__ = ["UNDIVIDED", "Dataset", "Item", "divided", "divided_by_content", "merged", "open_dataset"]

"""Photos with boxes: read from the forms that annotation tools write, and checked."""

from convscope.datasets.boxed.boxed_dataset import BoxedDataset, BoxedPhoto, LabelledBox
from convscope.datasets.boxed.opening_boxes import open_boxed

__all__ = ["BoxedDataset", "BoxedPhoto", "LabelledBox", "open_boxed"]

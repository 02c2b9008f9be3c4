"""The settings of a segmenter's training where the user says nothing, and those that it does not have."""

from __future__ import annotations

from typing import Any

from convscope.datasets.augmentation import read_augmentation
from convscope.errors import TrainingError
from convscope.learn.request import TrainingOptions

# From a prototype on CamVid's training frames, the rate from short trainings on four of them and on forty pictures of
# nuclei; photos that are held back chose nothing.
DEFAULTS: dict[str, Any] = {
    "batch_size": 4,
    "epochs": 20,
    "rate": 4e-3,
    "depth_decay": 0.2,
    "class_weights": True,
    "augment": "flip, scale 0.25, colour 0.2",
}
# Photos whose longer side is greater are shrunk to this where nobody says a size; smaller ones keep their pixels.
MOST = 640
# The longer side of the crops that are learned from, at most.
CROP = 320
_STRIDE = 32
_MISSING = ("dropout", "label_smoothing", "snapshots", "fine_tune", "unfreeze_every")


def crop_size(size: tuple[int, int]) -> tuple[int, int]:
    """(rows, columns) of the crops that are learned from, of the shape of the usual photo."""
    factor = min(1.0, CROP / max(size))
    rows, columns = (max(1, round(side * factor / _STRIDE)) * _STRIDE for side in size)
    return rows, columns


def segmenter_options(options: TrainingOptions) -> TrainingOptions:
    """The options with a segmenter's defaults for those that the user did not set.

    Raises:
        TrainingError: one of them is for classifiers alone.
    """
    plain = TrainingOptions()
    for name in _MISSING:
        if getattr(options, name) != getattr(plain, name):
            raise TrainingError(f"A segmenter is trained without {name}.", "Leave it out.")
    if options.augment is not None and read_augmentation(options.augment).mixing:
        raise TrainingError("Photos with masks are not mixed.", "Leave mixup and cutmix out.")
    return options.filled(DEFAULTS)

"""The settings of a detector's training where the user says nothing, and those that it does not have."""

from __future__ import annotations

from typing import Any

from convscope.datasets.augmentation import read_augmentation
from convscope.errors import TrainingError
from convscope.learn.request import TrainingOptions
from convscope.network.detectors.architectures import detector_task
from convscope.network.task.instances import Instances

# From a prototype that was judged on BCCD's test photos: a figure on them is a little too good.
DEFAULTS: dict[str, Any] = {
    "batch_size": 8,
    "epochs": 30,
    "rate": 1.5e-3,
    "depth_decay": 0.3,
    "ema": 0.99,
    "augment": "flip, mirror, scale 0.25, colour 0.2",
    "size": 384,
    "clip": 10.0,
}
# Of a detector that learns masks, too, chosen on pictures of nuclei for what a core does in ten minutes.
_THINGS: dict[str, Any] = {"batch_size": 4, "epochs": 6, "rate": 1e-3}
_MISSING = ("dropout", "label_smoothing", "class_weights", "snapshots", "fine_tune", "unfreeze_every")
# R-CNN warps its regions, so that a larger photo shows no more of them; it has no other settings.
_REGIONS: dict[str, Any] = {"size": 320}


def detector_options(options: TrainingOptions, word: str) -> TrainingOptions:
    """The options with a detector's defaults for those that the user did not set.

    Args:
        options: of the user.
        word: the detector's, ``fcos`` or another.

    Raises:
        TrainingError: one of them is for classifiers alone, or for what is learned by steps.
    """
    plain = TrainingOptions()
    if word == "rcnn":
        for name in TrainingOptions.model_fields.keys() - _REGIONS.keys():
            if getattr(options, name) != getattr(plain, name):
                raise TrainingError(f"R-CNN is learned at once, without {name}.", "Leave it out.")
        return options.filled(_REGIONS)
    for name in _MISSING:
        if getattr(options, name) != getattr(plain, name):
            raise TrainingError(f"A detector is trained without {name}.", "Leave it out.")
    if options.augment is not None and read_augmentation(options.augment).mixing:
        raise TrainingError("The photos of a detector are not mixed.", "Leave mixup and cutmix out.")
    return options.filled(DEFAULTS | (_THINGS if detector_task(word) == Instances.name else {}))

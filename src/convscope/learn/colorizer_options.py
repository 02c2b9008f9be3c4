"""The settings of a colorizer's training where the user says nothing, and those that it does not have."""

from __future__ import annotations

from typing import Any

from convscope.datasets.augmentation import read_augmentation
from convscope.errors import TrainingError
from convscope.learn.request import TrainingOptions

DEFAULTS: dict[str, Any] = {
    "batch_size": 16,
    "epochs": 16,
    "rate": 4e-3,
    "depth_decay": 0.2,
    "ema": 0.99,
    # The trunk knows things already: steps cost two fifths while the decoder learns alone.
    "unfreeze_every": 12,
    "augment": "flip",
    "size": 192,
}
_STRIDE = 32
# What restorers learn to undo.
_UNDONE = ("noise", "blur", "jpeg", "missing")
_MISSING = ("dropout", "label_smoothing", "snapshots", "fine_tune", "target", *_UNDONE)


def colorizer_options(options: TrainingOptions) -> TrainingOptions:
    """The options with a colorizer's defaults for those that the user did not set.

    Raises:
        TrainingError: one of them is for other networks, or the size is no multiple of 32.
    """
    plain = TrainingOptions()
    for name in _MISSING:
        if getattr(options, name) != getattr(plain, name):
            raise TrainingError(f"A colorizer is trained without {name}.", "Leave it out.")
    if options.task not in (None, "colorize"):
        raise TrainingError(
            f"A colorizer learns to colorize, and is asked to {options.task}.", "Leave task out."
        )
    if options.augment is not None and read_augmentation(options.augment).mixing:
        raise TrainingError("The photos of a colorizer are not mixed.", "Leave mixup and cutmix out.")
    if options.size is not None and options.size % _STRIDE:
        raise TrainingError(
            f"A colorizer sees photos whose sides are multiples of {_STRIDE}, got size={options.size}.",
            f"Choose size={max(1, round(options.size / _STRIDE)) * _STRIDE}.",
        )
    return options.filled(DEFAULTS)

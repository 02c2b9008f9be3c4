"""The settings of a restorer's training where the user says nothing, and those that it does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convscope.datasets.augmentation import read_augmentation
from convscope.errors import TrainingError
from convscope.learn.request import TrainingOptions
from convscope.restore.degradations import Degradation, degradation_of

DEFAULTS: dict[str, Any] = {
    "batch_size": 16,
    "epochs": 40,
    "rate": 1e-3,
    "weight_decay": 0.0,
    "ema": 0.999,
    "augment": "flip, mirror",
    "precision": "32",
    "size": 64,
    "clip": 1.0,
}
# What is undone where the task alone is said.
_OF_TASK: Mapping[str, Mapping[str, str]] = {
    "denoise": {"noise": "0-55"},
    "upscale": {},
    "repair": {"jpeg": "5-60"},
}
_MISSING = ("dropout", "label_smoothing", "class_weights", "snapshots", "fine_tune", "unfreeze_every")


def restorer_options(options: TrainingOptions) -> TrainingOptions:
    """The options with a restorer's defaults for those that the user did not set.

    Raises:
        TrainingError: one of them is for classifiers alone.
    """
    plain = TrainingOptions()
    for name in _MISSING:
        if getattr(options, name) != getattr(plain, name):
            raise TrainingError(f"A restorer is trained without {name}.", "Leave it out.")
    if options.augment is not None and read_augmentation(options.augment).mixing:
        raise TrainingError("The photos of a restorer are not mixed.", "Leave mixup and cutmix out.")
    return options.filled(DEFAULTS)


def learned_degradation(options: TrainingOptions, scale: int) -> Degradation:
    """What a restorer learns to undo.

    Args:
        options: of its training.
        scale: how many times longer it makes the sides of a photo.

    Raises:
        TrainingError: it is not said, or is impossible, or the network enlarges nothing though it shall.
    """
    if options.task == "colorize":
        raise TrainingError(
            "Colours are learned by a colorizer alone.", "Train colorizer:efficientnet-lite0."
        )
    if options.task == "upscale" and scale == 1:
        raise TrainingError(
            "Upscaling asks for a network that makes a photo larger, and this one leaves its size.",
            "Train espcn-x2, srcnn-x2 or edsr-x2.",
        )
    said = {"noise": options.noise, "blur": options.blur, "jpeg": options.jpeg, "missing": options.missing}
    given = {name: text for name, text in said.items() if text is not None}
    if options.target != "clean" and (scale > 1 or options.missing):
        raise TrainingError(
            f"From noisy photos alone noise can be learned, neither pixels nor holes, got target={options.target}.",
            "Leave target out: learn from clean photos.",
        )
    if options.target == "blind-spot" and not given:
        return Degradation(())
    usual = _OF_TASK[options.task] if options.task and not given else {}
    return degradation_of(**usual, **given, scale=scale)

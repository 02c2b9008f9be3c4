"""The settings of a generator's training where the user says nothing, and those that it does not have."""

from __future__ import annotations

from typing import Any

from convscope.datasets.augmentation import read_augmentation
from convscope.errors import TrainingError
from convscope.learn.request import TrainingOptions
from convscope.network.generators import is_generator, is_told_by_loss, usual_settings

DEFAULTS: dict[str, Any] = {
    "batch_size": 64,
    "epochs": 4,
    "rate": 2e-3,
    "weight_decay": 0.0,
    "ema": 0.999,
    "augment": "none",
    "clip": 1.0,
}
_MISSING = (
    "dropout",
    "label_smoothing",
    "class_weights",
    "snapshots",
    "fine_tune",
    "unfreeze_every",
    "noise",
    "blur",
    "jpeg",
)


def generator_options(options: TrainingOptions, architecture: str) -> TrainingOptions:
    """The options with a generator's defaults for those that the user did not set.

    Args:
        options: of the user.
        architecture: of the generator, or what was named as one.

    Raises:
        TrainingError: one of them is for other networks alone.
    """
    plain = TrainingOptions()
    for name in _MISSING:
        if getattr(options, name) != getattr(plain, name):
            raise TrainingError(f"A generator is trained without {name}.", "Leave it out.")
    if options.task not in (None, "generate"):
        raise TrainingError(
            f"A generator learns to generate, and not to {options.task}.",
            "Choose a restorer, such as resunet.",
        )
    if options.augment is not None and read_augmentation(options.augment).mixing:
        raise TrainingError("The pictures of a generator are not mixed.", "Leave mixup and cutmix out.")
    if not is_generator(architecture):
        raise TrainingError(f"{architecture} is no generator.", "Train ddpm, dcgan or vae.")
    if options.patience and not is_told_by_loss(architecture):
        raise TrainingError(
            "The loss of two networks that learn from each other does not tell when to stop.",
            "Leave patience out.",
        )
    return options.filled({**DEFAULTS, **usual_settings(architecture)})

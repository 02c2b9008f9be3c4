"""The settings of a captioner's training where the user says nothing, and those that it does not have."""

from __future__ import annotations

from typing import Any

from convscope.errors import TrainingError
from convscope.learn.request import TrainingOptions

DEFAULTS: dict[str, Any] = {
    "batch_size": 32,
    "epochs": 12,
    "rate": 1e-3,
    "weight_decay": 0.01,
    "augment": "none",
    "precision": "32",
    "clip": 5.0,
}
_MISSING = (
    *(
        "dropout",
        "ema",
        "fine_tune",
        "unfreeze_every",
        "snapshots",
        "class_weights",
        "label_smoothing",
        "size",
    ),
    *("noise", "blur", "jpeg", "missing"),
)


def caption_options(options: TrainingOptions) -> TrainingOptions:
    """The options with a captioner's defaults for those that the user did not set.

    Raises:
        TrainingError: one of them is for other networks.
    """
    plain = TrainingOptions()
    for name in _MISSING:
        if getattr(options, name) != getattr(plain, name):
            raise TrainingError(f"A captioner is trained without {name}.", "Leave it out.")
    if options.augment not in (None, "none"):
        raise TrainingError(
            "Photos with sentences are not augmented: mirrored, left would be right.", "Leave augment out."
        )
    if options.task not in (None, "caption"):
        raise TrainingError(
            f"A captioner learns sentences, and is asked to {options.task}.", "Leave task out."
        )
    return options.filled(DEFAULTS)

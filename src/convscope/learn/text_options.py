"""The settings of a reading network's training where the user says nothing, and those that it does not have."""

from __future__ import annotations

from typing import Any

from convscope.errors import TrainingError
from convscope.learn.request import TrainingOptions

DEFAULTS: dict[str, Any] = {
    "batch_size": 50,
    "epochs": 6,
    "rate": 2e-3,
    "weight_decay": 0.01,
    "augment": "none",
    "precision": "32",
}
_MISSING = ("fine_tune", "unfreeze_every", "snapshots", "task", "noise", "blur", "jpeg", "missing")


def text_options(options: TrainingOptions) -> TrainingOptions:
    """The options with the defaults of a network that reads for those that the user did not set.

    Raises:
        TrainingError: one of them is for pictures alone.
    """
    plain = TrainingOptions()
    for name in _MISSING:
        if getattr(options, name) != getattr(plain, name):
            raise TrainingError(f"A network that reads is trained without {name}.", "Leave it out.")
    if options.augment not in (None, "none"):
        raise TrainingError("Texts are not augmented.", "Leave augment out.")
    return options.filled(DEFAULTS)

"""The settings of a training of phrases of regions where the user says nothing, and those that it does not have."""

from __future__ import annotations

from typing import Any

from convscope.errors import TrainingError
from convscope.learn.detector_options import detector_options
from convscope.learn.request import TrainingOptions

# Where a detector has others.  Mirrored, left would be right, and of another colour red would be none.
_DEFAULTS: dict[str, Any] = {"epochs": 10, "augment": "scale 0.25"}


def region_options(options: TrainingOptions) -> TrainingOptions:
    """The options with the defaults of a captioner of regions for those that the user did not set.

    Raises:
        TrainingError: one of them is for other networks.
    """
    if options.task not in (None, "caption"):
        raise TrainingError(
            f"A captioner learns sentences, and is asked to {options.task}.", "Leave task out."
        )
    return detector_options(options.filled(_DEFAULTS), "dense")

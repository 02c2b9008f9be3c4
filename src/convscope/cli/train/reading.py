"""Settings of a training from the words of the command line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from convscope.errors import TrainingError
from convscope.learn.request import TrainingOptions
from convscope.settings import read_settings


def training_options(given: Mapping[str, Any], rate: str | None, snapshots: str | None) -> TrainingOptions:
    """The settings of a training.

    Args:
        given: those that need no reading.
        rate: a number, or ``find``.
        snapshots: epochs, separated by commas or spaces.

    Raises:
        TrainingError: one of them is wrong.
    """
    read = {**given, "rate": _rate(rate), "snapshots": _epochs(snapshots)}
    return read_settings(TrainingOptions, read, "train", TrainingError)


def _rate(text: str | None) -> float | str | None:
    if text in (None, "find"):
        return text
    try:
        value = float(str(text))
    except ValueError:
        value = math.nan
    if not value > 0 or math.isinf(value):
        raise TrainingError(
            f"A learning rate is a number above 0 or find, got {text!r}.", "Write --rate 0.001."
        )
    return value


def _epochs(text: str | None) -> tuple[int, ...]:
    parts = text.replace(",", " ").split() if text else []
    if not all(part.isdecimal() for part in parts):
        raise TrainingError(f"Snapshots are taken after epochs, got {text!r}.", "Write --snapshots 1,5,20.")
    return tuple(map(int, parts))

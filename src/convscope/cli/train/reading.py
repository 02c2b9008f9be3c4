"""Settings of a training from the words of the command line."""

from __future__ import annotations

import math
from typing import Any

from convscope.errors import TrainingError
from convscope.learn.request import TrainingOptions


def training_options(rate: str | None, snapshots: str | None, **said: Any) -> TrainingOptions:
    """The settings, each as a user types it; those that were not given have their defaults.

    Raises:
        TrainingError: one of them is wrong.
    """
    from pydantic import ValidationError

    said |= {"rate": _rate(rate), "snapshots": _epochs(snapshots)}
    try:
        return TrainingOptions(**{name: value for name, value in said.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        option = str(first["loc"][0]).replace("_", "-")
        raise TrainingError(f"--{option} is wrong: {first['msg']}.", "See convscope train --help.") from error


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

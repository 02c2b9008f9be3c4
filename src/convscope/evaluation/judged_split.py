"""Which data are judged, and which part of them."""

from __future__ import annotations

from collections.abc import Collection

from convscope.datasets.dataset import UNDIVIDED
from convscope.errors import DataError
from convscope.learn.run import Run
from convscope.network.from_run import is_run, without_epoch

# What nobody learned from comes first.
_ORDER = ("test", "val", UNDIVIDED, "train")


def judged_split(data: str, splits: Collection[str], asked: str | None) -> str:
    """The split that was asked for; by default test, else val, else all, else train.

    Args:
        data: their name.
        splits: that they have, one or more.
        asked: one of them.

    Raises:
        DataError: it is none of them.
    """
    chosen = asked or next(name for name in _ORDER if name in splits)
    if chosen not in splits:
        raise DataError(f"{data} has no split {chosen!r}.", f"It has {', '.join(splits)}.")
    return chosen


def judged_run(spec: str) -> Run:
    """The run whose data are judged where nobody gives any.

    Args:
        spec: of the network.

    Raises:
        DataError: it is no run.
    """
    if not is_run(spec):
        raise DataError(
            f"{spec or 'The network'} is no run, so its data are not known.", "Give the data as well."
        )
    return Run.open(without_epoch(spec))

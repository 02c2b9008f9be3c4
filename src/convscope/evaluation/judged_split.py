"""Which part of a data set is judged."""

from __future__ import annotations

from collections.abc import Collection

from convscope.datasets.dataset import UNDIVIDED

# What nobody learned from comes first.
_ORDER = ("test", "val", UNDIVIDED, "train")


def judged_split(splits: Collection[str], asked: str | None) -> str:
    """The split that was asked for; by default test, else val, else all, else train.

    Args:
        splits: that the data have, one or more.
        asked: a name, which need not be one of them.
    """
    return asked or next(name for name in _ORDER if name in splits)

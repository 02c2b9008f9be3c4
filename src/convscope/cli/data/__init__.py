"""``convscope data``: check a data set: classes or boxes, sizes, duplicates, leakage, unreadable files."""

from convscope.cli.data.command import data

__all__ = ["data"]

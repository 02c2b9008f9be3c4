"""``convscope explain``: explain photos by one attribution method."""

from convscope.cli.explain.command import explain

__all__ = ["explain"]

"""``convscope filter``: filter photos with a kernel or a filter bank."""

from convscope.cli.filter.command import filter  # noqa: A004 - a command has its own name

__all__ = ["filter"]

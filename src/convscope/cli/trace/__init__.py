"""``convscope trace``: the arithmetic of one number of a network."""

from convscope.cli.trace.command import trace

__all__ = ["trace"]

"""``convscope trace``: work out one number of a network, step by step."""

from convscope.cli.trace.command import trace

__all__ = ["trace"]

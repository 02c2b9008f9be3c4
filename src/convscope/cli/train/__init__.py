"""``convscope train``: train a network on your own pictures."""

from convscope.cli.train.command import train

__all__ = ["train"]

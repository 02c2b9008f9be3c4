"""``convscope train``: from a folder of pictures to a run."""

from convscope.cli.train.command import train

__all__ = ["train"]

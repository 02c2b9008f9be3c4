"""``convscope convolve``: work out a small convolution, step by step."""

from convscope.cli.convolve.command import convolve

__all__ = ["convolve"]

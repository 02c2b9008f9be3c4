"""``convscope convolve``: a small convolution, worked out."""

from convscope.cli.convolve.command import convolve

__all__ = ["convolve"]

"""Networks in the files of ncnn: layers as text in ``.param``, weights in ``.bin``."""

from convscope.network.ncnn.opening import SUFFIX, open_ncnn

__all__ = ["SUFFIX", "open_ncnn"]

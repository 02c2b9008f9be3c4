"""What may be done to pictures after each step."""

from convscope.synthesis.after.blur import Blur
from convscope.synthesis.after.small_norm import ClipSmallNorm

__all__ = ["Blur", "ClipSmallNorm"]

"""Random movements that a picture must survive, so that it does not hang on single pixels."""

from convscope.synthesis.transforms.crop import Crop
from convscope.synthesis.transforms.jitter import Jitter
from convscope.synthesis.transforms.rotate import Rotate
from convscope.synthesis.transforms.scale import Scale
from convscope.synthesis.transforms.transform import Transform, transformed

NONE: tuple[Transform, ...] = ()
STANDARD: tuple[Transform, ...] = (Jitter(8), Scale(0.9, 1.1), Rotate(10), Jitter(4))

__all__ = ["NONE", "STANDARD", "Crop", "Jitter", "Rotate", "Scale", "Transform", "transformed"]

"""Synthesis: pictures made by climbing an objective with respect to the pixels."""

from convscope.synthesis.ascent import Ascent, ascend
from convscope.synthesis.checkpoint import Checkpoint
from convscope.synthesis.climb import Climb
from convscope.synthesis.parameterization import SPACES, Fourier, Parameterization, Phase, Pixels, Pyramid
from convscope.synthesis.steppers import LBFGS, STEPPERS, Adam, Normalised
from convscope.synthesis.transforms import NONE, STANDARD, Jitter, Rotate, Scale

__all__ = [
    "LBFGS",
    "NONE",
    "SPACES",
    "STANDARD",
    "STEPPERS",
    "Adam",
    "Ascent",
    "Checkpoint",
    "Climb",
    "Fourier",
    "Jitter",
    "Normalised",
    "Parameterization",
    "Phase",
    "Pixels",
    "Pyramid",
    "Rotate",
    "Scale",
    "ascend",
]

"""Parameterizations: the numbers that are searched, and the picture that they make."""

from convscope.synthesis.parameterization.colour import Range, correlate, decorrelate
from convscope.synthesis.parameterization.fourier import Fourier, Phase
from convscope.synthesis.parameterization.parameterization import Parameterization
from convscope.synthesis.parameterization.pixels import Pixels, Pyramid
from convscope.synthesis.parameterization.space import Space

SPACES: dict[str, type[Space]] = {
    "fourier": Fourier,
    "pixels": Pixels,
    "pyramid": Pyramid,
    "phase": Phase,
}

__all__ = [
    "SPACES",
    "Fourier",
    "Parameterization",
    "Phase",
    "Pixels",
    "Pyramid",
    "Range",
    "Space",
    "correlate",
    "decorrelate",
]

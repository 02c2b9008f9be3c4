"""Named kernels, filter banks, and their application to photos."""

from convscope.filters.application import apply
from convscope.filters.banks import BANKS, Bank, bank
from convscope.filters.border import BORDERS
from convscope.filters.catalogue import KERNELS, kernel
from convscope.filters.kernels import Kernel
from convscope.filters.matrices import matrix
from convscope.filters.nearest import Labelled, accuracy, features
from convscope.filters.surveys import Survey, survey

__all__ = [
    "BANKS",
    "BORDERS",
    "KERNELS",
    "Bank",
    "Kernel",
    "Labelled",
    "Survey",
    "accuracy",
    "apply",
    "bank",
    "features",
    "kernel",
    "matrix",
    "survey",
]

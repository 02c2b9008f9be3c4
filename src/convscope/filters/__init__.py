"""Named kernels, filter banks, and their application to photos."""

from convscope.filters.apply import apply
from convscope.filters.banks import BANKS, Bank, bank
from convscope.filters.border import BORDERS
from convscope.filters.catalogue import KERNELS, kernel
from convscope.filters.kernel import Kernel
from convscope.filters.matrix import matrix
from convscope.filters.nearest import Labelled, accuracy, features
from convscope.filters.survey import Survey, survey

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

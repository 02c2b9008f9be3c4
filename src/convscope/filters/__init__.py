"""Named kernels, filter banks, and their application to photos."""

from convscope.filters.apply import apply
from convscope.filters.banks import BANKS, Bank, bank
from convscope.filters.border import BORDERS
from convscope.filters.catalogue import KERNELS, kernel
from convscope.filters.kernel import Kernel
from convscope.filters.matrix import matrix

__all__ = ["BANKS", "BORDERS", "KERNELS", "Bank", "Kernel", "apply", "bank", "kernel", "matrix"]

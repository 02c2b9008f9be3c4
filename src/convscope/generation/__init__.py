"""Pictures that networks make: drawn from noise, step by step or at once."""

from convscope.generation.functions import generate
from convscope.generation.generated import Generated
from convscope.generation.side_by_side import SetSpectra, set_spectra
from convscope.generation.telling import RealOrGenerated, real_or_generated

__all__ = ["Generated", "RealOrGenerated", "SetSpectra", "generate", "real_or_generated", "set_spectra"]

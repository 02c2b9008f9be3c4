"""Pictures that networks make: drawn from noise, step by step or at once."""

from convscope.generation.functions import generate
from convscope.generation.generated import Generated

__all__ = ["Generated", "generate"]

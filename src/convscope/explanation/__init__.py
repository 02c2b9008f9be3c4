"""Explaining photos: from names to attributions with all that made them."""

from convscope.explanation.attribution import Attribution
from convscope.explanation.explaining import explain, explain_all
from convscope.explanation.targets import class_target

__all__ = ["Attribution", "class_target", "explain", "explain_all"]

"""Masks: which pixels belong to the object that a map highlights."""

from convscope.masks.cutting import grabcut
from convscope.masks.making import RULES, make_mask
from convscope.masks.threshold import otsu, quantile

__all__ = ["RULES", "grabcut", "make_mask", "otsu", "quantile"]

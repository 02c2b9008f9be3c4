"""Torchvision's detectors, each read as one graph of the form that every detector here has."""

from convscope.network.foreign.reading import detector_of

__all__ = ["detector_of"]

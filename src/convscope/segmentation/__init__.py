"""A class for each place of a photo: how well maps of classes agree, and maps of whole photos of any size."""

from convscope.segmentation.boundaries import BoundaryScore, boundary_score
from convscope.segmentation.otsu import otsu_things
from convscope.segmentation.overlaps import ClassOverlaps, overlaps_of
from convscope.segmentation.segmented import Segmented
from convscope.segmentation.segmenting import segment
from convscope.segmentation.thing_matches import ThingMatches, matched_things

__all__ = [
    "BoundaryScore",
    "ClassOverlaps",
    "Segmented",
    "ThingMatches",
    "boundary_score",
    "matched_things",
    "otsu_things",
    "overlaps_of",
    "segment",
]

"""Boxes: how they are written, how much two of them share, and which of many detections are kept."""

from convscope.detection.box_texts import FORMS, Box, read_box, read_scored_boxes
from convscope.detection.detections import Detection, Detections
from convscope.detection.fast_suppression import suppressed
from convscope.detection.overlaps import Overlap, overlap
from convscope.detection.worked_regions import Region, aligned_region, pooled_region
from convscope.detection.worked_suppression import WAYS, Suppression, suppression

__all__ = [
    "FORMS",
    "WAYS",
    "Box",
    "Detection",
    "Detections",
    "Overlap",
    "Region",
    "Suppression",
    "aligned_region",
    "overlap",
    "pooled_region",
    "read_box",
    "read_scored_boxes",
    "suppressed",
    "suppression",
]

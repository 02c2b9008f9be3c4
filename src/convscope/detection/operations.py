"""The operations of graphs that PyTorch has not: they are known to it once this is imported."""

from convscope.detection.kept_boxes import kept_boxes
from convscope.detection.proposals import proposals
from convscope.detection.regions import regions
from convscope.detection.selective_search import searched

OPERATIONS = (kept_boxes, proposals, regions, searched)

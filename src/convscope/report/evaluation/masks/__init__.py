"""Reports of how a segmenter does on photos with masks."""

from convscope.report.evaluation.masks.page import segmenter_page
from convscope.report.evaluation.masks.rows import mask_columns

__all__ = ["mask_columns", "segmenter_page"]

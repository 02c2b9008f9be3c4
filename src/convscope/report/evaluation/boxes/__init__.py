"""Reports of how a detector does on photos with boxes."""

from convscope.report.evaluation.boxes.page import detector_page
from convscope.report.evaluation.boxes.rows import detection_columns

__all__ = ["detection_columns", "detector_page"]

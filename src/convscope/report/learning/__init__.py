"""Pictures of data and of training: curves, snapshots, sheets."""

from convscope.report.learning.curves import DrawsCurves, draw_comparison, draw_curves
from convscope.report.learning.sheets import augmentation_sheet, class_sheet
from convscope.report.learning.snapshots import TakesSnapshots

__all__ = [
    "DrawsCurves",
    "TakesSnapshots",
    "augmentation_sheet",
    "class_sheet",
    "draw_comparison",
    "draw_curves",
]

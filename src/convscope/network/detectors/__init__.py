"""Networks that detect: heads for boxes on the trunk of a classifier."""

from convscope.network.detectors.architectures import (
    DETECTORS,
    detector_architecture,
    detector_task,
    in_frame,
    is_detector,
)
from convscope.network.detectors.detector import Detector, SteppedDetector

__all__ = [
    "DETECTORS",
    "Detector",
    "SteppedDetector",
    "detector_architecture",
    "detector_task",
    "in_frame",
    "is_detector",
]

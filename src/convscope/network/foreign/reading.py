"""Which modules are detectors of torchvision's, and how each is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from convscope.network.foreign.foreign_detector import ForeignDetector
from convscope.network.foreign.one_stage import ReadFCOS, ReadRetinaNet, ReadSSD
from convscope.network.foreign.two_stage import ReadFasterRCNN, ReadMaskRCNN

_PACKAGE = "torchvision.models.detection"


def _two_stage(module: Any) -> ForeignDetector:
    """Mask R-CNN, or Faster R-CNN, of which Keypoint R-CNN is made, too."""
    return ReadMaskRCNN(module) if module.roi_heads.has_mask() else ReadFasterRCNN(module)


# By the class whose forward() is what is read: one of a user's own computes something else.
_READ: Mapping[str, Callable[[Any], ForeignDetector]] = {
    "RetinaNet.forward": ReadRetinaNet,
    "FCOS.forward": ReadFCOS,
    "SSD.forward": ReadSSD,
    "GeneralizedRCNN.forward": _two_stage,
}


def detector_of(module: nn.Module) -> ForeignDetector | None:
    """A detector of torchvision's as one graph can hold it; None for every other module.

    It reads the module's parts where they are; a class made from one of torchvision's is one, unless it has another
    ``forward``.
    """
    forward = type(module).forward
    if not getattr(forward, "__module__", "").startswith(_PACKAGE):
        return None
    read = _READ.get(forward.__qualname__)
    return read(module) if read else None

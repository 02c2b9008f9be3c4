"""What all of torchvision's detectors have in common, as they are read here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from convscope.images import Preprocessing
from convscope.network.foreign.framing import Fitted, fitted, framed
from convscope.network.task.boxes import Boxes

# The score of what a detector leaves out, and of its background: nothing.
NOTHING = -30.0


class ForeignDetector(nn.Module, ABC):
    """A module from photos (N, 3, rows, columns) to boxes (N, places, 4 + classes), made of another's parts.

    The parts keep their names, and so the layers their addresses.  Classes are counted as the module counts them,
    from the background on, which is never found where the module does not look for it.  Its task says what it gives.

    Attributes:
        overlap: the IoU at which the module suppresses its boxes.
    """

    task: ClassVar[str] = Boxes.name

    def __init__(self, module: Any) -> None:
        """Take the parts of a detector of torchvision's; it stays as it is."""
        super().__init__()
        self.backbone = module.backbone
        self.overlap = float(getattr(module, "roi_heads", module).nms_thresh)
        self._transform = (module.transform,)  # no part of the graph: what it does is done here

    @property
    def preprocessing(self) -> Preprocessing:
        """How photos become its input."""
        return framed(self._transform[0])

    def forward(self, photos: Tensor) -> Tensor | dict[str, Tensor]:
        """What it gives of photos as they are, see `outputs`."""
        seen = fitted(photos, self._transform[0])
        found = self.backbone(seen.values)
        return self.outputs(seen, found if isinstance(found, Mapping) else {"0": found})

    def outputs(self, seen: Fitted, maps: Mapping[str, Tensor]) -> Tensor | dict[str, Tensor]:
        """What it gives from the trunk's maps: `places`, and by name what there is beside them."""
        return self.places(seen, maps)

    def places(self, seen: Fitted, maps: Mapping[str, Tensor]) -> Tensor:
        """Boxes in pixels of the photos as they are given, and scores (logits)."""
        boxes, scores = self.found(seen, maps)
        return torch.cat([seen.placed(boxes), scores], -1)

    @abstractmethod
    def found(self, seen: Fitted, maps: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Boxes (N, places, 4) in pixels of what is seen, and scores (N, places, classes), from the trunk's maps."""


def anchors_of(generator: nn.Module, seen: Fitted, maps: Sequence[Tensor]) -> Tensor:
    """The anchors (places, 4) of all maps, the finest first."""
    from torchvision.models.detection.image_list import ImageList

    anchors: Tensor = generator(ImageList(seen.values, [seen.size]), list(maps))[0]
    return anchors


def only_best(scores: Tensor, count: int, dim: int) -> Tensor:
    """Scores of which the ``count`` highest along an axis stay, and the others are nothing."""
    if count >= scores.shape[dim]:
        return scores
    least = scores.detach().topk(count, dim).values.amin(dim, keepdim=True)
    return torch.where(scores >= least, scores, NOTHING)
